#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/governance/calls.hpp>

#include "command.hpp"
#include "consent_file.hpp"
#include "governed.hpp"
#include "user_groups.hpp"
#include "user_store.hpp"
#include "values.hpp"

// kaisho user: users and the organizations that they entrust (G3).
namespace kaisho::cli {
namespace {

struct RegisterOptions {
  NodeOption node;
  KeyOption key;
  UserStore store;
  std::string consent;
};

struct ShowOptions {
  NodeOption node;
  std::string user;
};

/// Where the organization keeps the user's request: that its identity is confirmed and the consent is for this profile.
Result<void> require_confirmed(const UserStore& store, const governance::EntrustConsent& consent) {
  if (!store.is_given()) return {};
  const auto file = store.read(consent.user_id);
  if (!file) return std::unexpected(file.error());
  if (file->identity != "confirmed") {
    return fail(ExitCode::refused, "identity_not_confirmed",
                "the identity of user " + consent.user_id + " is " + file->identity + ", not confirmed",
                "kaisho user check, or kaisho user decide");
  }
  if (file->profile.root() == consent.profile_hash) return {};
  return fail(ExitCode::refused, "another_profile", "the consent is for another profile than the one on file",
              "draft it again: kaisho consent draft entrust");
}

Result<Report> register_user(Session&, const RegisterOptions& options) {
  const auto file = read_consent(options.consent);
  if (!file) return std::unexpected(file.error());
  const auto consent = signed_consent<governance::EntrustConsent>(*file);
  if (!consent) return std::unexpected(consent.error());
  if (auto confirmed = require_confirmed(options.store, *consent); !confirmed) {
    return std::unexpected(confirmed.error());
  }
  return govern(
      options.node, options.key, governance::calls::register_user(*consent, file->signature),
      Table().row("user", consent->user_id).row("account", to_hex(consent->account)).row("entrusts", consent->vorg),
      {{"userId", consent->user_id}});
}

Result<Report> show(Session&, const ShowOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto user = require_user(ledger, options.user);
    if (!user) return std::unexpected(user.error());
    const auto tokens = joined(user->tokens);
    boost::json::array list(user->tokens.begin(), user->tokens.end());
    const auto vorg = organization_name(ledger, user->vorg);
    const auto consent = governance::find_consent(ledger, user->consent).value_or(governance::ConsentRecord{});
    const std::string ended = consent.withdrawn == 0 ? "" : ", withdrawn " + time_text(consent.withdrawn);
    std::string former;
    for (const auto& one : governance::former_entrustments(ledger, user->user_id)) {
      former += (former.empty() ? "" : ", ") + organization_name(ledger, one.vorg) + " until " + time_text(one.until);
    }
    return Report{Table()
                      .row("user", user->user_id)
                      .row("account", to_hex(user->account))
                      .row("entrusts", vorg + ended)
                      .row("entrusted before", former.empty() ? "nobody" : former)
                      .row("signed by", std::string(governance::describe(consent.form)))
                      .row("registered by", organization_name(ledger, user->registrar) + ", " + time_text(user->time))
                      .row("may use", tokens.empty() ? "no token" : tokens)
                      .text(),
                  {{"userId", user->user_id},
                   {"account", to_hex(user->account)},
                   {"vorg", vorg},
                   {"consent", to_hex(user->consent)},
                   {"consentForm", static_cast<std::uint64_t>(consent.form)},
                   {"consentWithdrawn", consent.withdrawn},
                   {"profileHash", to_hex(user->profile_hash)},
                   {"usableTokens", std::move(list)}}};
  });
}

}  // namespace

void add_user_commands(CLI::App& app, Session& session) {
  auto& user = add_group(app, "user", "users and whom they entrust (G3)");
  add_command<RegisterOptions>(
      user, session,
      {"register", "record a user with the signed consent to entrust",
       "user register --consent entrust.json --key consortium/keys/bank.key"},
      [](CLI::App& command, RegisterOptions& options) {
        options.node.declare(command);
        options.key.declare(command, "the organization's operator");
        options.store.declare(command, false);
        command.add_option("--consent", options.consent, "the signed consent's file")->required();
      },
      register_user);
  add_command<ShowOptions>(
      user, session, {"show", "show whom a user entrusts and which tokens it may use", "user show acme"},
      [](CLI::App& command, ShowOptions& options) {
        options.node.declare(command);
        command.add_option("USER", options.user, "the user's ID")->required();
      },
      show);
  add_user_identity_commands(user, session);
  add_user_entrusting_commands(user, session);
}

}  // namespace kaisho::cli
