#include "rest/table.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/governance/governance.hpp>

namespace kaisho::api::rest {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(std::min<std::size_t>(1, path.size()));
  while (true) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{'); }

bool matches(std::string_view pattern, const std::vector<std::string_view>& path) {
  const auto wanted = segments_of(pattern);
  return std::ranges::equal(wanted, path, [](std::string_view want, std::string_view have) {
    return is_parameter(want) ? !have.empty() : want == have;
  });
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      result += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = hex_digit(text[i + 1]), low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    result += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (!governance::is_plain_text(result, result.size())) return std::nullopt;
  return result;
}

std::optional<std::map<std::string, std::string, std::less<>>> query_of(std::string_view query) {
  std::map<std::string, std::string, std::less<>> result;
  while (!query.empty()) {
    const auto end = std::min(query.find('&'), query.size());
    const auto pair = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    const auto equals = pair.find('=');
    const auto name = percent_decoded(pair.substr(0, equals));
    const auto value = percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    if (!name || !value || !result.emplace(*name, *value).second) return std::nullopt;
  }
  return result;
}

std::vector<Parameter> page_parameters(std::vector<Parameter> more) {
  more.push_back(query_parameter("limit", schema::integer("Most items of the page; 50 by default", 1, 200)));
  more.push_back(query_parameter("cursor", schema::form(schema::Form::cursor, "`next` of the page before")));
  return more;
}

Parameter path_parameter(std::string_view name, Schema schema) {
  return {std::string(name), Parameter::In::path, std::move(schema), true};
}

Parameter query_parameter(std::string_view name, Schema schema) {
  return {std::string(name), Parameter::In::query, std::move(schema), false};
}

void EndpointTable::add(Endpoint endpoint) {
  const auto same = [&](const Endpoint& other) {
    return (other.method == endpoint.method && other.path == endpoint.path) || other.id == endpoint.id;
  };
  KAISHO_ASSERT(std::ranges::none_of(endpoints_, same));
  for (const auto segment : segments_of(endpoint.path)) {
    const auto declared = [&](const Parameter& parameter) {
      return parameter.in == Parameter::In::path && "{" + parameter.name + "}" == segment;
    };
    KAISHO_ASSERT(!is_parameter(segment) || std::ranges::any_of(endpoint.parameters, declared));
  }
  KAISHO_ASSERT(endpoint.handler);
  for (const auto slug : endpoint.problems) static_cast<void>(problem_of(slug, {}));
  endpoints_.push_back(std::move(endpoint));
}

void EndpointTable::component(std::string_view name, Schema schema) {
  KAISHO_ASSERT(!components_.contains(name));
  components_[name] = std::move(schema);
}

std::expected<EndpointTable::Match, Problem> EndpointTable::find(std::string_view method, std::string_view path,
                                                                 std::string& allow) const {
  const auto have = segments_of(path);
  if (method == "HEAD") method = "GET";
  for (const auto& endpoint : endpoints_) {
    if (!matches(endpoint.path, have)) continue;
    if (name_of(endpoint.method) != method) {
      allow += (allow.empty() ? "" : ", ") + std::string(name_of(endpoint.method));
      continue;
    }
    Match match{&endpoint, {}};
    const auto wanted = segments_of(endpoint.path);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!is_parameter(wanted[i])) continue;
      const auto value = percent_decoded(have[i]);
      if (!value) return refuse_with("invalid-request", "The path has broken escapes, or is no UTF-8 text.");
      match.path.emplace(wanted[i].substr(1, wanted[i].size() - 2), *value);
    }
    return match;
  }
  if (!allow.empty()) return refuse_with("method-not-allowed", "Here one can: " + allow + ".");
  return refuse_with("no-such-resource", "There is nothing at this path: GET /v1/openapi.json lists what there is.");
}

}  // namespace kaisho::api::rest
