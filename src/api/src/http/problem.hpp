#pragma once

#include <string>
#include <string_view>

/// Errors of the HTTP level as RFC 9457 problem details (errors of JSON-RPC stand in its own answers).
namespace kaisho::api {

struct Problem {
  unsigned status = 500;
  std::string_view slug;   ///< stable; the type is "urn:kaisho:problem:<slug>"
  std::string_view title;  ///< the same for every occurrence
  std::string detail;      ///< what was wrong here and what to do next
};

/// application/problem+json text.
[[nodiscard]] std::string to_json(const Problem& problem);

}  // namespace kaisho::api
