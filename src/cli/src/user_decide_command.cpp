#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/consent.hpp>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "user_groups.hpp"
#include "user_identity.hpp"

// kaisho user decide: two clerks decide on an identity where no document can be compared (G3).
namespace kaisho::cli {
namespace {

struct DecideOptions {
  UserStore store;
  NodeOption node;
  KeyOption key;
  std::string user, evidence, organization, reason;
  bool match = false, mismatch = false;
};

governance::IdentityDecision document_of(const UserFile& file, const UserFile::Decision& decision) {
  return {file.user_id,      decision.organization, file.profile.root(),
          decision.evidence, decision.matches,      decision.reason};
}

/// That the key is a clerk's of the organization, or its operator's, by the ledger of now.
Result<void> require_clerk(const LedgerReader& ledger, const std::string& organization, const Address& account) {
  const auto member = governance::find_member(ledger, std::string_view(organization));
  if (!member || !member->active) return bad_input("no_such_member", "there is no member " + organization);
  const auto clerk = governance::find_clerk(ledger, account);
  const bool acts = clerk && clerk->until == 0 && clerk->organization == member->number;
  if (acts || account == member->operator_account) return {};
  return fail(ExitCode::refused, "not_a_clerk", to_hex(account) + " is no clerk of " + organization,
              "kaisho user clerk " + to_hex(account) + " --key OPERATOR.key");
}

/// Two clerks, two people, one opinion; the first who says no ends it.
Result<void> weigh(UserFile& file, const UserFile::Decision& decision) {
  if (!file.decisions.empty() && file.decisions.front().clerk == decision.clerk) {
    return fail(ExitCode::refused, "second_person", "the same clerk decided before: a second person must (four eyes)");
  }
  file.decisions.push_back(decision);
  const auto clerks = to_hex(file.decisions.front().clerk) + (file.decisions.size() > 1 ? " and " : "") +
                      (file.decisions.size() > 1 ? to_hex(decision.clerk) : "");
  if (!decision.matches) {
    file.identity = "refused";
    file.method = "decision of clerk " + to_hex(decision.clerk) + ": " + decision.reason;
  } else if (file.decisions.size() == 2) {
    file.identity = "confirmed";
    file.method = "decision of the clerks " + clerks;
  }
  return {};
}

Result<Report> decide(Session&, const DecideOptions& options) {
  if (options.match == options.mismatch) return bad_input("bad_argument", "say --match or --mismatch");
  auto file = undecided(options.store, options.user);
  if (!file) return std::unexpected(file.error());
  const auto evidence = read_file(options.evidence);
  if (!evidence) return std::unexpected(evidence.error());
  const auto key = read_key(options.key.file);
  if (!key) return std::unexpected(key.error());
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    const auto chain = ask_quantity(node, "eth_chainId");
    if (!chain) return std::unexpected(chain.error());
    UserFile::Decision decision{options.organization, crypto::sha256(view_of(*evidence)), options.match,
                                options.reason,       crypto::address_of(*key),           {}};
    if (auto acts = require_clerk(ledger, options.organization, decision.clerk); !acts) {
      return std::unexpected(acts.error());
    }
    decision.signature = governance::sign_digest(*key, governance::digest(document_of(*file, decision), *chain));
    if (auto weighed = weigh(*file, decision); !weighed) return std::unexpected(weighed.error());
    auto report = keep(options.store, *file);
    if (!report || file->identity != "refused") return report;
    return fail(ExitCode::refused, "identity_mismatch", "the clerk refused: " + decision.reason);
  });
}

void declare_decide(CLI::App& app, DecideOptions& options) {
  options.store.declare(app);
  app.add_option("--user", options.user, "the user's ID")->required();
  options.node.declare(app);
  options.key.declare(app, "the clerk");
  app.add_option("--organization", options.organization, "for which the clerk acts")->required();
  app.add_option("--evidence", options.evidence, "what the clerk saw, e.g. a scan; only its hash is kept")->required();
  app.add_option("--reason", options.reason, "the clerk's words")->required();
  app.add_flag("--match", options.match, "it is the person");
  app.add_flag("--mismatch", options.mismatch, "it is not; ends the request");
}

}  // namespace

void add_user_decide_command(CLI::App& user, Session& session) {
  add_command<DecideOptions>(
      user, session,
      {"decide", "decide on the identity as a clerk; it counts once two clerks agree",
       "user decide --user anna --organization bank --evidence scan.pdf --match --reason \"saw her card\" "
       "--key clerk.key --users users --users-key users.key"},
      declare_decide, decide);
}

}  // namespace kaisho::cli
