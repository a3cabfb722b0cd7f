#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include "http/session_parts.hpp"

// An answer that goes on: sent as things happen, by one waiting coroutine and no thread.
namespace kaisho::api {
namespace asio = boost::asio;
namespace http = boost::beast::http;

namespace {

using Error = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

constexpr std::string_view kLastChunk = "0\r\n\r\n";

/// Wakes the coroutine: by news, by a client that leaves, or by the server's end. Shared, since who rings may be late.
struct Bell {
  explicit Bell(const asio::any_io_executor& executor) : timer(executor) {}
  asio::steady_timer timer;
  bool client_left = false;
};

/// News of a feed ring the bell on the network's thread as long as this lives.
class Listening {
 public:
  Listening(std::shared_ptr<Feed> feed, std::shared_ptr<Bell> bell) : feed_(std::move(feed)) {
    feed_->on_news(
        [bell = std::move(bell)] { asio::post(bell->timer.get_executor(), [bell] { bell->timer.cancel(); }); });
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  ~Listening() { feed_->on_news(nullptr); }

 private:
  std::shared_ptr<Feed> feed_;
};

}  // namespace

/// Until the feed ends, the client leaves or does not read, or its time is over: who may see it is asked anew then, and
/// the client goes on where it was. A client that sends anything in between has left too: one request at a time.
asio::awaitable<bool> Session::send_feed(const Parser& parser, rest::Response answered) {
  const auto& limits = context_.settings.http;
  auto head = make_response(parser, answered.status, answered.type, {});
  for (const auto& [name, value] : answered.headers) head.set(name, value);
  const bool chunked = head.version() >= 11;
  head.erase(http::field::content_length);
  head.chunked(chunked);
  if (!chunked) head.keep_alive(false);

  const auto bell = std::make_shared<Bell>(stream_.get_executor());
  const std::stop_callback on_close(closed_.get_token(), [bell] { bell->timer.cancel(); });
  const Listening listening(answered.feed, bell);
  stream_.socket().async_wait(asio::socket_base::wait_read, [bell](const Error& error) {
    bell->client_left = !error;
    bell->timer.cancel();
  });

  Error error;
  http::response_serializer<http::string_body> serializer(head);
  stream_.expires_after(limits.write_time);
  co_await http::async_write_header(stream_, serializer, with_error(error));
  const auto over = SteadyClock::now() + limits.stream_time;
  Charge charge(context_.budget);
  while (!error && !bell->client_left && !closed_.stop_requested() && SteadyClock::now() < over) {
    auto text = answered.feed->take(kPiece);
    if (text.empty() && answered.feed->ended()) break;
    if (text.empty()) {
      Error rung;
      bell->timer.expires_at(std::min(over, SteadyClock::now() + limits.heartbeat));
      co_await bell->timer.async_wait(with_error(rung));
      if (rung) continue;
      text = answered.feed->heartbeat();
    }
    if (!charge.hold(text.size())) break;
    stream_.expires_after(limits.write_time);
    if (chunked) {
      co_await asio::async_write(stream_, http::make_chunk(asio::buffer(text)), with_error(error));
    } else {
      co_await asio::async_write(stream_, asio::buffer(text), with_error(error));
    }
  }
  const bool in_time = answered.feed->ended() || SteadyClock::now() >= over;
  const bool whole = in_time && !error && !bell->client_left && !closed_.stop_requested();
  if (whole && chunked) co_await asio::async_write(stream_, asio::buffer(kLastChunk), with_error(error));
  Error ignored;
  stream_.socket().cancel(ignored);  // the watch
  co_return whole && !error && head.keep_alive();
}

}  // namespace kaisho::api
