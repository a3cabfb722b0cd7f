#include <kaisho/governance/policy.hpp>

#include "command.hpp"
#include "governed.hpp"
#include "values.hpp"

// kaisho audit: what an auditor asks a node (G8, G11).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct ShowOptions {
  NodeOption node;
  std::string user, token;
};

Result<Report> show(Session&, const ShowOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto user = require_user(ledger, options.user);
    if (!user) return std::unexpected(user.error());
    const auto current = governance::current_policy(ledger, options.token);
    const auto policy = current ? governance::Policy::parse(current->text) : std::unexpected(governance::PolicyError{});
    if (!policy) return std::unexpected(require_token(ledger, options.token).error());
    const auto vorg = organization_name(ledger, user->vorg);
    const auto needed = governance::indispensable(*policy);
    const bool agrees = needed.contains(vorg);
    governance::OrganizationSet present;
    for (const auto& member : governance::active_members(ledger)) present.insert(member.name);
    const bool satisfiable = policy->holds_for(present);
    std::string names;
    for (const auto& name : needed) names += (names.empty() ? "" : ", ") + name;
    Table table;
    table.row("user", user->user_id)
        .row("entrusted", vorg)
        .row("policy", current->text)
        .row("indispensable", names.empty() ? "none" : names)
        .row("agrees", agrees ? "yes" : "NO: this policy was not authorized by the user");
    if (!satisfiable) table.row("satisfiable", "NO: members that left are missing, nothing can be deployed");
    return Report{table.text(),
                  {{"userId", user->user_id},
                   {"vorg", vorg},
                   {"policy", current->text},
                   {"indispensable", json::array(needed.begin(), needed.end())},
                   {"agrees", agrees},
                   {"satisfiable", satisfiable}},
                  agrees && satisfiable ? ExitCode::done : ExitCode::refused};
  });
}

}  // namespace

void add_audit_commands(CLI::App& app, Session& session) {
  auto& audit = add_group(app, "audit", "what an auditor asks (G8, G11)");
  add_command<ShowOptions>(
      audit, session,
      {"show", "does the policy make the organization indispensable that the user entrusted?",
       "audit show --user acme --token ACME-2031"},
      [](CLI::App& command, ShowOptions& options) {
        options.node.declare(command);
        command.add_option("--user", options.user, "the user's ID")->required();
        command.add_option("--token", options.token, "the token's ID")->required();
      },
      show);
  add_pack_commands(audit, session);
}

}  // namespace kaisho::cli
