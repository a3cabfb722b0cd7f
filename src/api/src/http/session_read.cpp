#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/read.hpp>

#include "http/guard.hpp"
#include "http/route.hpp"
#include "http/session_parts.hpp"

// A request as it comes: its header, what is refused before its body, its body.
namespace kaisho::api {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

namespace {

using Error = boost::system::error_code;

Problem malformed(const Error& error) {
  return {400, "malformed-http", "Malformed HTTP", "This is no HTTP/1.1 request: " + error.message() + "."};
}

Problem body_too_large(std::size_t limit) {
  return {413, "body-too-large", "Body too large",
          "A body may have " + std::to_string(limit) + " bytes: send smaller batches."};
}

Envelope envelope_of(const http::request_header<>& header) {
  Envelope envelope;
  for (const auto& field : header) {
    if (field.name() == http::field::host) envelope.hosts.emplace_back(view(field.value()));
    if (field.name() == http::field::origin) envelope.origin = std::string(view(field.value()));
    if (field.name() == http::field::content_length) ++envelope.content_lengths;
    if (field.name() == http::field::transfer_encoding) ++envelope.transfer_encodings;
  }
  envelope.http_1_1 = header.version() >= 11;
  return envelope;
}

}  // namespace

asio::awaitable<bool> Session::wait_for_bytes() {
  if (buffer_.size() > 0) co_return true;
  Error error;
  stream_.expires_after(context_.settings.http.idle_time);
  const auto read = co_await stream_.async_read_some(buffer_.prepare(4096), with_error(error));
  buffer_.commit(read);
  co_return !error;
}

/// The error is nothing where there is nobody left to tell: a client that was too slow has been cut already.
asio::awaitable<std::expected<void, std::optional<Problem>>> Session::read_header(Parser& parser) {
  const auto& limits = context_.settings.http;
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser.body_limit(boost::none);  // checked by us, with an answer that says how much is allowed
  stream_.expires_after(limits.header_time);
  Error error;
  co_await http::async_read_header(stream_, buffer_, parser, with_error(error));
  std::optional<Problem> problem;
  if (!error) co_return std::expected<void, std::optional<Problem>>{};
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    problem = Problem{431, "header-too-large", "Header too large",
                      "The header may have " + std::to_string(limits.header_bytes) + " bytes."};
  } else if (error == http::error::bad_content_length || error == http::error::bad_transfer_encoding ||
             error == http::error::multiple_content_length) {
    problem = Problem{400, "ambiguous-length", "Ambiguous message length",
                      "Content-Length and Transfer-Encoding contradict each other or make no sense: send one of them."};
  } else if (error.category() == http::make_error_code(http::error::bad_method).category() &&
             error != http::error::end_of_stream && error != http::error::partial_message) {
    problem = malformed(error);
  }
  co_return std::unexpected(std::move(problem));
}

std::optional<Problem> Session::refuse_header(const Parser& parser) const {
  const auto& header = parser.get().base();
  if (auto problem = refuse(envelope_of(header), context_.settings)) return problem;
  if (header.count(http::field::transfer_encoding) > 0 && !parser.chunked()) {
    return Problem{501, "unknown-coding", "Unknown transfer coding", "Only \"chunked\" is understood."};
  }
  const auto limit = context_.settings.http.body_bytes;
  if (const auto length = parser.content_length(); length && *length > limit) return body_too_large(limit);
  const auto type = view(header[http::field::content_type]);
  if (header.method() == http::verb::post && !type.empty() && !is_json(type)) {
    return Problem{415, "not-json", "Not JSON", "Send the body with Content-Type: application/json."};
  }
  return std::nullopt;
}

asio::awaitable<std::expected<std::string, std::optional<Problem>>> Session::read_body(Parser& parser, Charge& charge) {
  const auto& limits = context_.settings.http;
  stream_.expires_after(limits.body_time);
  Error error;
  if (beast::iequals(parser.get()[http::field::expect], "100-continue") && !parser.is_done()) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(stream_, asio::buffer(kContinue), with_error(error));
    if (error) co_return std::unexpected(std::nullopt);
  }
  std::string body;
  while (!parser.is_done()) {
    const auto before = body.size();
    const auto expected = std::max<std::uint64_t>(parser.content_length_remaining().value_or(kPiece), 1);
    const auto room = std::min<std::uint64_t>({expected, kPiece, limits.body_bytes + 1 - before});
    if (!charge.hold(before + room)) co_return std::unexpected(node_full());
    body.resize(before + room);
    auto& target = parser.get().body();
    target.data = body.data() + before;
    target.size = room;
    co_await http::async_read_some(stream_, buffer_, parser, with_error(error));
    body.resize(before + room - target.size);
    if (error == http::error::need_buffer) error = {};
    if (error && error.category() == http::make_error_code(http::error::bad_chunk).category() &&
        error != http::error::partial_message) {
      co_return std::unexpected(malformed(error));
    }
    if (error) co_return std::unexpected(std::nullopt);
    if (body.size() > limits.body_bytes) co_return std::unexpected(body_too_large(limits.body_bytes));
  }
  co_return body;
}

}  // namespace kaisho::api
