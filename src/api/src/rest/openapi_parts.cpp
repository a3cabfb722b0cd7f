#include "rest/openapi_parts.hpp"

#include <boost/json/array.hpp>
#include <set>

#include <kaisho/codec/json_value.hpp>

namespace kaisho::api::rest {
namespace json = boost::json;

namespace {

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

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

/// "no-such-record" as "NoSuchRecord".
std::string pascal(std::string_view slug) {
  std::string text;
  bool begins = true;
  for (const char c : slug) {
    if (c != '-') text += begins ? upper(c) : c;
    begins = c == '-';
  }
  return text;
}

std::string response_name(const std::vector<std::string_view>& slugs) {
  std::string name;
  for (const auto slug : slugs) name += (name.empty() ? "" : "Or") + pascal(slug);
  return name;
}

json::object response_of(const std::vector<std::string_view>& slugs) {
  json::array types;
  for (const auto slug : slugs) types.emplace_back("urn:kaisho:problem:" + std::string(slug));
  json::object content{{"application/problem+json", {{"schema", schema::ref("Problem")}}}};
  std::string description;
  for (const auto slug : slugs)
    description += (description.empty() ? "" : "; ") + std::string(problem_of(slug, {}).title);
  return {{"description", description}, {"content", std::move(content)}, {"x-problem-types", std::move(types)}};
}

json::object parameter_json(const Parameter& parameter) {
  return {{"name", parameter.name},
          {"in", parameter.in == Parameter::In::path ? "path" : "query"},
          {"required", parameter.required},
          {"schema", parameter.schema}};
}

json::object reference(std::string_view kind, std::string_view name) {
  return {{"$ref", "#/components/" + std::string(kind) + "/" + std::string(name)}};
}

}  // namespace

OpenapiParts::OpenapiParts(const std::deque<Endpoint>& endpoints) {
  for (const auto& endpoint : endpoints) {
    for (const auto& parameter : endpoint.parameters) ++uses_[codec::json::canonical_text(parameter_json(parameter))];
  }
}

json::object OpenapiParts::parameter(const Endpoint& endpoint, const Parameter& parameter) {
  auto own = parameter_json(parameter);
  if (uses_[codec::json::canonical_text(own)] < 2) return own;
  for (auto name = parameter.name;; name = endpoint.tag + pascal(name)) {  // two of one name are told apart by a tag
    const auto [place, is_new] = parameters_.emplace(name, own);
    if (is_new || place->value() == own) return reference("parameters", name);
  }
}

json::object OpenapiParts::idempotency_key() {
  parameters_["idempotencyKey"] = {
      {"name", "Idempotency-Key"},
      {"in", "header"},
      {"required", true},
      {"schema", schema::form(schema::Form::token, "The client's own name of this write")}};
  return reference("parameters", "idempotencyKey");
}

json::object OpenapiParts::last_event_id() {
  return {{"name", "Last-Event-ID"},
          {"in", "header"},
          {"required", false},
          {"schema", schema::text("ID of the last event that was seen: the stream goes on behind it", 9)}};
}

json::object OpenapiParts::problems(const Endpoint& endpoint) {
  std::map<unsigned, std::vector<std::string_view>> by_status;
  for (const auto slug : problems_of(endpoint)) by_status[problem_of(slug, {}).status].push_back(slug);
  json::object responses;
  for (const auto& [status, slugs] : by_status) {
    const auto name = response_name(slugs);
    if (!responses_.contains(name)) responses_[name] = response_of(slugs);
    responses[std::to_string(status)] = reference("responses", name);
  }
  return responses;
}

json::object OpenapiParts::accepted() {
  responses_["Accepted"] = {{"description", "Taken: follow the operation"},
                            {"content", {{"application/json", {{"schema", schema::ref("Accepted")}}}}}};
  return reference("responses", "Accepted");
}

}  // namespace kaisho::api::rest
