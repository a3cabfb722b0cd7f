#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/evidence/verify.hpp>
#include <kaisho/governance/policy.hpp>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "values.hpp"

// kaisho audit, verify: what anybody can check, with a node and without one (G8, G11).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct ShowOptions {
  NodeOption node;
  std::string user, token;
};

struct VerifyOptions {
  std::string pack;
  std::vector<std::string> trust, trust_all;
};

Result<std::vector<evidence::VerifierKey>> parse_keys(const std::vector<std::string>& texts) {
  std::vector<evidence::VerifierKey> keys;
  for (const auto& text : texts) {
    auto key = evidence::parse_verifier_key(text);
    if (!key) {
      return bad_input("bad_verifier_key",
                       "'" + text + "' is no verifier key: " + std::string(evidence::describe(key.error())),
                       "an organization publishes it as name+hash+base64; genesis.json holds all of them");
    }
    keys.push_back(std::move(*key));
  }
  return keys;
}

Result<Report> verify(Session&, const VerifyOptions& options) {
  const auto any = parse_keys(options.trust);
  if (!any) return std::unexpected(any.error());
  const auto all = parse_keys(options.trust_all);
  if (!all) return std::unexpected(all.error());
  const auto pack = read_file(options.pack);
  if (!pack) return std::unexpected(pack.error());
  auto verdict = evidence::verify_for_people(*pack, {*any, *all});
  while (verdict.text.ends_with('\n')) verdict.text.pop_back();
  const auto data = codec::json::parse(verdict.json);
  return Report{std::move(verdict.text), data && data->is_object() ? data->get_object() : json::object(),
                static_cast<ExitCode>(verdict.exit_code)};
}

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
    std::string names;
    for (const auto& name : needed) names += (names.empty() ? "" : ", ") + name;
    return Report{Table()
                      .row("user", user->user_id)
                      .row("entrusted", vorg)
                      .row("policy", current->text)
                      .row("indispensable", names.empty() ? "none" : names)
                      .row("agrees", agrees ? "yes" : "NO: this policy was not authorized by the user")
                      .text(),
                  {{"userId", user->user_id},
                   {"vorg", vorg},
                   {"policy", current->text},
                   {"indispensable", json::array(needed.begin(), needed.end())},
                   {"agrees", agrees}},
                  agrees ? ExitCode::done : ExitCode::refused};
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
  add_command<VerifyOptions>(
      app, session,
      {"verify", "check an evidence pack, without node and network: 0 true, 1 false, 2 unreadable", "verify pack.json"},
      [](CLI::App& command, VerifyOptions& options) {
        command.add_option("PACK", options.pack, "the evidence pack")->required();
        command.add_option("--trust", options.trust, "verifier key; one of those given must have signed");
        command.add_option("--trust-all", options.trust_all, "verifier key that must have signed; may be repeated");
      },
      verify);
}

}  // namespace kaisho::cli
