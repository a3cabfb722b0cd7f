#include "rest/writing.hpp"

namespace kaisho::api::rest {
namespace json = boost::json;

Endpoint write_row(Endpoint endpoint) {
  endpoint.method = Method::post;
  endpoint.status = 202;
  endpoint.answer = schema::ref("Accepted");
  endpoint.writes = true;
  return endpoint;
}

std::expected<services::GovernanceService*, Problem> writes_of(const Dependencies& with) {
  if (with.writes != nullptr) return with.writes;
  return refuse_with("no-operator-key", "This node takes no writes: it is a developer's.");
}

services::GovernanceService::Wanted wanted_of(const Input& input, const std::string& vorg) {
  const auto& caller = input.caller;
  const bool is_operator = caller.kind == Caller::Kind::operator_;
  services::GovernanceService::Wanted wanted{.owner = caller.owner(),
                                             .person = caller.person(),
                                             .organization = is_operator ? caller.operator_.organization : vorg,
                                             .kind = input.endpoint.id,
                                             .key = input.idempotency_key,
                                             .request = input.request};
  // A user's wish is the organization's deed: its own people decide on it.
  if (!is_operator || input.endpoint.access.four_eyes) wanted.second_person_roles = input.endpoint.access.roles;
  return wanted;
}

Outcome accepted(const services::Result<services::Operation>& operation) {
  if (!operation) return std::unexpected(problem_from(operation.error()));
  const auto self = "/v1/operations/" + operation->id;
  return Reply{202,
               json::object{{"operation", operation->id},
                            {"kind", operation->kind},
                            {"self", self},
                            {"secondPerson", operation->roles != 0}},
               {{"Location", self}}};
}

Outcome write(const Dependencies& with, const Input& input, Bytes call, const std::string& vorg) {
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  return accepted((*writes)->call(wanted_of(input, vorg), std::move(call)));
}

std::string text_in(const json::object& body, std::string_view name, std::string_view otherwise) {
  const auto* value = body.if_contains(name);
  return value != nullptr ? std::string(value->as_string()) : std::string(otherwise);
}

std::uint64_t number_in(const json::object& body, std::string_view name, std::uint64_t otherwise) {
  const auto* value = body.if_contains(name);
  return value != nullptr ? value->to_number<std::uint64_t>() : otherwise;
}

Bytes bytes_in(const json::object& body, std::string_view name) {
  return from_hex(text_in(body, name, "0x")).value_or(Bytes{});
}

}  // namespace kaisho::api::rest
