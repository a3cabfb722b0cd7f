#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/consent.hpp>
#include <kaisho/identity/evidence.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "files.hpp"
#include "governed.hpp"
#include "key_file.hpp"
#include "user_groups.hpp"
#include "user_store.hpp"
#include "values.hpp"

// kaisho user request|check|decide|profile|rectify|erase: the organization's side of a registration (G3).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct IdentityOptions {
  UserStore store;
  NodeOption node;
  KeyOption key;
  std::string user, profile, mrz, evidence, organization, reason, today;
  bool match = false, mismatch = false, yes = false;
};

std::string today() {
  const auto now = std::chrono::floor<std::chrono::days>(
      std::chrono::system_clock::time_point(std::chrono::milliseconds(node::SystemClock().now_ms())));
  const std::chrono::year_month_day date(now);
  const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day()));
}

/// A JSON object of texts as a record with fresh salts.
Result<identity::PrivateRecord> record_from(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  const auto parsed = codec::json::parse(*text);
  const auto malformed = [&](const std::string& why) {
    return bad_input("profile_malformed", path + " is no profile: " + why,
                     R"(a JSON object of texts, e.g. {"familyName":"Eriksson","givenNames":"Anna Maria",)"
                     R"("birthDate":"1974-08-12"})");
  };
  if (!parsed || !parsed->is_object()) return malformed("it is no JSON object");
  std::vector<std::pair<std::string, std::string>> fields;
  for (const auto& member : parsed->get_object()) {
    if (!member.value().is_string()) return malformed("'" + std::string(member.key()) + "' is no text");
    fields.emplace_back(std::string(member.key()), std::string(member.value().get_string()));
  }
  node::SystemRandom random;
  auto record = identity::PrivateRecord::make(std::move(fields), [&] {
    Hash salt;
    random.fill(salt.bytes);
    return salt;
  });
  if (!record) return malformed(record.error());
  return std::move(*record);
}

Report about(const UserFile& file) {
  return {Table()
              .row("user", file.user_id)
              .row("identity", file.identity + (file.method.empty() ? "" : " by " + file.method))
              .row("profile hash", to_hex(file.profile.root()))
              .text(),
          {{"userId", file.user_id},
           {"identity", file.identity},
           {"method", file.method},
           {"profileHash", to_hex(file.profile.root())}}};
}

Result<Report> keep(const UserStore& store, const UserFile& file) {
  node::SystemRandom random;
  if (auto written = store.write(file, random); !written) return std::unexpected(written.error());
  return about(file);
}

Result<Report> request(Session&, const IdentityOptions& options) {
  auto profile = record_from(options.profile);
  if (!profile) return std::unexpected(profile.error());
  const UserFile file{options.user, std::move(*profile), "requested", "", {}};
  node::SystemRandom random;
  if (auto created = options.store.create(file, random); !created) return std::unexpected(created.error());
  return about(file);
}

/// A request whose identity is still to be decided.
Result<UserFile> undecided(const IdentityOptions& options) {
  auto file = options.store.read(options.user);
  if (!file || file->identity == "requested") return file;
  return fail(ExitCode::refused, "identity_decided",
              "the identity of user " + options.user + " is " + file->identity + " already by " + file->method,
              "a changed profile begins anew: kaisho user rectify");
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const auto& sentence : sentences) text += (text.empty() ? "" : "; ") + sentence;
  return text;
}

/// A mismatch ends the request: it is recorded, and nothing but another profile goes on.
Result<Report> conclude_comparison(const IdentityOptions& options, UserFile file,
                                   const identity::Comparison& comparison) {
  file.identity = comparison.matches() ? "confirmed" : "refused";
  file.method = comparison.method + ", SHA-256 " + to_hex(comparison.evidence);
  auto report = keep(options.store, file);
  if (!report || comparison.matches()) return report;
  return fail(ExitCode::refused, "identity_mismatch",
              "the evidence does not match the request: " + joined(comparison.mismatches),
              "correct the request with kaisho user rectify, or end it");
}

Result<Report> check(Session&, const IdentityOptions& options) {
  auto file = undecided(options);
  if (!file) return std::unexpected(file.error());
  auto zone = read_file(options.mrz);
  if (!zone) return std::unexpected(zone.error());
  const auto day = options.today.empty() ? today() : options.today;
  if (!identity::is_date(day)) return bad_input("bad_argument", "'" + day + "' is no date", "write 2031-02-28");
  const auto comparison = identity::MrzEvidence(std::move(*zone)).compare(file->profile, day);
  return conclude_comparison(options, std::move(*file), comparison);
}

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

Result<Report> decide(Session&, const IdentityOptions& options) {
  if (options.match == options.mismatch) return bad_input("bad_argument", "say --match or --mismatch");
  auto file = undecided(options);
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

Result<Report> profile(Session&, const IdentityOptions& options) {
  const auto file = options.store.read(options.user);
  if (!file) return std::unexpected(file.error());
  Table table;
  json::object fields;
  for (const auto& field : file->profile.fields()) {
    table.row(field.name, field.value);
    fields[field.name] = field.value;
  }
  auto report = about(*file);
  report.text += "\n" + table.text();
  report.data["profile"] = std::move(fields);
  return report;
}

Result<Report> rectify(Session&, const IdentityOptions& options) {
  auto file = options.store.read(options.user);
  if (!file) return std::unexpected(file.error());
  auto profile = record_from(options.profile);
  if (!profile) return std::unexpected(profile.error());
  auto report = keep(options.store, UserFile{options.user, std::move(*profile), "requested", "", {}});
  if (report) report->text += "\nnext: confirm the identity, then kaisho consent draft entrust-anew";
  return report;
}

Result<Report> erase(Session&, const IdentityOptions& options) {
  if (!options.yes) {
    return bad_input("not_confirmed", "this destroys the personal data of user " + options.user + " for ever",
                     "add --yes; erase the backups of the folder too");
  }
  const auto now = node::SystemClock().now_ms() / 1000;
  if (auto erased = options.store.erase(options.user, now); !erased) return std::unexpected(erased.error());
  return Report{"erased: the profile and the salts of user " + options.user +
                    " are destroyed; the hash on the ledger says nothing any more",
                {{"userId", options.user}, {"state", "erased"}}};
}

void declare_user(CLI::App& app, IdentityOptions& options) {
  options.store.declare(app);
  app.add_option("--user", options.user, "the user's ID")->required();
}

void declare_profile(CLI::App& app, IdentityOptions& options) {
  declare_user(app, options);
  app.add_option("--profile", options.profile, "JSON file: an object of texts")->required();
}

void declare_check(CLI::App& app, IdentityOptions& options) {
  declare_user(app, options);
  app.add_option("--mrz", options.mrz, "file with a document's machine-readable zone (ICAO 9303)")->required();
  app.add_option("--today", options.today, "YYYY-MM-DD, the day of the comparison; this day by default");
}

void declare_decide(CLI::App& app, IdentityOptions& options) {
  declare_user(app, options);
  options.node.declare(app);
  options.key.declare(app, "the clerk");
  app.add_option("--organization", options.organization, "for which the clerk acts")->required();
  app.add_option("--evidence", options.evidence, "what the clerk saw, e.g. a scan; only its hash is kept")->required();
  app.add_option("--reason", options.reason, "the clerk's words")->required();
  app.add_flag("--match", options.match, "it is the person");
  app.add_flag("--mismatch", options.mismatch, "it is not; ends the request");
}

}  // namespace

void add_user_identity_commands(CLI::App& user, Session& session) {
  const auto add = [&](Words words, void (*declare)(CLI::App&, IdentityOptions&),
                       Result<Report> (*act)(Session&, const IdentityOptions&)) {
    add_command<IdentityOptions>(user, session, words, declare, act);
  };
  add({"request", "take a request to be registered: an ID and a profile, encrypted in the organization's folder",
       "user request --user anna --profile anna.json --users users --users-key users.key"},
      declare_profile, request);
  add({"check", "compare the request with a document's machine-readable zone",
       "user check --user anna --mrz passport.txt --users users --users-key users.key"},
      declare_check, check);
  add({"decide", "decide on the identity as a clerk; it counts once two clerks agree",
       "user decide --user anna --organization bank --evidence scan.pdf --match --reason \"saw her card\" "
       "--key clerk.key --users users --users-key users.key"},
      declare_decide, decide);
  add({"profile", "show what the organization knows about a user",
       "user profile --user anna --users users --users-key users.key"},
      declare_user, profile);
  add({"rectify", "give a user another profile; its identity is confirmed anew",
       "user rectify --user anna --profile anna.json --users users --users-key users.key"},
      declare_profile, rectify);
  add(
      {"erase", "destroy a user's profile and its salts; the ledger stays valid",
       "user erase --user anna --yes --users users --users-key users.key"},
      [](CLI::App& app, IdentityOptions& options) {
        declare_user(app, options);
        app.add_flag("--yes", options.yes, "I mean it");
      },
      erase);
}

}  // namespace kaisho::cli
