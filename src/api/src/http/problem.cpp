#include "http/problem.hpp"

#include <kaisho/codec/json.hpp>

namespace kaisho::api {

std::string to_json(const Problem& problem) {
  std::string text = R"({"type":"urn:kaisho:problem:)";
  text += problem.slug;
  text += R"(","title":)" + codec::json::quote(problem.title);
  text += R"(,"status":)" + std::to_string(problem.status);
  text += R"(,"detail":)" + codec::json::quote(problem.detail) + "}\n";
  return text;
}

}  // namespace kaisho::api
