#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "failure.hpp"

namespace kaisho::cli {

/// A node's JSON-RPC over plain HTTP/1.1, one connection a call. For the node on this machine: there is no TLS.
class RpcClient {
 public:
  /// From "http://HOST:PORT". Codes: bad_url.
  [[nodiscard]] static Result<RpcClient> at(std::string_view url);

  void set_timeout(std::chrono::seconds timeout) { timeout_ = timeout; }

  /// The `result` of the answer. Codes: node_unreachable, node_answer_malformed, and rpc_error for the node's own
  /// error, whose data is kept in `last_error_data` (revert bytes) or `last_error_reason` (a rule's name).
  [[nodiscard]] Result<boost::json::value> call(std::string_view method, boost::json::array params);

  /// The error object's `data` of the last failed call, empty where there was none.
  [[nodiscard]] const std::string& last_error_data() const { return last_error_data_; }
  /// Which rule of the ledger refused the transaction of the last failed call: "not_admitted"; empty where none did.
  [[nodiscard]] const std::string& last_error_reason() const { return last_error_reason_; }
  [[nodiscard]] std::string url() const { return "http://" + host_ + ":" + port_; }

 private:
  RpcClient(std::string host, std::string port) : host_(std::move(host)), port_(std::move(port)) {}
  [[nodiscard]] Result<std::string> post(std::string body) const;

  std::string host_, port_;
  std::chrono::seconds timeout_{120};
  std::string last_error_data_, last_error_reason_;
};

}  // namespace kaisho::cli
