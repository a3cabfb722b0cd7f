#pragma once

#include <boost/json/object.hpp>
#include <deque>

#include "rest/endpoint.hpp"

namespace kaisho::api::rest {

/// The endpoints, and the schemas that they name. What is added twice or contradicts itself is a programmer's error.
class EndpointTable {
 public:
  void add(Endpoint endpoint);
  void component(std::string_view name, Schema schema);

  [[nodiscard]] const std::deque<Endpoint>& all() const { return endpoints_; }
  [[nodiscard]] const boost::json::object& components() const { return components_; }

  struct Match {
    const Endpoint* endpoint = nullptr;
    std::map<std::string, std::string, std::less<>> path;  ///< its parameters, decoded
  };
  /// Problems: no-such-resource; method-not-allowed with the methods that are (`allow`); invalid-request for a path
  /// that is not UTF-8 or whose escapes are broken.
  [[nodiscard]] std::expected<Match, Problem> find(std::string_view method, std::string_view path,
                                                   std::string& allow) const;

  /// openapi.json (OpenAPI 3.1.1): canonical JSON, the same bytes on every node of one version.
  [[nodiscard]] std::string openapi(std::string_view version) const;

 private:
  std::deque<Endpoint> endpoints_;
  boost::json::object components_;
};

/// The text behind percent escapes (RFC 3986, 2.1); nothing where they are broken or the text is no UTF-8 without
/// control characters.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

/// "a=b&c=d" as pairs, decoded ('+' stays itself); nothing where that cannot be, or a name stands twice.
[[nodiscard]] std::optional<std::map<std::string, std::string, std::less<>>> query_of(std::string_view query);

/// Parameters that every list has.
[[nodiscard]] std::vector<Parameter> page_parameters(std::vector<Parameter> more = {});
[[nodiscard]] Parameter path_parameter(std::string_view name, Schema schema);
[[nodiscard]] Parameter query_parameter(std::string_view name, Schema schema);

}  // namespace kaisho::api::rest
