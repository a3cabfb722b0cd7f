#include "rest/resources.hpp"

#include <boost/json/array.hpp>

#include <kaisho/codec/json.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/calls.hpp>

namespace kaisho::api::rest {
namespace json = boost::json;

namespace {

void add_problem_schema(EndpointTable& table) {
  using namespace schema;
  const auto fault =
      object("A place in the request and what is wrong there",
             {{"pointer", text("JSON Pointer into the body, or a parameter's name", 256)}, {"detail", text("", 512)}});
  auto problem = object("RFC 9457",
                        {{"type", text("urn:kaisho:problem:…, stable", 128)},
                         {"title", text("", 128)},
                         {"status", integer("", 400, 599)},
                         {"detail", text("What was wrong here and what to do next", 4096)},
                         optional("errors", array("Of invalid-request: everything that is wrong", fault, 16)),
                         optional("error", text("Of ledger-refused: the contract's error, such as PolicyWeakened", 64)),
                         optional("operation", text("The operation that this is about", 64))});
  table.component("Problem", std::move(problem));
}

/// openapi.json is about the whole table, so its row comes first and its text last.
void add_openapi(EndpointTable& table, const std::shared_ptr<std::string>& document) {
  table.add({.method = Method::get,
             .path = "/v1/openapi.json",
             .id = "getOpenapi",
             .tag = "about",
             .summary = "This document",
             .access = {.anyone = true},
             .answer = schema::any_object("OpenAPI 3.1"),
             .handler = [document](const Input&) -> Outcome {
               return Reply{.status = 200, .body = {}, .document = *document};
             }});
}

}  // namespace

void add_all(EndpointTable& table, const Dependencies& with) {
  const auto document = std::make_shared<std::string>();
  add_problem_schema(table);
  add_openapi(table, document);
  add_about(table, with);
  add_members(table, with);
  add_programs(table, with);
  add_users(table, with);
  add_applications(table, with);
  add_audits(table, with);
  add_alerts(table, with);
  add_sign_in(table, with);
  add_operations(table, with);
  add_user_writes(table, with);
  add_program_writes(table, with);
  add_deployments(table, with);
  add_packs(table, with);
  add_member_writes(table, with);
  add_own_node(table, with);
  add_regions(table, with);
  *document = table.openapi(with.version);
}

Problem problem_from(const services::Error& error) {
  using enum services::ErrorCode;
  switch (error.code) {
    case reverted: {
      const auto sentence = governance::calls::explain_revert(error.data);
      auto problem = problem_of("ledger-refused", sentence.value_or("The program refused."));
      if (const auto name = governance::calls::error_name(error.data)) {
        problem.members = ",\"error\":" + codec::json::quote(*name);
      }
      return problem;
    }
    case refused:
    case halted:
      return problem_of("ledger-refused", error.text);
    case unavailable:
    case cancelled:
      return problem_of("unavailable", error.text);
    case invalid_request:
    case too_much:
      return problem_of("invalid-request", error.text);
    case key_reused:
      return problem_of("idempotency-key-reused", error.text);
    case in_flight:
      return problem_of("idempotency-key-in-flight", error.text);
    case services::ErrorCode::four_eyes:
      return problem_of("four-eyes", error.text);
    case not_awaiting:
      return problem_of("not-awaiting", error.text);
    case unknown_account:
      return problem_of("no-operator-key", error.text);
    case unknown_block:
    case not_found:
      return problem_of("no-such-record", error.text);
    case pruned:
    case storage:
      break;
  }
  return problem_of("internal-error", "The node's storage failed; its operator finds the reason in the log.");
}

std::unexpected<Problem> no_such(std::string_view what, std::string_view id) {
  return refuse_with("no-such-record", "There is no " + std::string(what) + " " + std::string(id) + ".");
}

std::expected<RecordsPtr, Problem> records_of(const Dependencies& with) {
  auto records = with.records.records();
  if (!records) return std::unexpected(problem_from(records.error()));
  return *std::move(records);
}

Reply numbered_page(const Input& input, std::uint64_t first, std::uint64_t last,
                    const std::function<json::value(std::uint64_t)>& show) {
  constexpr std::uint64_t kMostLookedAt = 5'000;  // where most are left out
  const auto limit = input.number("limit", 50);
  auto number = std::max(first, input.number("cursor", first));
  const auto end = number > last ? number : std::min(last, number + kMostLookedAt - 1) + 1;
  json::array items;
  for (; number < end && items.size() < limit; ++number) {
    if (auto item = show(number); !item.is_null()) items.push_back(std::move(item));
  }
  json::object page{{"items", std::move(items)}};
  if (number <= last) page["next"] = std::to_string(number);
  return {200, std::move(page)};
}

Schema page_of(std::string_view component) {
  using namespace schema;
  return object("A page", {{"items", array("", ref(component))},
                           optional("next", form(Form::cursor, "Cursor of the next page; none: this is the last"))});
}

}  // namespace kaisho::api::rest
