#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "kaisho/abci/application.hpp"
#include "kaisho/abci/call.hpp"

namespace kaisho::abci {

struct ServerSettings {
  /// "unix:///path" (at most 107 bytes of path, mode 0600) or "tcp://127.0.0.1:port" (loopback only; port 0: any free
  /// one, see `address`).
  std::string listen;
  std::size_t max_frame = std::size_t{64} << 20;          ///< bytes of one request; a larger one closes its connection
  std::size_t max_pending = 1024;                         ///< requests of one connection without a written answer
  std::size_t max_pending_bytes = std::size_t{64} << 20;  ///< their bytes; beyond either bound nothing more is read
  std::size_t max_connections = 16;                       ///< the engine opens four; more than this are closed at once
};

/// Called from the server's threads, one at a time each; they return soon and never stop or destroy the server.
struct ServerEvents {
  std::function<void(std::string_view line)> log;  ///< one sentence a line; why a connection was closed, and the like
  /// The application must not go on: `Halt`, any other exception that it let out, or `Server::halt`. Called once, after
  /// every connection was closed.
  std::function<void(const std::string& reason)> on_halt;
  std::function<void(const CallRecord& call)> observe;  ///< each answered call but echo and flush, in order
};

/// Serves an application to CometBFT over the ABCI socket protocol (docs/formats/abci-socket.md).
/// The engine does not say which of its four connections is which; calls are serialized by kind instead: consensus
/// (init_chain, prepare … commit), mempool (check_tx), query (info, query), snapshot. Kinds run in parallel. Answers
/// leave each connection in the order of its requests, as soon as they are known.
/// When the engine's process dies, the next one is served after the last call of the one before has ended; so what
/// `info` then says stays true. A malformed request closes its connection only.
class Server {
 public:
  /// Listens when it returns. The error is a sentence for the operator: wrong address, in use, no right.
  /// A socket file that nobody listens on is replaced; a file that is no socket is never touched.
  [[nodiscard]] static std::expected<std::unique_ptr<Server>, std::string> start(const ServerSettings& settings,
                                                                                 Application& application,
                                                                                 ServerEvents events = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  /// Stops. Answers of check_tx that come later go nowhere, safely.
  ~Server();

  /// Where it listens, in the form of `ServerSettings::listen` (the form CometBFT's proxy_app takes).
  [[nodiscard]] const std::string& address() const;

  /// Closes every connection and returns when the calls at work have ended. Never from inside a call or an event.
  void stop();

  /// As if the application had thrown `Halt`; from any thread, also from inside a call.
  void halt(const std::string& reason);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::abci
