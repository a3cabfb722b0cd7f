#pragma once

#include <memory>

#include <kaisho/services/types.hpp>

#include "rest/dependencies.hpp"
#include "rest/table.hpp"

/// The endpoints by what they are about, one file each. Each adds its schemas and its rows.
namespace kaisho::api::rest {

void add_all(EndpointTable& table, const Dependencies& with);

void add_about(EndpointTable& table, const Dependencies& with);
void add_members(EndpointTable& table, const Dependencies& with);
void add_programs(EndpointTable& table, const Dependencies& with);
void add_users(EndpointTable& table, const Dependencies& with);
void add_applications(EndpointTable& table, const Dependencies& with);
void add_alerts(EndpointTable& table, const Dependencies& with);
void add_audits(EndpointTable& table, const Dependencies& with);
void add_sign_in(EndpointTable& table, const Dependencies& with);
void add_operations(EndpointTable& table, const Dependencies& with);
void add_user_writes(EndpointTable& table, const Dependencies& with);
void add_program_writes(EndpointTable& table, const Dependencies& with);
void add_packs(EndpointTable& table, const Dependencies& with);
void add_deployments(EndpointTable& table, const Dependencies& with);
void add_member_writes(EndpointTable& table, const Dependencies& with);
void add_own_node(EndpointTable& table, const Dependencies& with);
void add_regions(EndpointTable& table, const Dependencies& with);

// --- what they share
// --------------------------------------------------------------------------------------------------

[[nodiscard]] Problem problem_from(const services::Error& error);
[[nodiscard]] std::unexpected<Problem> no_such(std::string_view what, std::string_view id);
[[nodiscard]] inline std::unexpected<Problem> not_yours() {
  return refuse_with("forbidden", "A user sees and does only what is about itself.");
}

using RecordsPtr = std::unique_ptr<const services::GovernanceRecords>;
[[nodiscard]] std::expected<RecordsPtr, Problem> records_of(const Dependencies& with);

/// A function over the records of one moment, as a handler.
template <class Read>
Handler reading(const Dependencies& with, Read read) {
  return [with, read = std::move(read)](const Input& input) -> Outcome {
    const auto records = records_of(with);
    if (!records) return std::unexpected(records.error());
    return read(input, **records);
  };
}

/// A page over things numbered from `first` to `last`: {"items": […], "next": "cursor"}. `show` gives null for what the
/// page leaves out.
[[nodiscard]] Reply numbered_page(const Input& input, std::uint64_t first, std::uint64_t last,
                                  const std::function<boost::json::value(std::uint64_t)>& show);
[[nodiscard]] Schema page_of(std::string_view component);

}  // namespace kaisho::api::rest
