#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What an operator can set about the node's front door. Every number is a limit that is enforced.
namespace kaisho::api {

/// Limits of one connection and of the whole process. Bytes unless said otherwise.
struct HttpLimits {
  std::size_t connections = 256;                   ///< more are answered 503 and closed
  std::size_t header_bytes = 16 << 10;             ///< request line and fields together
  std::size_t body_bytes = 8 << 20;                ///< of one request
  std::size_t process_bytes = 256 << 20;           ///< bodies, their parsed form and unsent answers of all connections
  std::chrono::milliseconds header_time{10'000};   ///< from the first byte to the end of the header
  std::chrono::milliseconds body_time{30'000};     ///< for the whole body
  std::chrono::milliseconds idle_time{60'000};     ///< between two requests of one connection
  std::chrono::milliseconds write_time{10'000};    ///< for each 64 KiB of an answer: a client that does not read is cut
  std::chrono::milliseconds heartbeat{15'000};     ///< between two signs of life of an answer that goes on
  std::chrono::milliseconds stream_time{600'000};  ///< of an answer that goes on: then who may see it is asked anew
  std::size_t streams = 64;                        ///< answers that go on; more are answered 503
  std::size_t streams_of_caller = 8;               ///< of these, for one caller; more are answered 429
};

struct RpcLimits {
  std::size_t batch_items = 1'000;
  std::size_t answer_bytes = 32 << 20;         ///< of one request, a whole batch included
  unsigned depth = 32;                         ///< nesting of JSON
  unsigned evm_threads = 2;                    ///< calls that execute programs run here, never on the network's thread
  std::size_t evm_queue = 256;                 ///< calls that wait for such a thread; more are refused at once
  std::chrono::milliseconds evm_wait{10'000};  ///< a call that waited longer is refused, not run
};

/// A second door, for operators on other machines: TLS 1.3, REST and /health only. JSON-RPC, which does not ask who
/// calls, is not behind it.
struct TlsSettings {
  std::string listen;       ///< "0.0.0.0:8443"
  std::string certificate;  ///< PEM file, the chain in it
  std::string key;          ///< PEM file
};

struct Settings {
  /// "127.0.0.1:8545", "[::1]:8545", "localhost:8545"; port 0 lets the system choose.
  std::string listen = "127.0.0.1:8545";
  /// Listening beyond loopback is refused without this: no method of the node asks who calls.
  bool allow_beyond_loopback = false;
  /// Host names taken besides "localhost" and IP literals (DNS rebinding needs a name). Without port.
  std::vector<std::string> allowed_hosts;
  /// Origins of web pages taken besides those on this machine: "https://wallet.example".
  std::vector<std::string> allowed_origins;
  /// Answer allowed origins with CORS headers, so that their pages can read what they asked. Off by default.
  bool cors = false;
  std::optional<TlsSettings> tls{};
  HttpLimits http;
  RpcLimits rpc;
};

}  // namespace kaisho::api
