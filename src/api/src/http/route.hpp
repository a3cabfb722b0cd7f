#pragma once

#include <expected>
#include <string_view>

#include "http/problem.hpp"

/// Where a request goes. The WebSocket upgrade gets its route here.
namespace kaisho::api {

enum class Route : std::uint8_t {
  json_rpc,   ///< POST /
  greeting,   ///< GET /
  health,     ///< GET /health
  rest,       ///< everything under /v1: rest/table.hpp
  preflight,  ///< OPTIONS, only where CORS is on
};

[[nodiscard]] std::expected<Route, Problem> route_of(std::string_view method, std::string_view target, bool cors);

/// Whether a Content-Type is JSON's, with or without parameters.
[[nodiscard]] bool is_json(std::string_view content_type);

}  // namespace kaisho::api
