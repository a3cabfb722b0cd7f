#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "consent_file.hpp"
#include "consent_groups.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "node_option.hpp"
#include "package_folder.hpp"
#include "program_start.hpp"
#include "sender.hpp"
#include "user_store.hpp"
#include "values.hpp"

// kaisho consent draft: the consents that users are asked for.
namespace kaisho::cli {
namespace {

struct DraftOptions {
  NodeOption node;
  std::string out, user, vorg, language = "en", purpose, scope;
  unsigned days = 365;
  std::string account, profile, passkey;     // entrust
  std::string region, private_record;        // entrust; issue and distribute
  bool on_paper = false;                     // entrust
  UserStore store;                           // entrust
  std::string token, package, package_hash;  // issue, distribute
  std::vector<std::string> arguments;        // issue, upgrade
  std::string call;                          // issue, upgrade behind a proxy
  std::string action;                        // change
};

governance::Terms draft_terms(const DraftOptions& options) {
  node::SystemRandom random;
  governance::Terms terms{.text_hash = {},
                          .language = options.language,
                          .purpose = options.purpose,
                          .scope = options.scope,
                          .expiry = node::SystemClock().now_ms() / 1000 + std::uint64_t{86'400} * options.days,
                          .salt = {}};
  random.fill(terms.salt.bytes);
  return terms;
}

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

Result<Report> store(const DraftOptions& options, ConsentFile file) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto chain = ask_quantity(*node, "eth_chainId");
  if (!chain) return std::unexpected(chain.error());
  file.chain_id = *chain;
  if (!governance::is_known_language(options.language)) {
    return bad_input("bad_argument", "there is no text in the language '" + options.language + "'", "use en or ja");
  }
  if (auto written = write_file(options.out, to_json(file)); !written) return std::unexpected(written.error());
  return Report{
      Table().row("consent to", file.kind()).row("file", options.out).row("digest", to_hex(file.digest())).text(),
      {{"file", options.out}, {"kind", file.kind()}, {"digest", to_hex(file.digest())}}};
}

template <class Consent>
Result<Report> store(const DraftOptions& options, const Consent& consent, const Start& start = {}) {
  return store(options, ConsentFile{0, governance::with_text(consent), start.encoded, start.types, {}});
}

/// The account of a user's own key, of its passkey, or of a user without a key.
Result<Address> account_of(const DraftOptions& options) {
  if (!options.account.empty()) return parse_address(options.account);
  if (options.on_paper) return governance::witnessed_account(options.user);
  const auto der = codec::base64::decode_url(options.passkey);
  const auto key = der ? crypto::p256::from_spki(*der) : std::nullopt;
  if (key) return governance::passkey_account(*key);
  return bad_input("bad_argument", "the user needs an account, a passkey or paper",
                   "--account 0x…, --passkey KEY (base64url of getPublicKey()), or --on-paper");
}

/// Whom the user named, or who serves its region; the consortium's owner by default.
Result<std::string> vorg_of(const DraftOptions& options) {
  if (!options.vorg.empty()) return options.vorg;
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto ledger = LedgerReader::latest(*node);
  if (!ledger) return std::unexpected(ledger.error());
  auto name = organization_name(**ledger, governance::vorg_for(**ledger, options.region));
  if (!name.empty()) return name;
  return bad_input("no_owner", "no member has the role of an owner", "name an organization with --vorg");
}

/// The profile on file, once its identity is confirmed; or a file's own, whose salt is kept beside it.
Result<Hash> profile_hash(const DraftOptions& options) {
  if (options.store.is_given()) {
    const auto file = options.store.read(options.user);
    if (!file) return std::unexpected(file.error());
    if (file->identity == "confirmed") return file->profile.root();
    return fail(ExitCode::refused, "identity_not_confirmed",
                "the identity of user " + options.user + " is " + file->identity + ", not confirmed",
                "kaisho user check, or kaisho user decide");
  }
  Hash profile;
  if (!options.profile.empty()) {
    const auto content = read_file(options.profile);
    if (!content) return std::unexpected(content.error());
    node::SystemRandom random;  // the salt stays with the organization, beside the profile
    Hash salt;
    random.fill(salt.bytes);
    profile = crypto::sha256(salt.view(), view_of(*content));
    const auto kept = create_private_file(options.profile + ".salt", to_hex(salt) + "\n");
    if (!kept) return std::unexpected(kept.error());
  }
  return profile;
}

Result<Report> draft_entrust(Session&, const DraftOptions& options) {
  const auto account = account_of(options);
  if (!account) return std::unexpected(account.error());
  const auto vorg = vorg_of(options);
  if (!vorg) return std::unexpected(vorg.error());
  const auto profile = profile_hash(options);
  if (!profile) return std::unexpected(profile.error());
  const governance::EntrustConsent consent{options.user, *account, *vorg, *profile, draft_terms(options)};
  return store(options, consent);
}

/// In place of the consent in force: the account stays, the profile too unless there is another one on file.
Result<Report> draft_entrust_anew(Session&, const DraftOptions& options) {
  const auto vorg = vorg_of(options);
  if (!vorg) return std::unexpected(vorg.error());
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto user = require_user(ledger, options.user);
    if (!user) return std::unexpected(user.error());
    const auto profile = options.store.is_given() ? profile_hash(options) : Result<Hash>(user->profile_hash);
    if (!profile) return std::unexpected(profile.error());
    const governance::EntrustAnew consent{user->user_id, user->account, *vorg,
                                          *profile,      user->consent, draft_terms(options)};
    return store(options, consent);
  });
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
    const governance::UpgradeConsent consent{options.user,        token->token_id, token->deployed,
                                             token->package_hash, package.hash,    draft->arguments_hash(),
                                             options.vorg,        draft->terms,    rule_of(package)};
    return store(options, consent, draft->start);
  });
}

Result<Report> draft_change(Session&, const DraftOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto token = require_token(ledger, options.token);
    if (!token) return std::unexpected(token.error());
    const governance::ChangeConsent consent{options.user,        token->token_id, options.action,      token->deployed,
                                            token->package_hash, options.vorg,    draft_terms(options)};
    return store(options, consent);
  });
}

void declare_draft(CLI::App& app, DraftOptions& options) {
  options.node.declare(app);
  app.add_option("--user", options.user, "the user's ID")->required();
  app.add_option("--purpose", options.purpose, "what the consent is for")->required();
  app.add_option("--language", options.language, "of the text: en or ja")->capture_default_str();
  app.add_option("--days", options.days, "how long it is valid")->capture_default_str()->check(CLI::Range(1, 36'500));
  app.add_option("--out", options.out, "the consent's file")->required();
}

void declare_entrust_anew(CLI::App& app, DraftOptions& options) {
  declare_draft(app, options);
  app.add_option("--scope", options.scope, "how far it goes")->required();
  app.add_option("--vorg", options.vorg, "the organization that the user names; the region's or the owner by default");
  app.add_option("--region", options.region, "the user's country or region: JP, or JP-13");
  options.store.declare(app, false);
}

void declare_entrust(CLI::App& app, DraftOptions& options) {
  declare_entrust_anew(app, options);
  app.add_option("--account", options.account, "the user's own account: of its key, or its contract account");
  app.add_option("--passkey", options.passkey, "the public key of the user's passkey: base64url of getPublicKey()");
  app.add_flag("--on-paper", options.on_paper, "the user has no key: clerks witness (weaker)");
  app.add_option("--profile", options.profile, "the user's profile; only its salted hash leaves this machine");
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

void add_consent_drafts(CLI::App& consent, Session& session) {
  auto& draft = add_group(consent, "draft", "write the consent that a user is asked for");
  add_command<DraftOptions>(
      draft, session,
      {"entrust", "to entrust an organization with the user's tokens (G3)",
       "consent draft entrust --user acme --account 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --vorg bank "
       "--purpose \"issue a bond\" --scope \"all tokens\" --out entrust.json"},
      declare_entrust, draft_entrust);
  add_command<DraftOptions>(draft, session,
                            {"entrust-anew", "to entrust another organization, or give another profile (G3)",
                             "consent draft entrust-anew --user acme --vorg broker --purpose \"issue a bond\" "
                             "--scope \"all tokens\" --out anew.json"},
                            declare_entrust_anew, draft_entrust_anew);
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
