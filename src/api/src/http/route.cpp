#include "http/route.hpp"

#include <algorithm>

namespace kaisho::api {

std::expected<Route, Problem> route_of(std::string_view method, std::string_view target, bool cors) {
  const auto path = target.substr(0, target.find('?'));
  if (path == "/v1" || path.starts_with("/v1/")) return method == "OPTIONS" && cors ? Route::preflight : Route::rest;
  if (path != "/" && path != "/health") {
    return std::unexpected(Problem{404, "no-such-resource", "No such resource",
                                   "There is JSON-RPC at POST /, REST under /v1, and GET /health."});
  }
  const bool reads = method == "GET" || method == "HEAD";
  if (path == "/health" && reads) return Route::health;
  if (path == "/" && reads) return Route::greeting;
  if (path == "/" && method == "POST") return Route::json_rpc;
  if (method == "OPTIONS" && cors) return Route::preflight;
  return std::unexpected(
      Problem{405, "method-not-allowed", "Method not allowed", "Use POST / for JSON-RPC, GET for / and /health."});
}

bool is_json(std::string_view content_type) {
  constexpr std::string_view kJson = "application/json";
  const auto type = content_type.substr(0, content_type.find_first_of("; \t"));
  const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + ('a' - 'A') : a) == b; };
  return std::ranges::equal(type, kJson, same);
}

}  // namespace kaisho::api
