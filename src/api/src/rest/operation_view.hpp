#pragma once

#include <boost/json/object.hpp>

#include <kaisho/services/operation.hpp>

namespace kaisho::api::rest {

/// As the schemas "Operation" and "ProgressStep" say.
[[nodiscard]] boost::json::object operation_json(const services::Operation& operation);
[[nodiscard]] boost::json::object step_json(const std::pair<Timestamp, std::string>& step);

}  // namespace kaisho::api::rest
