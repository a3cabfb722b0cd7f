#include "connection.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <cstring>

namespace kaisho::abci {
namespace {

constexpr std::size_t kReadSize = 64 * 1024;

std::string text_of_error(FrameError error, std::size_t limit) {
  if (error == FrameError::bad_length) return "a frame's length is no varint";
  return fmt::format("a frame is larger than the limit of {} bytes", limit);
}

}  // namespace

Connection::Connection(Descriptor socket, Dispatcher::Origin origin, Dispatcher& dispatcher, Limits limits, Hooks hooks)
    : socket_(std::move(socket)),
      origin_(origin),
      dispatcher_(dispatcher),
      limits_(limits),
      hooks_(std::move(hooks)),
      answers_(std::make_shared<Answers>(limits.pending)),
      writer_([this] { write(); }),
      reader_([this] { read(); }) {}

Connection::~Connection() { close(); }

void Connection::close() {
  closed_ = true;
  answers_->close();
  ::shutdown(socket_.get(), SHUT_RDWR);
}

void Connection::leave(std::string why) {
  if (!closed_) hooks_.log(fmt::format("connection {}: closed: {}", origin_.connection, why));
  close();
}

void Connection::read() {
  FrameReader frames(limits_.frame);
  std::array<std::uint8_t, kReadSize> buffer;
  while (!closed_) {
    const auto count = read_some(socket_.get(), buffer);
    if (count < 0) return leave(std::strerror(errno));
    if (count == 0) return leave(frames.unread() == 0 ? "the engine has gone" : "the engine has gone amid a frame");
    frames.push(ByteView(buffer).first(static_cast<std::size_t>(count)));
    if (!serve(frames)) return;
  }
}

bool Connection::serve(FrameReader& frames) {
  while (!closed_) {
    const auto frame = frames.next();
    if (!frame) {
      leave(text_of_error(frame.error(), limits_.frame));
      return false;
    }
    const auto& message = *frame;
    if (!message) return true;
    if (!serve_one(*message)) return false;
  }
  return false;
}

bool Connection::serve_one(ByteView message) {
  auto request = decode_request(message);
  const auto place = answers_->reserve(message.size());
  if (!place) return false;
  const auto ticket = *place;
  if (!request) return refuse(request.error(), ticket);
  try {
    dispatcher_.run(std::move(*request), origin_, [answers = answers_, ticket](const Response& response) {
      answers->answer(ticket, encode_response(response));
    });
    return true;
  } catch (const std::exception& error) {
    close();
    hooks_.halt(error.what());
  } catch (...) {
    close();
    hooks_.halt("the application failed with an unknown exception");
  }
  return false;
}

/// What is no request at all ends the connection in silence; a right one that is not for us is told to the engine,
/// whose log then names the reason.
bool Connection::refuse(const WireError& error, Answers::Ticket ticket) {
  if (error.code == WireError::Code::not_protobuf || error.code == WireError::Code::bad_field) {
    leave(error.reason);
    return false;
  }
  hooks_.log(fmt::format("connection {}: refused: {}", origin_.connection, error.reason));
  answers_->answer(ticket, encode_response(ExceptionResponse{error.reason}));
  answers_->finish();
  return false;
}

void Connection::write() {
  while (const auto frames = answers_->take()) {
    Bytes together;
    for (const auto& frame : *frames) append(together, frame);
    if (!write_all(socket_.get(), together)) break;
  }
  // Also where the last answer was an exception: whoever reads this connection shall see its end.
  close();
}

}  // namespace kaisho::abci
