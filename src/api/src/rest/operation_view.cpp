#include "rest/operation_view.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "http/problem.hpp"

namespace kaisho::api::rest {
namespace json = boost::json;

namespace {

using services::Operation;

constexpr std::string_view kNumbers[] = {"blockNumber", "application", "proposal"};

json::object result_json(const Operation& operation) {
  json::object result;
  for (const auto& [name, value] : operation.result) {
    if (std::ranges::find(kNumbers, name) != std::end(kNumbers)) {
      result[name] = std::stoull(value);
    } else if (name == "success") {
      result[name] = value == "true";
    } else {
      result[name] = value;
    }
  }
  return result;
}

}  // namespace

json::object step_json(const std::pair<Timestamp, std::string>& step) {
  return {{"time", step.first}, {"text", step.second}};
}

json::object operation_json(const services::Operation& operation) {
  json::array progress;
  for (const auto& step : operation.progress) progress.push_back(step_json(step));
  json::object body{{"operation", operation.id},           {"kind", operation.kind},
                    {"status", name_of(operation.status)}, {"created", operation.created},
                    {"updated", operation.updated},        {"progress", std::move(progress)},
                    {"result", result_json(operation)}};
  if (!operation.organization.empty()) body["organization"] = operation.organization;
  if (operation.status == Operation::Status::failed) {
    json::object problem{{"type", "urn:kaisho:problem:ledger-refused"},
                         {"title", problem_of("ledger-refused", {}).title},
                         {"status", 422},
                         {"detail", operation.failure},
                         {"operation", operation.id}};
    if (!operation.failure_name.empty()) problem["error"] = operation.failure_name;
    body["problem"] = std::move(problem);
  }
  return body;
}

}  // namespace kaisho::api::rest
