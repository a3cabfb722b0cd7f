#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/drafts.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "consent_draft.hpp"
#include "consent_groups.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "values.hpp"

// kaisho consent draft entrust, entrust-anew (G3).
namespace kaisho::cli {
namespace {

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

/// Stays with the organization, beside the profile. One that is there is taken, so that a draft that failed is made
/// again with the same words for the same profile.
Result<crypto::Secret<32>> salt_beside(const std::string& profile) {
  const std::filesystem::path file = profile + ".salt";
  std::error_code unknown;
  if (std::filesystem::exists(file, unknown)) return read_secret(file);
  node::SystemRandom random;
  return create_seed(file, random);
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
    const auto salt = salt_beside(options.profile);
    if (!salt) return std::unexpected(salt.error());
    profile = crypto::sha256(ByteView(salt->expose()), view_of(*content));
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
    return store(options, governance::draft_entrust_anew(*user, *vorg, *profile, draft_terms(options)));
  });
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

}  // namespace

void add_entrust_drafts(CLI::App& draft, Session& session) {
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
}

}  // namespace kaisho::cli
