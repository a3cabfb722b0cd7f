#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include <kaisho/codec/json_value.hpp>

#include "rest/openapi_parts.hpp"

// openapi.json from the table. What is not in the table cannot be said here.
namespace kaisho::api::rest {
namespace json = boost::json;

namespace {

constexpr std::string_view kDescription =
    "Reads and writes of the governance: no token program runs without the user's provable consent. Errors are RFC "
    "9457 "
    "problems; writes need an Idempotency-Key and are answered with an operation; amounts are decimal texts; times are "
    "seconds since 1970.";

json::object responses_of(const Endpoint& endpoint, OpenapiParts& parts) {
  auto responses = parts.problems(endpoint);
  json::object success{{"description", endpoint.summary}};
  const auto type = endpoint.streams ? "text/event-stream" : "application/json";
  if (endpoint.answer) success["content"] = {{type, {{"schema", *endpoint.answer}}}};
  if (endpoint.streams) responses["204"] = {{"description", "The last event was seen: nothing more will come"}};
  responses[std::to_string(endpoint.status)] = endpoint.writes ? parts.accepted() : std::move(success);
  return responses;
}

json::array parameters_of(const Endpoint& endpoint, OpenapiParts& parts) {
  json::array list;
  for (const auto& parameter : endpoint.parameters) list.push_back(parts.parameter(endpoint, parameter));
  if (endpoint.writes) list.push_back(parts.idempotency_key());
  if (endpoint.streams) list.push_back(OpenapiParts::last_event_id());
  return list;
}

json::array security_of(const Access& access) {
  json::array list;
  if (access.anyone) return list;  // an empty list: no security
  const auto scheme = [](std::string_view name) { return json::object{{name, json::array{}}}; };
  if (access.roles != 0) {
    list.push_back(scheme("operatorToken"));
    list.push_back(scheme("operatorCertificate"));
  }
  if (access.users != Access::Users::none) list.push_back(scheme("userSession"));
  return list;
}

json::object access_of(const Access& access) {
  json::array roles;
  for (const auto& role : services::role_names(access.roles)) roles.emplace_back(role);
  constexpr std::string_view kUsers[] = {"none", "any", "own"};
  return {{"anyone", access.anyone},
          {"users", kUsers[static_cast<std::size_t>(access.users)]},
          {"roles", std::move(roles)},
          {"fourEyes", access.four_eyes}};
}

json::object operation_of(const Endpoint& endpoint, OpenapiParts& parts) {
  json::object operation{{"operationId", endpoint.id},
                         {"tags", json::array{endpoint.tag}},
                         {"summary", endpoint.summary},
                         {"security", security_of(endpoint.access)},
                         {"x-kaisho-access", access_of(endpoint.access)},
                         {"responses", responses_of(endpoint, parts)}};
  if (!endpoint.description.empty()) operation["description"] = endpoint.description;
  if (auto parameters = parameters_of(endpoint, parts); !parameters.empty())
    operation["parameters"] = std::move(parameters);
  if (endpoint.body) {
    operation["requestBody"] = {{"required", true}, {"content", {{"application/json", {{"schema", *endpoint.body}}}}}};
  }
  return operation;
}

std::string lower(std::string_view name) {
  std::string text(name);
  for (char& c : text) c = static_cast<char>(c | 0x20);
  return text;
}

json::object security_schemes() {
  return {
      {"operatorToken",
       {{"type", "http"}, {"scheme", "bearer"}, {"description", "An operator's token: kaisho access token create"}}},
      {"operatorCertificate",
       {{"type", "mutualTLS"}, {"description", "An operator's client certificate: kaisho access certificate add"}}},
      {"userSession",
       {{"type", "http"},
        {"scheme", "bearer"},
        {"description", "A user's session, by sign-in with EIP-4361: POST /v1/sign-in/sessions"}}}};
}

}  // namespace

std::string EndpointTable::openapi(std::string_view version) const {
  json::object paths;
  std::set<std::string> tags;
  OpenapiParts parts(endpoints_);
  for (const auto& endpoint : endpoints_) {
    if (!paths.contains(endpoint.path)) paths[endpoint.path] = json::object{};
    paths[endpoint.path].as_object()[lower(name_of(endpoint.method))] = operation_of(endpoint, parts);
    tags.insert(endpoint.tag);
  }
  json::array tag_list;
  for (const auto& tag : tags) tag_list.push_back(json::object{{"name", tag}});
  const json::object document{{"openapi", "3.1.1"},
                              {"info",
                               {{"title", "Kaisho governance"},
                                {"version", version},
                                {"description", kDescription},
                                {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
                              {"servers", json::array{json::object{{"url", "/"}}}},
                              {"tags", std::move(tag_list)},
                              {"paths", std::move(paths)},
                              {"components",
                               {{"schemas", components_},
                                {"parameters", parts.parameters()},
                                {"responses", parts.responses()},
                                {"securitySchemes", security_schemes()}}}};
  return codec::json::canonical_text(document);
}

}  // namespace kaisho::api::rest
