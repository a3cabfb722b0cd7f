#pragma once

#include <expected>
#include <functional>
#include <memory>
#include <string>

#include "kaisho/api/settings.hpp"
#include "rpc/method_table.hpp"

/// The HTTP/1.1 server: one thread for the network, calls that execute programs elsewhere.
namespace kaisho::api {

namespace rest {
class Api;
}

struct Health {
  bool ok = true;
  std::string json;  ///< the body of GET /health
};

class HttpServer {
 public:
  struct Dependencies {
    const MethodTable& methods;
    std::function<Health()> health;             ///< quick: called on the network's thread
    std::function<void(std::string_view)> log;  ///< a line for the operator; from any thread
    std::string greeting;                       ///< what GET / says to a person
    const rest::Api* rest = nullptr;            ///< what is under /v1; null: nothing
  };

  /// Listens and serves. The error is a sentence for the operator.
  [[nodiscard]] static std::expected<std::unique_ptr<HttpServer>, std::string> start(const Settings& settings,
                                                                                     Dependencies dependencies);
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;
  ~HttpServer();

  /// "127.0.0.1:8545", with the port that the system chose.
  [[nodiscard]] const std::string& address() const;
  /// Where TLS listens; empty where it does not.
  [[nodiscard]] const std::string& tls_address() const;
  /// Closes every connection; returns when no call runs any more.
  void stop();
  /// Bytes of the process's budget in use.
  [[nodiscard]] std::size_t bytes_held() const;

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::api
