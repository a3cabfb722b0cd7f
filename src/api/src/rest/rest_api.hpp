#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <kaisho/base/types.hpp>

#include "rest/dependencies.hpp"
#include "rest/table.hpp"

/// REST under /v1, from a request to its answer, without a socket.
namespace kaisho::api::rest {

/// What of a request REST looks at. Fields that stand more than once come as more than one value.
struct Request {
  std::string method, target, host;
  std::vector<std::string> authorizations, idempotency_keys, last_event_ids;
  std::string if_none_match;
  std::string remote{};             ///< the client's address: network_of
  std::optional<Hash> certificate;  ///< pin of the client's certificate, proved by TLS
  std::string body;
  std::stop_token client_left{};
};

struct Response {
  unsigned status = 200;
  std::string type;  ///< empty: no body
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers{};
  std::shared_ptr<Feed> feed{};  ///< comes as the body, as things happen; null: the body is whole
};

class Api {
 public:
  explicit Api(Dependencies dependencies);

  /// Whole, whatever fails. May read the disk and execute programs: on a thread of the bounded pool.
  [[nodiscard]] Response answer(const Request& request) const;
  [[nodiscard]] const EndpointTable& table() const { return table_; }

 private:
  [[nodiscard]] std::expected<Response, Problem> try_answer(const Request& request, std::string& allow) const;
  [[nodiscard]] std::expected<Caller, Problem> caller_of(const Request& request) const;
  [[nodiscard]] std::expected<Caller, Problem> user_caller(const Address& account) const;
  [[nodiscard]] std::expected<Caller, Problem> operator_caller(services::Operator operator_) const;

  const Dependencies with_;
  EndpointTable table_;
};

}  // namespace kaisho::api::rest
