#include <boost/json/array.hpp>

#include <kaisho/base/hex.hpp>

#include "rest/resources.hpp"

// Token programs, their tests, tokens and their policies (G1, G2, G6).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

using services::GovernanceRecords;

constexpr Access kReaders{.users = Access::Users::any, .roles = kOperators};

json::array attestations_json(const GovernanceRecords& records, const Hash& package) {
  json::array list;
  for (const auto& result : governance::attestations(records.slots(), package)) {
    list.push_back({{"organization", records.name_of(result.organization)},
                    {"success", result.success},
                    {"reportHash", to_hex(result.report_hash)},
                    {"time", result.time},
                    {"signature", to_hex(ByteView(result.signature))}});
  }
  return list;
}

json::object program_json(const GovernanceRecords& records, const governance::PackageRecord& package) {
  return {{"packageHash", to_hex(package.hash)},
          {"tokenId", package.token_id},
          {"name", package.name},
          {"version", package.version},
          {"standard", package.standard},
          {"creationCodeHash", to_hex(package.creation_code_hash)},
          {"sourcePath", package.source_path},
          {"organization", records.name_of(package.organization)},
          {"height", package.height},
          {"time", package.time},
          {"tests", attestations_json(records, package.hash)}};
}

json::object lifecycle_json(const GovernanceRecords& records, const governance::TokenRecord& token) {
  const auto life = governance::find_lifecycle(records.slots(), token);
  json::object result{{"state", governance::describe(life.state)}};
  if (life.since != 0) result["since"] = life.since;
  if (life.application != 0) result["application"] = life.application;
  if (life.pending != 0) result["pending"] = life.pending;
  if (life.upgrade != 0) result["upgrade"] = life.upgrade;
  if (!life.implementation.is_zero()) result["implementation"] = to_hex(life.implementation);
  return result;
}

json::object token_json(const GovernanceRecords& records, const governance::TokenRecord& token) {
  const auto policy = governance::current_policy(records.slots(), token.token_id);
  json::array packages;
  for (std::uint64_t i = 0; i < token.package_count; ++i) {
    if (const auto hash = governance::package_at(records.slots(), token.token_id, i))
      packages.emplace_back(to_hex(*hash));
  }
  json::object result{{"tokenId", token.token_id},
                      {"organization", records.name_of(token.organization)},
                      {"policy", policy ? policy->text : ""},
                      {"policyChanges", token.policy_count},
                      {"packages", std::move(packages)},
                      {"lifecycle", lifecycle_json(records, token)}};
  if (token.application != 0) result["application"] = token.application;
  if (!token.deployed.is_zero()) {
    result["contract"] = to_hex(token.deployed);
    result["packageHash"] = to_hex(token.package_hash);
  }
  return result;
}

json::object policy_json(const GovernanceRecords& records, const governance::PolicyRecord& policy) {
  json::object result{{"policy", policy.text}, {"time", policy.time}, {"height", policy.height}};
  if (policy.organization != 0) result["organization"] = records.name_of(policy.organization);
  if (policy.application != 0) result["application"] = policy.application;
  return result;
}

void add_schemas(EndpointTable& table) {
  table.component("TestResult", object("An organization's signed test result (G2)",
                                       {{"organization", text("", 64)},
                                        {"success", boolean("False: Error")},
                                        {"reportHash", form(Form::hash, "SHA-256 of the canonical report")},
                                        {"time", integer("")},
                                        {"signature", form(Form::bytes, "EIP-712, of the organization's operator")}}));
  table.component("Program", object("One registered version of a token program (G1)",
                                    {{"packageHash", form(Form::hash, "SHA-256 of the canonical manifest")},
                                     {"tokenId", form(Form::id, "")},
                                     {"name", text("", 256)},
                                     {"version", text("", 64)},
                                     {"standard", text("", 64)},
                                     {"creationCodeHash", form(Form::hash, "SHA-256")},
                                     {"sourcePath", text("", 1024)},
                                     {"organization", text("That registered it", 64)},
                                     {"height", integer("Of the block")},
                                     {"time", integer("Of the block")},
                                     {"tests", array("Of all organizations that gave one", ref("TestResult"))}}));
  table.component("ProgramSummary",
                  object("A registered program as the list tells it", {{"packageHash", form(Form::hash, "")},
                                                                       {"tokenId", form(Form::id, "")},
                                                                       {"version", text("", 64)},
                                                                       {"organization", text("", 64)},
                                                                       {"sourcePath", text("", 1024)},
                                                                       {"height", integer("")}}));
  table.component("Lifecycle",
                  object("Where a token is in its life (G7, G12)",
                         {{"state", one_of("", {"not deployed", "running", "paused", "winding down", "retired"})},
                          optional("since", integer("Block time of the state; none: since its deployment")),
                          optional("application", integer("That made the state", 1)),
                          optional("pending", integer("The last change that was applied for", 1)),
                          optional("upgrade", integer("The last upgrade that was carried out", 1)),
                          optional("implementation", form(Form::address, "Behind a proxy"))}));
  table.component("Token", object("A token: its programs, its policy, what runs",
                                  {{"tokenId", form(Form::id, "")},
                                   {"organization", text("That registered its first program", 64)},
                                   {"policy", text("In force (G6)", 4096)},
                                   {"policyChanges", integer("Entries of its history")},
                                   {"packages", array("Hashes, oldest first", form(Form::hash, ""))},
                                   {"lifecycle", ref("Lifecycle")},
                                   optional("application", integer("The issue application in force")),
                                   optional("contract", form(Form::address, "That runs")),
                                   optional("packageHash", form(Form::hash, "Of what runs"))}));
  table.component("Policy", object("An entry of a policy's history (G6)",
                                   {{"policy", text("Canonical text", 4096)},
                                    optional("organization", text("That changed it; none: the default", 64)),
                                    optional("application", integer("Whose consent allowed it")),
                                    {"time", integer("")},
                                    {"height", integer("")}}));
  table.component("Balance", object("An account's balance in a token",
                                    {{"tokenId", form(Form::id, "")},
                                     {"account", form(Form::address, "")},
                                     {"balance", form(Form::decimal, "In the token's smallest unit")}}));
}

Outcome list_programs(const Dependencies& with, const Input& input) {
  Height height = 0;
  std::uint64_t log = 0;
  if (const auto* cursor = input.find("cursor")) {
    const auto dot = cursor->find('.');
    height = std::stoull(cursor->substr(0, dot));
    if (dot != std::string::npos) log = std::stoull(cursor->substr(dot + 1));
  }
  const auto page = with.records.programs(height, log, input.number("limit", 50));
  if (!page) return std::unexpected(problem_from(page.error()));
  json::array items;
  for (const auto& program : page->programs) {
    items.push_back({{"packageHash", to_hex(program.package_hash)},
                     {"tokenId", program.token_id},
                     {"version", program.version},
                     {"organization", program.organization},
                     {"sourcePath", program.source_path},
                     {"height", program.height}});
  }
  json::object body{{"items", std::move(items)}};
  if (page->next) body["next"] = std::to_string(page->next->first) + "." + std::to_string(page->next->second);
  return Reply{200, std::move(body)};
}

Outcome find_program(const Input& input, const GovernanceRecords& records) {
  const auto package = governance::find_package(records.slots(), *fixed_from_hex<Hash>(input.text("packageHash")));
  if (!package) return no_such("program", input.text("packageHash"));
  return Reply{200, program_json(records, *package)};
}

Outcome find_token(const Input& input, const GovernanceRecords& records) {
  const auto token = governance::find_token(records.slots(), input.text("tokenId"));
  if (!token) return no_such("token", input.text("tokenId"));
  return Reply{200, token_json(records, *token)};
}

Outcome list_policies(const Input& input, const GovernanceRecords& records) {
  const auto& id = input.text("tokenId");
  const auto token = governance::find_token(records.slots(), id);
  if (!token) return no_such("token", id);
  return numbered_page(input, 1, token->policy_count, [&](std::uint64_t number) {
    const auto policy = governance::policy_at(records.slots(), id, number - 1);
    return policy ? json::value(policy_json(records, *policy)) : json::value();
  });
}

Outcome balance(const Dependencies& with, const Input& input) {
  const auto account = *fixed_from_hex<Address>(input.text("account"));
  const auto& caller = input.caller;
  if (caller.kind == Caller::Kind::user && caller.account != account) return not_yours();
  const auto found = with.records.token_balance(input.text("tokenId"), account);
  if (!found) return std::unexpected(problem_from(found.error()));
  return Reply{
      200,
      json::object{{"tokenId", input.text("tokenId")}, {"account", to_hex(account)}, {"balance", found->to_decimal()}}};
}

void add_tokens(EndpointTable& table, const Dependencies& with) {
  const auto token_id = path_parameter("tokenId", form(Form::id, ""));
  table.add({.method = Method::get,
             .path = "/v1/tokens/{tokenId}",
             .id = "getToken",
             .tag = "programs",
             .summary = "A token: its programs, its policy, what runs",
             .access = kReaders,
             .parameters = {token_id},
             .answer = ref("Token"),
             .problems = {"no-such-record"},
             .handler = reading(with, find_token)});
  table.add({.method = Method::get,
             .path = "/v1/tokens/{tokenId}/policies",
             .id = "listPolicies",
             .tag = "programs",
             .summary = "History of a token's policy, oldest first; the last one is in force",
             .access = kReaders,
             .parameters = page_parameters({token_id}),
             .answer = page_of("Policy"),
             .problems = {"no-such-record"},
             .handler = reading(with, list_policies)});
  table.add({.method = Method::get,
             .path = "/v1/tokens/{tokenId}/balances/{account}",
             .id = "getTokenBalance",
             .tag = "programs",
             .summary = "An account's balance in a running token",
             .access = {.users = Access::Users::own, .roles = kOperators},
             .parameters = {token_id, path_parameter("account", form(Form::address, ""))},
             .answer = ref("Balance"),
             .problems = {"no-such-record", "ledger-refused", "unavailable"},
             .handler = [with](const Input& input) { return balance(with, input); }});
}

}  // namespace

void add_programs(EndpointTable& table, const Dependencies& with) {
  add_schemas(table);
  table.add({.method = Method::get,
             .path = "/v1/programs",
             .id = "listPrograms",
             .tag = "programs",
             .summary = "Registered programs in the ledger's order; a page may be empty and still have a next one",
             .access = kReaders,
             .parameters = page_parameters(),
             .answer = page_of("ProgramSummary"),
             .handler = [with](const Input& input) { return list_programs(with, input); }});
  table.add({.method = Method::get,
             .path = "/v1/programs/{packageHash}",
             .id = "getProgram",
             .tag = "programs",
             .summary = "A registered program with every organization's test result",
             .access = kReaders,
             .parameters = {path_parameter("packageHash", form(Form::hash, ""))},
             .answer = ref("Program"),
             .problems = {"no-such-record"},
             .handler = reading(with, find_program)});
  add_tokens(table, with);
}

}  // namespace kaisho::api::rest
