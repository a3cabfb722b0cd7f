#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/drafts.hpp>

#include "command.hpp"
#include "consent_draft.hpp"
#include "consent_groups.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "package_folder.hpp"
#include "values.hpp"

// kaisho consent draft issue, distribute, upgrade, change (G4, G5, G7).
namespace kaisho::cli {
namespace {

/// In private mode the scope names a record by its root and says nothing else (G9).
Result<std::string> scope_of(const DraftOptions& options) {
  if (options.scope.empty() && options.private_record.empty()) {
    return bad_input("bad_argument", "the consent has no scope", "--scope TEXT, or --private RECORD");
  }
  if (options.private_record.empty()) return options.scope;
  const auto text = read_file(options.private_record);
  if (!text) return std::unexpected(text.error());
  const auto record = identity::PrivateRecord::parse(*text);
  if (!record) return bad_input("private_record_malformed", options.private_record + ": " + record.error());
  return "private " + to_hex(record->root());
}

governance::OnWithdrawal rule_of(const governance::Package& package) {
  return package.manifest.lifecycle ? package.manifest.lifecycle->on_withdrawal : governance::OnWithdrawal::none;
}

/// Terms whose scope is a text, or a private record's root.
Result<governance::Terms> scoped_terms(const DraftOptions& options) {
  const auto scope = scope_of(options);
  if (!scope) return std::unexpected(scope.error());
  auto terms = draft_terms(options);
  terms.scope = *scope;
  return terms;
}

/// What a consent to issue and one to upgrade have in common: what the package says about itself, checked against its
/// folder, and with what it starts.
struct ProgramDraft {
  governance::Terms terms;
  governance::Package package;
  Start start;
  [[nodiscard]] Hash arguments_hash() const { return crypto::keccak256(start.encoded); }
};

Result<ProgramDraft> draft_program(const DraftOptions& options) {
  auto terms = scoped_terms(options);
  if (!terms) return std::unexpected(terms.error());
  auto package = read_package(options.package);
  if (!package) return std::unexpected(package.error());
  auto start = start_of(*package, options.call, options.arguments);
  if (!start) return std::unexpected(start.error());
  return ProgramDraft{std::move(*terms), std::move(*package), std::move(*start)};
}

Result<Report> draft_issue(Session&, const DraftOptions& options) {
  const auto draft = draft_program(options);
  if (!draft) return std::unexpected(draft.error());
  const auto& package = draft->package;
  const governance::IssueConsent consent{
      options.user, package.manifest.token_id, package.hash, draft->arguments_hash(), options.vorg,
      draft->terms, rule_of(package)};
  return store(options, consent, draft->start);
}

Result<Report> draft_distribute(Session&, const DraftOptions& options) {
  const auto package = parse_hash(options.package_hash);
  if (!package) return std::unexpected(package.error());
  const auto terms = scoped_terms(options);
  if (!terms) return std::unexpected(terms.error());
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto rule = governance::package_rules(ledger, *package).on_withdrawal;
    return store(options,
                 governance::DistributeConsent{options.user, options.token, *package, options.vorg, *terms, rule});
  });
}

Result<Report> draft_upgrade(Session&, const DraftOptions& options) {
  const auto draft = draft_program(options);
  if (!draft) return std::unexpected(draft.error());
  const auto& package = draft->package;
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto token = require_token(ledger, package.manifest.token_id);
    if (!token) return std::unexpected(token.error());
    const governance::Wish wish{options.user, token->token_id, options.vorg, draft->terms};
    return store(options,
                 governance::draft_upgrade(*token, wish, package.hash, draft->arguments_hash(), rule_of(package)),
                 draft->start);
  });
}

Result<Report> draft_change(Session&, const DraftOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto token = require_token(ledger, options.token);
    if (!token) return std::unexpected(token.error());
    const governance::Wish wish{options.user, token->token_id, options.vorg, draft_terms(options)};
    return store(options, governance::draft_change(*token, wish, options.action));
  });
}

void declare_application(CLI::App& app, DraftOptions& options) {
  declare_draft(app, options);
  app.add_option("--vorg", options.vorg, "the organization that the user entrusts")->required();
  auto* scope = app.add_option("--scope", options.scope, "how far it goes");
  auto* record = app.add_option("--private", options.private_record, "private record: only its root is told (G9)");
  scope->excludes(record);
}

void declare_issue(CLI::App& app, DraftOptions& options) {
  declare_application(app, options);
  app.add_option("--package", options.package, "the program's folder")->required();
  app.add_option("--arguments", options.arguments, "what the program's constructor is given");
  app.add_option("--call", options.call, "behind a proxy: the function that is called first, with these arguments");
}

void declare_change(CLI::App& app, DraftOptions& options) {
  declare_draft(app, options);
  app.add_option("--vorg", options.vorg, "the organization that the user entrusts")->required();
  app.add_option("--scope", options.scope, "how far it goes")->required();
  app.add_option("--token", options.token, "the token's ID")->required();
  app.add_option("--action", options.action, "pause, resume or retire")
      ->required()
      ->check(CLI::IsMember({"pause", "resume", "retire"}));
}

void declare_distribute(CLI::App& app, DraftOptions& options) {
  declare_application(app, options);
  app.add_option("--token", options.token, "the token's ID")->required();
  app.add_option("--package-hash", options.package_hash, "of the program that runs")->required();
}

}  // namespace

void add_token_drafts(CLI::App& draft, Session& session) {
  add_command<DraftOptions>(draft, session,
                            {"issue", "to issue a token with exactly this program (G4)",
                             "consent draft issue --user acme --vorg bank --package build/contracts/bond --arguments … "
                             "--purpose \"issue a bond\" --scope \"this bond\" --out issue.json"},
                            declare_issue, draft_issue);
  add_command<DraftOptions>(draft, session,
                            {"distribute", "to hold and trade a token (G5)",
                             "consent draft distribute --user ines --vorg broker --token ACME-2031 --package-hash 0x… "
                             "--purpose \"invest\" --scope \"hold and trade\" --out distribute.json"},
                            declare_distribute, draft_distribute);
  add_command<DraftOptions>(draft, session,
                            {"upgrade", "to replace the running program by this version (G7)",
                             "consent draft upgrade --user acme --vorg bank --package bond-2 --arguments … "
                             "--purpose \"pay coupons\" --scope \"this version\" --out upgrade.json"},
                            declare_issue, draft_upgrade);
  add_command<DraftOptions>(draft, session,
                            {"change", "to pause, resume or retire a running token (G7)",
                             "consent draft change --user acme --vorg bank --token ACME-2031 --action pause "
                             "--purpose \"an error was found\" --scope \"until it is mended\" --out pause.json"},
                            declare_change, draft_change);
}

}  // namespace kaisho::cli
