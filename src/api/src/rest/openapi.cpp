#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include <kaisho/codec/json_value.hpp>

#include "rest/table.hpp"

// openapi.json from the table. What is not in the table cannot be said here.
namespace kaisho::api::rest {
namespace json = boost::json;

namespace {

constexpr std::string_view kDescription =
    "Reads and writes of the governance: no token program runs without the user's provable consent. Errors are RFC "
    "9457 "
    "problems; writes need an Idempotency-Key and are answered with an operation; amounts are decimal texts; times are "
    "seconds since 1970.";

/// Slugs that the endpoint can answer with: its own, and those of its kind.
std::set<std::string_view> problems_of(const Endpoint& endpoint) {
  std::set<std::string_view> all(endpoint.problems.begin(), endpoint.problems.end());
  all.insert({"invalid-request", "internal-error", "node-busy", "unauthenticated", "credentials-twice"});
  if (!endpoint.access.anyone) all.insert("forbidden");
  if (endpoint.body) all.insert({"body-too-large", "not-json"});
  if (endpoint.writes) {
    all.insert({"idempotency-key-missing", "idempotency-key-reused", "idempotency-key-in-flight", "no-operator-key",
                "ledger-refused", "unavailable"});
  }
  return all;
}

json::object problem_responses(const Endpoint& endpoint) {
  std::map<unsigned, json::array> by_status;
  for (const auto slug : problems_of(endpoint)) {
    const auto problem = problem_of(slug, {});
    by_status[problem.status].emplace_back("urn:kaisho:problem:" + std::string(slug));
  }
  json::object responses;
  for (auto& [status, types] : by_status) {
    json::object content{{"application/problem+json", {{"schema", schema::ref("Problem")}}}};
    responses[std::to_string(status)] =
        json::object{{"description", "A problem of one of the types in x-problem-types"},
                     {"content", std::move(content)},
                     {"x-problem-types", std::move(types)}};
  }
  return responses;
}

json::object responses_of(const Endpoint& endpoint) {
  auto responses = problem_responses(endpoint);
  json::object success{{"description", endpoint.summary}};
  if (endpoint.answer) success["content"] = {{"application/json", {{"schema", *endpoint.answer}}}};
  responses[std::to_string(endpoint.status)] = std::move(success);
  return responses;
}

json::array parameters_of(const Endpoint& endpoint) {
  json::array list;
  for (const auto& parameter : endpoint.parameters) {
    list.push_back({{"name", parameter.name},
                    {"in", parameter.in == Parameter::In::path ? "path" : "query"},
                    {"required", parameter.required},
                    {"schema", parameter.schema}});
  }
  if (endpoint.writes) {
    list.push_back({{"name", "Idempotency-Key"},
                    {"in", "header"},
                    {"required", true},
                    {"schema", schema::form(schema::Form::token, "The client's own name of this write")}});
  }
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

json::object operation_of(const Endpoint& endpoint) {
  json::object operation{{"operationId", endpoint.id},
                         {"tags", json::array{endpoint.tag}},
                         {"summary", endpoint.summary},
                         {"security", security_of(endpoint.access)},
                         {"x-kaisho-access", access_of(endpoint.access)},
                         {"responses", responses_of(endpoint)}};
  if (!endpoint.description.empty()) operation["description"] = endpoint.description;
  if (auto parameters = parameters_of(endpoint); !parameters.empty()) operation["parameters"] = std::move(parameters);
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
  for (const auto& endpoint : endpoints_) {
    if (!paths.contains(endpoint.path)) paths[endpoint.path] = json::object{};
    paths[endpoint.path].as_object()[lower(name_of(endpoint.method))] = operation_of(endpoint);
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
                              {"components", {{"schemas", components_}, {"securitySchemes", security_schemes()}}}};
  return codec::json::canonical_text(document) + "\n";
}

}  // namespace kaisho::api::rest
