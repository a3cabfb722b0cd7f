#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/drafts.hpp>
#include <kaisho/governance/explain.hpp>
#include <kaisho/governance/governance.hpp>

#include "command.hpp"
#include "consent_file.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "values.hpp"

// kaisho apply: a user's requests to issue and to distribute, their refusal and withdrawal (G4, G5, G12).
namespace kaisho::cli {
namespace {

struct ApplyOptions {
  NodeOption node;
  KeyOption key;
  std::string consent;
};

struct RefuseOptions {
  NodeOption node;
  KeyOption key;
  std::string user, token, package, application_class = "issue", reason;
};

struct WithdrawOptions {
  NodeOption node;
  KeyOption user_key;
  std::string sender_key, user, token, language = "en";
  std::uint64_t application = 0;
};

struct ShowOptions {
  NodeOption node;
  std::uint64_t number = 0;
};

/// Adds the number that the ledger gave to the application.
Result<Report> with_number(const ApplyOptions& options, Result<Report> sent, const std::string& user,
                           const std::string& token) {
  if (!sent) return sent;
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto number = governance::application_of(ledger, user, token);
    sent->data["application"] = number;
    sent->text = "application  " + std::to_string(number) + "\n" + sent->text;
    return *sent;
  });
}

Result<Report> issue(Session&, const ApplyOptions& options) {
  const auto file = read_consent(options.consent);
  if (!file) return std::unexpected(file.error());
  const auto consent = signed_consent<governance::IssueConsent>(*file);
  if (!consent) return std::unexpected(consent.error());
  auto sent =
      govern(options.node, options.key, governance::calls::apply_to_issue(*consent, file->arguments, file->signature));
  return with_number(options, std::move(sent), consent->user_id, consent->token_id);
}

Result<Report> distribute(Session&, const ApplyOptions& options) {
  const auto file = read_consent(options.consent);
  if (!file) return std::unexpected(file.error());
  const auto consent = signed_consent<governance::DistributeConsent>(*file);
  if (!consent) return std::unexpected(consent.error());
  auto sent = govern(options.node, options.key, governance::calls::apply_to_distribute(*consent, file->signature));
  return with_number(options, std::move(sent), consent->user_id, consent->token_id);
}

/// The number of the change that was just applied for.
Result<Report> with_pending(const ApplyOptions& options, Result<Report> sent, const std::string& token_id) {
  if (!sent) return sent;
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto token = require_token(ledger, token_id);
    if (!token) return std::unexpected(token.error());
    const auto number = governance::find_lifecycle(ledger, *token).pending;
    sent->data["application"] = number;
    sent->text = "application  " + std::to_string(number) + "\n" + sent->text;
    return *sent;
  });
}

Result<Report> upgrade(Session&, const ApplyOptions& options) {
  const auto file = read_consent(options.consent);
  if (!file) return std::unexpected(file.error());
  const auto consent = signed_consent<governance::UpgradeConsent>(*file);
  if (!consent) return std::unexpected(consent.error());
  auto sent = govern(options.node, options.key,
                     governance::calls::apply_to_upgrade(*consent, file->arguments, file->signature));
  return with_pending(options, std::move(sent), consent->token_id);
}

Result<Report> change(Session&, const ApplyOptions& options) {
  const auto file = read_consent(options.consent);
  if (!file) return std::unexpected(file.error());
  const auto consent = signed_consent<governance::ChangeConsent>(*file);
  if (!consent) return std::unexpected(consent.error());
  auto sent = govern(options.node, options.key, governance::calls::apply_to_change(*consent, file->signature));
  return with_pending(options, std::move(sent), consent->token_id);
}

Result<Report> refuse(Session&, const RefuseOptions& options) {
  const auto package = parse_hash(options.package);
  if (!package) return std::unexpected(package.error());
  const auto number = options.application_class == "issue" ? governance::ApplicationClass::issue
                                                           : governance::ApplicationClass::distribute;
  return govern(options.node, options.key,
                governance::calls::record_refusal(options.user, options.token, *package,
                                                  static_cast<std::uint8_t>(number), options.reason),
                Table().row("recorded", options.user + " refused " + options.token));
}

Result<Report> withdraw(Session&, const WithdrawOptions& options) {
  const auto key = read_key(options.user_key.file);
  if (!key) return std::unexpected(key.error());
  governance::Withdrawal withdrawal;
  auto signature = Bytes();
  const auto prepared = read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    const auto application = require_application(
        ledger, options.application != 0 ? options.application
                                         : governance::application_of(ledger, options.user, options.token));
    if (!application) return std::unexpected(application.error());
    const auto chain = ask_quantity(node, "eth_chainId");
    if (!chain) return std::unexpected(chain.error());
    withdrawal = governance::draft_withdrawal(ledger, *application, options.language);
    signature = governance::sign_digest(*key, governance::digest(withdrawal, *chain));
    return Report{};
  });
  if (!prepared) return prepared;
  const KeyOption sender{options.sender_key.empty() ? options.user_key.file : options.sender_key};
  return govern(options.node, sender,
                options.application != 0 ? governance::calls::withdraw_application(withdrawal, signature)
                                         : governance::calls::withdraw(withdrawal, signature),
                Table().row("withdrawn", "application " + std::to_string(withdrawal.application)));
}

Result<Report> show(Session&, const ShowOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto application = require_application(ledger, options.number);
    if (!application) return std::unexpected(application.error());
    auto text = Table()
                    .row("application", std::to_string(application->number))
                    .row("class", std::string(governance::describe(application->application_class)))
                    .row("status", std::string(governance::describe(application->status)))
                    .text();
    for (const auto& sentence : governance::explain_application(ledger, options.number)) text += "\n- " + sentence;
    return Report{text,
                  {{"application", application->number},
                   {"class", governance::describe(application->application_class)},
                   {"status", governance::describe(application->status)},
                   {"userId", application->user_id},
                   {"tokenId", application->token_id},
                   {"packageHash", to_hex(application->package_hash)},
                   {"consent", to_hex(application->consent)},
                   {"contract", to_hex(application->deployed)}}};
  });
}

void declare_apply(CLI::App& app, ApplyOptions& options) {
  options.node.declare(app);
  options.key.declare(app, "the entrusted organization's operator");
  app.add_option("--consent", options.consent, "the signed consent's file")->required();
}

void declare_refuse(CLI::App& app, RefuseOptions& options) {
  options.node.declare(app);
  options.key.declare(app, "the entrusted organization's operator");
  app.add_option("--user", options.user, "the user's ID")->required();
  app.add_option("--token", options.token, "the token's ID")->required();
  app.add_option("--package-hash", options.package, "of the program that was refused")->required();
  app.add_option("--class", options.application_class, "issue or distribute")
      ->capture_default_str()
      ->check(CLI::IsMember({"issue", "distribute"}));
  app.add_option("--reason", options.reason, "the user's words")->required();
}

void declare_withdraw(CLI::App& app, WithdrawOptions& options) {
  options.node.declare(app);
  options.user_key.declare(app, "the user");
  app.add_option("--sender", options.sender_key, "key file of who delivers it; the user by default");
  app.add_option("--user", options.user, "the user's ID")->required();
  app.add_option("--token", options.token, "the token's ID")->required();
  app.add_option("--application", options.application, "an upgrade, pause, … that still waits, instead of the token's");
  app.add_option("--language", options.language, "of the text: en or ja")->capture_default_str();
}

}  // namespace

void add_apply_commands(CLI::App& app, Session& session) {
  auto& apply = add_group(app, "apply", "a user's applications: issue, distribute, refusal, withdrawal (G4, G5, G12)");
  add_command<ApplyOptions>(apply, session,
                            {"issue", "apply to issue a token, with the user's consent",
                             "apply issue --consent issue.json --key consortium/keys/bank.key"},
                            declare_apply, issue);
  add_command<ApplyOptions>(apply, session,
                            {"distribute", "apply to hold and trade a token, with the user's consent",
                             "apply distribute --consent distribute.json --key consortium/keys/broker.key"},
                            declare_apply, distribute);
  add_command<ApplyOptions>(apply, session,
                            {"upgrade", "apply to upgrade a running token, with the issuer's consent",
                             "apply upgrade --consent upgrade.json --key consortium/keys/bank.key"},
                            declare_apply, upgrade);
  add_command<ApplyOptions>(apply, session,
                            {"change", "apply to pause, resume or retire a token, with the issuer's consent",
                             "apply change --consent pause.json --key consortium/keys/bank.key"},
                            declare_apply, change);
  add_command<RefuseOptions>(apply, session,
                             {"refuse", "record that the user was asked and said no",
                              "apply refuse --user acme --token ACME-2031 --package-hash 0x… --reason \"too early\" "
                              "--key consortium/keys/bank.key"},
                             declare_refuse, refuse);
  add_command<WithdrawOptions>(
      apply, session,
      {"withdraw", "take a consent back, as the user", "apply withdraw --user acme --token ACME-2031 --key acme.key"},
      declare_withdraw, withdraw);
  add_command<ShowOptions>(
      apply, session, {"show", "show an application and its story", "apply show 1"},
      [](CLI::App& command, ShowOptions& options) {
        options.node.declare(command);
        command.add_option("NUMBER", options.number, "of the application")->required();
      },
      show);
}

}  // namespace kaisho::cli
