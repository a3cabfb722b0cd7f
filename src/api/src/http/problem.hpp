#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Errors of the HTTP level as RFC 9457 problem details (errors of JSON-RPC stand in its own answers).
namespace kaisho::api {

struct Problem {
  unsigned status = 500;
  std::string_view slug;   ///< stable; the type is "urn:kaisho:problem:<slug>"
  std::string_view title;  ///< the same for every occurrence
  std::string detail;      ///< what was wrong here and what to do next
  std::string members{};   ///< further members of the document as JSON text, each with a comma before it
};

/// application/problem+json text.
[[nodiscard]] std::string to_json(const Problem& problem);

/// A kind of problem that REST knows (docs/start/rest.md lists them).
struct ProblemKind {
  std::string_view slug;
  unsigned status = 500;
  std::string_view title;
};
/// Every kind that an answer of /v1 can have, in order of their slugs.
[[nodiscard]] const std::vector<ProblemKind>& problem_kinds();
/// The slug is one of these kinds (asserted).
[[nodiscard]] Problem problem_of(std::string_view slug, std::string detail);

}  // namespace kaisho::api
