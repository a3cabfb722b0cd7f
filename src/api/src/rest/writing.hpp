#pragma once

#include <kaisho/base/hex.hpp>

#include "rest/resources.hpp"

/// What endpoints that write share.
namespace kaisho::api::rest {

/// A change that two administrators of the organization agree on.
inline constexpr Access kTwoAdministrators{.roles = kAdministrator, .four_eyes = true};

/// A row of a write: answered with 202 and an operation to follow. Completes method, status, answer and `writes`.
[[nodiscard]] Endpoint write_row(Endpoint endpoint);

/// Who acts: an operator for its own organization; a user's request goes to `vorg` and waits for its registrar.
[[nodiscard]] services::GovernanceService::Wanted wanted_of(const Input& input, const std::string& vorg = {});

/// 202 with the operation, the same each time that the request is repeated.
[[nodiscard]] Outcome accepted(const services::Result<services::Operation>& operation);

/// Sends a call of the governance contract for whoever calls.
[[nodiscard]] Outcome write(const Dependencies& with, const Input& input, Bytes call, const std::string& vorg = {});

[[nodiscard]] std::expected<services::GovernanceService*, Problem> writes_of(const Dependencies& with);

// --- fields of a checked body: the schema says that they are there and what form they have -------------------------

[[nodiscard]] std::string text_in(const boost::json::object& body, std::string_view name,
                                  std::string_view otherwise = "");
[[nodiscard]] std::uint64_t number_in(const boost::json::object& body, std::string_view name,
                                      std::uint64_t otherwise = 0);
[[nodiscard]] Bytes bytes_in(const boost::json::object& body, std::string_view name);
template <class Fixed>
[[nodiscard]] Fixed fixed_in(const boost::json::object& body, std::string_view name) {
  return fixed_from_hex<Fixed>(text_in(body, name)).value_or(Fixed{});
}

}  // namespace kaisho::api::rest
