#pragma once

#include <boost/json/object.hpp>
#include <map>

#include "rest/table.hpp"

namespace kaisho::api::rest {

/// What several endpoints say alike, published once under `components` and named by `$ref` (OpenAPI 3.1, 4.8.7).
class OpenapiParts {
 public:
  /// Counts what the rows share.
  explicit OpenapiParts(const std::deque<Endpoint>& endpoints);

  /// The parameter itself, or a reference to it where a second row has the very same one.
  [[nodiscard]] boost::json::object parameter(const Endpoint& endpoint, const Parameter& parameter);
  [[nodiscard]] boost::json::object idempotency_key();
  [[nodiscard]] static boost::json::object last_event_id();
  /// References to the problems that the endpoint can answer with, by status. A response's name is made of its
  /// problems, so it never means another one.
  [[nodiscard]] boost::json::object problems(const Endpoint& endpoint);
  /// Of every write: 202 and its operation.
  [[nodiscard]] boost::json::object accepted();

  [[nodiscard]] const boost::json::object& parameters() const { return parameters_; }
  [[nodiscard]] const boost::json::object& responses() const { return responses_; }

 private:
  std::map<std::string, unsigned> uses_;  ///< of a parameter's canonical text
  boost::json::object parameters_, responses_;
};

}  // namespace kaisho::api::rest
