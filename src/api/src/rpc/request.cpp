#include "rpc/request.hpp"

#include <kaisho/codec/json.hpp>
#include <kaisho/codec/json_value.hpp>

namespace kaisho::api {
namespace json = boost::json;

namespace {

constexpr std::size_t kLongestMethodName = 64;
const json::array kNoParams;

bool is_id(const json::value& value) { return value.is_string() || value.is_number() || value.is_null(); }

/// "null" for an id that is none; empty for a notification.
std::string id_of(const json::object& request) {
  const auto* id = request.if_contains("id");
  if (id == nullptr) return {};
  return is_id(*id) ? codec::json::canonical_text(*id) : "null";
}

RpcError invalid_request(std::string message) { return {RpcCode::invalid_request, std::move(message), {}}; }

/// What is wrong with the envelope. Such an answer bears "null" where a notification would bear nothing, since the
/// sender's wish not to be answered cannot be trusted either.
std::string_view fault_of(const json::object& request) {
  const auto* version = request.if_contains("jsonrpc");
  if (version == nullptr || !version->is_string() || version->get_string() != "2.0") return "jsonrpc must be \"2.0\"";
  const auto* method = request.if_contains("method");
  if (method == nullptr || !method->is_string()) return "method must be a text";
  const auto* id = request.if_contains("id");
  if (id != nullptr && !is_id(*id)) return "id must be a text, a number or null";
  const auto* params = request.if_contains("params");
  if (params != nullptr && !params->is_array() && !params->is_object() && !params->is_null()) {
    return "params must be an array";
  }
  return {};
}

std::string unknown_method(std::string_view name) {
  return "the method " + std::string(name.substr(0, kLongestMethodName)) + " does not exist/is not available";
}

}  // namespace

std::expected<Request, BadRequest> read_request(const json::value& value, const MethodTable& methods) {
  if (!value.is_object()) return std::unexpected(BadRequest{"null", invalid_request("a request is a JSON object")});
  const auto& object = value.get_object();
  const auto id = id_of(object);
  if (const auto fault = fault_of(object); !fault.empty()) {
    return std::unexpected(BadRequest{id.empty() ? "null" : id, invalid_request(std::string(fault))});
  }

  const auto& text = object.at("method").get_string();
  const std::string_view name(text.data(), text.size());
  const auto* method = methods.find(name);
  if (method == nullptr) {
    return std::unexpected(BadRequest{id, {RpcCode::method_not_found, unknown_method(name), {}}});
  }
  const auto* params = object.if_contains("params");
  if (params != nullptr && params->is_object()) {
    return std::unexpected(
        BadRequest{id, {RpcCode::invalid_params, "parameters are given by position, in an array", {}}});
  }
  const bool given = params != nullptr && params->is_array();
  return Request{id, method, given ? &params->get_array() : &kNoParams};
}

std::string response(std::string_view id, const RpcResult& result) {
  std::string text = R"({"jsonrpc":"2.0","id":)";
  text += id;
  if (result) {
    text += R"(,"result":)" + *result + '}';
    return text;
  }
  const auto& error = result.error();
  text += R"(,"error":{"code":)" + std::to_string(static_cast<std::int32_t>(error.code));
  text += R"(,"message":)" + codec::json::quote(error.message);
  if (!error.data.empty()) text += R"(,"data":)" + error.data;
  text += "}}";
  return text;
}

}  // namespace kaisho::api
