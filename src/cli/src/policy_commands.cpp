#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/policy.hpp>

#include "command.hpp"
#include "governed.hpp"
#include "values.hpp"

// kaisho policy: which organizations must sign before a token program runs (G6).
namespace kaisho::cli {
namespace {

struct ShowOptions {
  NodeOption node;
  std::string token;
};

struct ChangeOptions {
  NodeOption node;
  KeyOption key;
  std::string token, policy;
};

std::string origin(const LedgerReader& ledger, const governance::PolicyRecord& record) {
  if (record.organization == 0) return "default, " + time_text(record.time);
  return "by " + organization_name(ledger, record.organization) + " for application " +
         std::to_string(record.application) + ", " + time_text(record.time);
}

Result<Report> show(Session&, const ShowOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto token = require_token(ledger, options.token);
    if (!token) return std::unexpected(token.error());
    Table table;
    boost::json::array history;
    for (std::uint64_t i = 0; i < token->policy_count; ++i) {
      const auto record = governance::policy_at(ledger, token->token_id, i);
      if (!record) continue;
      table.row(record->text, origin(ledger, *record));
      history.push_back(boost::json::object{{"policy", record->text},
                                            {"organization", organization_name(ledger, record->organization)},
                                            {"application", record->application},
                                            {"height", record->height}});
    }
    const auto current = governance::current_policy(ledger, token->token_id);
    const auto policy = current ? governance::Policy::parse(current->text) : std::unexpected(governance::PolicyError{});
    const auto needed = policy ? governance::indispensable(*policy) : governance::OrganizationSet{};
    boost::json::array indispensable(needed.begin(), needed.end());
    return Report{table.row("indispensable", needed.empty() ? "none" : joined(needed)).text(),
                  {{"tokenId", token->token_id},
                   {"policy", current ? current->text : ""},
                   {"indispensable", std::move(indispensable)},
                   {"history", std::move(history)}}};
  });
}

Result<Report> change(Session&, const ChangeOptions& options) {
  const auto policy = governance::Policy::parse(options.policy);
  if (!policy) {
    return bad_input("bad_policy",
                     "the policy is not understood at character " + std::to_string(policy.error().offset + 1) + ": " +
                         policy.error().message,
                     "docs/formats/policy.md has the grammar: bank AND Majority[bank, broker, exchange]");
  }
  return govern(options.node, options.key, governance::calls::change_policy(options.token, options.policy),
                Table().row("policy", policy->text()), {{"policy", policy->text()}});
}

}  // namespace

void add_policy_commands(CLI::App& app, Session& session) {
  auto& policy = add_group(app, "policy", "who must sign before a token program runs (G6)");
  add_command<ShowOptions>(
      policy, session, {"show", "show a token's DeployPolicy and its history, oldest first", "policy show ACME-2031"},
      [](CLI::App& command, ShowOptions& options) {
        options.node.declare(command);
        command.add_option("TOKEN", options.token, "the token's ID")->required();
      },
      show);
  add_command<ChangeOptions>(
      policy, session,
      {"change", "change it to one that is not weaker",
       "policy change ACME-2031 \"bank AND exchange AND Majority[bank, broker, exchange]\" --key "
       "consortium/keys/bank.key"},
      [](CLI::App& command, ChangeOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "the entrusted organization's operator");
        command.add_option("TOKEN", options.token, "the token's ID")->required();
        command.add_option("POLICY", options.policy, "the new policy")->required();
      },
      change);
}

}  // namespace kaisho::cli
