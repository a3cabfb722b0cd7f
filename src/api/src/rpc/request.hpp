#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <string>
#include <string_view>

#include "rpc/method_table.hpp"

/// One JSON-RPC 2.0 request object (section 4 of the specification), read strictly.
namespace kaisho::api {

struct Request {
  std::string id;  ///< canonical JSON text of the id; empty for a notification
  const Method* method = nullptr;
  const boost::json::array* params = nullptr;

  [[nodiscard]] bool is_notification() const { return id.empty(); }
};

/// A request that cannot be carried out, with the id that its answer bears ("null" where none can be read; empty for a
/// notification, which gets no answer).
struct BadRequest {
  std::string id;
  RpcError error;
};

[[nodiscard]] std::expected<Request, BadRequest> read_request(const boost::json::value& value,
                                                              const MethodTable& methods);

/// The response object.
[[nodiscard]] std::string response(std::string_view id, const RpcResult& result);

}  // namespace kaisho::api
