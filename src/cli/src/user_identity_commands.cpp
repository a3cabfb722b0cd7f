#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/identity/evidence.hpp>
#include <kaisho/node/system.hpp>

#include "command.hpp"
#include "files.hpp"
#include "private_record_file.hpp"
#include "user_groups.hpp"
#include "user_identity.hpp"

// kaisho user request|check|profile|rectify|erase: the organization's side of a registration (G3).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct IdentityOptions {
  UserStore store;
  std::string user, profile, mrz, today;
  bool yes = false;
};

std::string today() {
  const auto now = std::chrono::floor<std::chrono::days>(
      std::chrono::system_clock::time_point(std::chrono::milliseconds(node::SystemClock().now_ms())));
  const std::chrono::year_month_day date(now);
  const auto two = [](unsigned number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
         two(static_cast<unsigned>(date.day()));
}

/// The profile in a file that people write.
Result<identity::PrivateRecord> record_from(const std::string& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  auto record = salted_record(*text);
  if (record) return std::move(*record);
  return bad_input("profile_malformed", path + " is no profile: " + record.error(),
                   R"(a JSON object of texts, e.g. {"familyName":"Eriksson","givenNames":"Anna Maria",)"
                   R"("birthDate":"1974-08-12"})");
}

Result<Report> request(Session&, const IdentityOptions& options) {
  auto profile = record_from(options.profile);
  if (!profile) return std::unexpected(profile.error());
  const UserFile file{options.user, std::move(*profile), "requested", "", {}};
  node::SystemRandom random;
  if (auto created = options.store.create(file, random); !created) return std::unexpected(created.error());
  return about(file);
}

/// A mismatch ends the request: it is recorded, and nothing but another profile goes on.
Result<Report> conclude_comparison(const IdentityOptions& options, UserFile file,
                                   const identity::Comparison& comparison) {
  file.identity = comparison.matches() ? "confirmed" : "refused";
  file.method = comparison.method + ", SHA-256 " + to_hex(comparison.evidence);
  auto report = keep(options.store, file);
  if (!report || comparison.matches()) return report;
  return fail(ExitCode::refused, "identity_mismatch",
              "the evidence does not match the request: " + joined(comparison.mismatches, "; "),
              "correct the request with kaisho user rectify, or end it");
}

Result<Report> check(Session&, const IdentityOptions& options) {
  auto file = undecided(options.store, options.user);
  if (!file) return std::unexpected(file.error());
  auto zone = read_file(options.mrz);
  if (!zone) return std::unexpected(zone.error());
  const auto day = options.today.empty() ? today() : options.today;
  if (!identity::is_date(day)) return bad_input("bad_argument", "'" + day + "' is no date", "write 2031-02-28");
  const auto comparison = identity::MrzEvidence(std::move(*zone)).compare(file->profile, day);
  return conclude_comparison(options, std::move(*file), comparison);
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
  add_user_decide_command(user, session);
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
