#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kaisho::crash {

/// JSON-RPC over one kept-alive HTTP connection to loopback. After any failure of the connection every call answers
/// nothing: the node is gone.
class RpcClient {
 public:
  explicit RpcClient(unsigned short port);
  RpcClient(const RpcClient&) = delete;
  RpcClient& operator=(const RpcClient&) = delete;
  ~RpcClient();

  struct Call {
    std::string method;
    boost::json::array params;
  };
  /// One batch; the results in the order of the calls, null for an error.
  [[nodiscard]] std::optional<std::vector<boost::json::value>> batch(const std::vector<Call>& calls);
  [[nodiscard]] std::optional<boost::json::value> call(std::string method, boost::json::array params);

 private:
  [[nodiscard]] bool send(std::string_view bytes);
  /// The body of the next answer.
  [[nodiscard]] std::optional<std::string> receive();

  int socket_ = -1;
  std::string unread_;
};

}  // namespace kaisho::crash
