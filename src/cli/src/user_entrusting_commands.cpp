#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/drafts.hpp>

#include "command.hpp"
#include "consent_file.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "user_groups.hpp"
#include "values.hpp"

// kaisho user entrust-anew|withdraw|clerk|region: whom users entrust, and who acts for an organization (G3, G10, G12).
namespace kaisho::cli {
namespace {

struct EntrustingOptions {
  NodeOption node;
  KeyOption key;
  std::string consent, user, sender, language = "en", account, region, vorg;
  bool end = false;
};

Result<Report> entrust_anew(Session&, const EntrustingOptions& options) {
  const auto file = read_consent(options.consent);
  if (!file) return std::unexpected(file.error());
  const auto consent = signed_consent<governance::EntrustAnew>(*file);
  if (!consent) return std::unexpected(consent.error());
  return govern(options.node, options.key, governance::calls::entrust_anew(*consent, file->signature),
                Table()
                    .row("user", consent->user_id)
                    .row("entrusts", consent->vorg)
                    .row("next", "kaisho policy change TOKEN, for every token of the user that runs"),
                {{"userId", consent->user_id}, {"vorg", consent->vorg}});
}

Result<Report> withdraw(Session&, const EntrustingOptions& options) {
  const auto key = read_key(options.key.file);
  if (!key) return std::unexpected(key.error());
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    const auto user = require_user(ledger, options.user);
    if (!user) return std::unexpected(user.error());
    const auto chain = ask_quantity(node, "eth_chainId");
    if (!chain) return std::unexpected(chain.error());
    const auto withdrawal = governance::draft_end_of_entrustment(*user, options.language);
    const auto signature = governance::sign_digest(*key, governance::digest(withdrawal, *chain));
    KeyOption sender = options.key;
    if (!options.sender.empty()) sender.file = options.sender;
    return govern(options.node, sender, governance::calls::withdraw_entrustment(withdrawal, signature),
                  Table().row("user", user->user_id).row("entrusts", "nobody any more"), {{"userId", user->user_id}});
  });
}

Result<Report> clerk(Session&, const EntrustingOptions& options) {
  const auto account = parse_address(options.account);
  if (!account) return std::unexpected(account.error());
  return govern(options.node, options.key, governance::calls::set_clerk(*account, !options.end),
                Table().row("clerk", to_hex(*account)).row("acts", options.end ? "no longer" : "from now on"),
                {{"clerk", to_hex(*account)}, {"active", !options.end}});
}

Result<Report> region(Session&, const EntrustingOptions& options) {
  return govern(
      options.node, options.key, governance::calls::set_region(options.region, options.vorg),
      Table().row("region", options.region).row("served by", options.vorg.empty() ? "the owner" : options.vorg),
      {{"region", options.region}, {"vorg", options.vorg}});
}

}  // namespace

void add_user_entrusting_commands(CLI::App& user, Session& session) {
  const auto add = [&](Words words, const std::function<void(CLI::App&, EntrustingOptions&)>& declare,
                       Result<Report> (*act)(Session&, const EntrustingOptions&)) {
    add_command<EntrustingOptions>(user, session, words, declare, act);
  };
  add(
      {"entrust-anew", "record that a user entrusts this organization in place of another, or gives another profile",
       "user entrust-anew --consent anew.json --key consortium/keys/broker.key"},
      [](CLI::App& app, EntrustingOptions& options) {
        options.node.declare(app);
        options.key.declare(app, "the operator of the organization that takes over");
        app.add_option("--consent", options.consent, "the signed consent's file")->required();
      },
      entrust_anew);
  add(
      {"withdraw", "take the consent to entrust back, as the user", "user withdraw --user acme --key acme.key"},
      [](CLI::App& app, EntrustingOptions& options) {
        options.node.declare(app);
        options.key.declare(app, "the user");
        app.add_option("--user", options.user, "the user's ID")->required();
        app.add_option("--sender", options.sender, "key file of who delivers it; the user by default");
        app.add_option("--language", options.language, "of the text: en or ja")->capture_default_str();
      },
      withdraw);
  add(
      {"clerk", "name a person who witnesses and decides for the organization, or end that",
       "user clerk 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --key consortium/keys/bank.key"},
      [](CLI::App& app, EntrustingOptions& options) {
        options.node.declare(app);
        options.key.declare(app, "the organization's operator");
        app.add_option("ACCOUNT", options.account, "the clerk's")->required();
        app.add_flag("--end", options.end, "the clerk acts no longer");
      },
      clerk);
  add(
      {"region", "assign a country or region to an organization, as the consortium's owner",
       "user region JP-13 --vorg broker --key consortium/keys/bank.key"},
      [](CLI::App& app, EntrustingOptions& options) {
        options.node.declare(app);
        options.key.declare(app, "the owner's operator");
        app.add_option("REGION", options.region, "ISO 3166: JP, or JP-13")->required();
        app.add_option("--vorg", options.vorg, "the organization; none: the consortium's owner again");
      },
      region);
}

}  // namespace kaisho::cli
