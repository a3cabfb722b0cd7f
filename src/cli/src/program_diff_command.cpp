#include <kaisho/analysis/explanation.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/evm/evm.hpp>
#include <kaisho/governance/program_diff.hpp>

#include "command.hpp"
#include "consent_file.hpp"
#include "package_folder.hpp"
#include "program_start.hpp"
#include "values.hpp"

// kaisho program diff: what changes from one version of a program to the next, before anybody consents (G7, G13).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

/// One version: its folder, and with what it starts.
struct VersionOptions {
  std::string folder, call, consent;
  std::vector<std::string> arguments;
};

struct DiffOptions {
  VersionOptions before, after;
  std::string at;
  std::string language = "en";
};

std::string function_line(const governance::FunctionChange& change) {
  if (change.before.empty()) return "  + " + change.signature + " " + change.after + "\n";
  if (change.after.empty()) return "  - " + change.signature + " " + change.before + "\n";
  return "  ~ " + change.signature + " " + change.before + " is now " + change.after + "\n";
}

std::string storage_line(const governance::StorageChange& change) {
  std::string line = change.is_dangerous() ? "  ! " : "  + ";
  line += std::string(governance::describe(change.kind)) + " " + change.name;
  if (!change.before.empty()) line += ", was " + change.before;
  if (!change.after.empty()) line += ", is " + change.after;
  return line + "\n";
}

std::string in_words(const governance::ProgramDiff& diff) {
  std::string text = diff.code_differs ? "The code differs.\n" : "The code is the same.\n";
  text += diff.functions.empty() ? "No function came, went or changed its mutability.\n" : "Functions:\n";
  for (const auto& change : diff.functions) text += function_line(change);
  if (!diff.storage_known) {
    text += "The storage is not known: an artifact has no storageLayout (solc: outputSelection storageLayout).\n";
  } else {
    text += diff.storage.empty() ? "No state variable came, went or moved.\n" : "State variables:\n";
  }
  for (const auto& change : diff.storage) text += storage_line(change);
  if (diff.rules_before != diff.rules_after) {
    text += "When the issuer withdraws: was " + std::string(governance::describe(diff.rules_before.on_withdrawal)) +
            ", is " + std::string(governance::describe(diff.rules_after.on_withdrawal)) + "\n";
  }
  if (!diff.is_dangerous()) return text;
  const bool proxy = diff.rules_after.proxy != governance::ProxyKind::none;
  return text + (proxy ? "DANGEROUS: behind the proxy the new version reads the old one's storage wrongly.\n"
                       : "A proxy's storage would be read wrongly; a new contract begins with storage of its own.\n");
}

json::object for_machines(const governance::ProgramDiff& diff) {
  json::array functions;
  for (const auto& one : diff.functions) {
    functions.push_back(json::object{{"signature", one.signature}, {"before", one.before}, {"after", one.after}});
  }
  json::array storage;
  for (const auto& one : diff.storage) {
    storage.push_back(json::object{{"kind", governance::describe(one.kind)},
                                   {"name", one.name},
                                   {"before", one.before},
                                   {"after", one.after},
                                   {"dangerous", one.is_dangerous()}});
  }
  return {{"codeDiffers", diff.code_differs},
          {"functions", std::move(functions)},
          {"storageKnown", diff.storage_known},
          {"storage", std::move(storage)},
          {"dangerous", diff.is_dangerous()}};
}

/// A version with what it starts with.
struct Version {
  governance::Package package;
  Bytes start;
  Address replaced{};  ///< by its consent to upgrade: the contract that it takes over from
};

Result<Version> read_version(const VersionOptions& options) {
  auto package = read_package(options.folder);
  if (!package) return std::unexpected(package.error());
  if (!options.consent.empty()) {
    auto file = read_consent(options.consent);
    if (!file) return std::unexpected(file.error());
    if (auto same = brings_in(*file, package->hash); !same) return std::unexpected(same.error());
    const auto* upgrade = std::get_if<governance::UpgradeConsent>(&file->consent);
    return Version{std::move(*package), std::move(file->arguments), upgrade != nullptr ? upgrade->deployed : Address{}};
  }
  const bool is_given = !options.call.empty() || !options.arguments.empty();
  auto start = is_given ? start_of(*package, options.call, options.arguments) : made_up_start(*package);
  if (!start) return std::unexpected(start.error());
  return Version{std::move(*package), std::move(start->encoded)};
}

/// What each version can do: the old one as it was issued, the new one as it comes after it. Behind a proxy, where the
/// old one does not let the governance bring the new one in with these arguments, as if it were issued itself.
struct Tried {
  analysis::ProgramFacts before, after;
};

Tried try_both(const Version& before, const Version& after, const Address& at) {
  const auto executor = evm::make_executor();
  analysis::Question question;
  question.constructor_arguments = before.start;
  auto old = analysis::analyse(before.package, question, *executor);
  question.constructor_arguments = after.start;
  const bool old_runs = old.creation_fault.empty();
  if (old_runs) question.earlier.push_back({before.package, before.start, at.is_zero() ? after.replaced : at});
  auto facts = analysis::analyse(after.package, question, *executor);
  if (!facts.creation_fault.empty() && old_runs) {
    question.earlier.clear();
    auto alone = analysis::analyse(after.package, question, *executor);
    if (alone.creation_fault.empty()) facts = std::move(alone);
  }
  return {std::move(old), std::move(facts)};
}

/// Powers and findings alone: functions are compared by the interface above.
analysis::PowersDifference powers_of(const Tried& tried) {
  auto change = analysis::difference(tried.before, tried.after);
  change.functions_added.clear();
  change.functions_removed.clear();
  return change;
}

std::vector<std::string> words_of(const Tried& tried, analysis::Language language) {
  const auto change = powers_of(tried);
  if (!change.is_empty()) return sentences(change, tried.before, tried.after, language);
  return {language == analysis::Language::japanese ? "権限の追加、消失、変更はありません。"
                                                   : "No power is gained, lost or changed."};
}

std::string in_words(const Tried& tried, analysis::Language language) {
  for (const auto* facts : {&tried.before, &tried.after}) {
    if (facts->creation_fault.empty()) continue;
    return "Powers: not known, version " + facts->version + " could not be created (" + facts->creation_fault +
           "); say with what it starts: --old-arguments, --new-arguments, or the consents\n";
  }
  std::string text = "Powers, as tried in the EVM:\n";
  for (const auto& line : words_of(tried, language)) text += "  " + line + "\n";
  return text;
}

void add_powers(const Tried& tried, analysis::Language language, json::object& report) {
  if (!tried.before.creation_fault.empty() || !tried.after.creation_fault.empty()) {
    report["powers"] = nullptr;
    return;
  }
  const auto change = powers_of(tried);
  const auto effects = [](const std::vector<analysis::Power>& powers) {
    json::array names;
    for (const auto& power : powers) names.emplace_back(analysis::describe(power.effect));
    return names;
  };
  json::array changed, words;
  for (const auto& one : change.powers_changed) changed.emplace_back(analysis::describe(one.after.effect));
  for (const auto& line : words_of(tried, language)) words.emplace_back(line);
  report["powers"] = json::object{{"gained", effects(change.powers_added)},
                                  {"lost", effects(change.powers_removed)},
                                  {"changed", std::move(changed)},
                                  {"words", std::move(words)}};
}

Result<Report> diff(Session&, const DiffOptions& options) {
  const auto language = analysis::language_of(options.language);
  if (!language) return bad_input("bad_argument", "there are no words in '" + options.language + "'", "use en or ja");
  const auto old_version = read_version(options.before);
  if (!old_version) return std::unexpected(old_version.error());
  const auto new_version = read_version(options.after);
  if (!new_version) return std::unexpected(new_version.error());
  const auto at = options.at.empty() ? Result<Address>(Address{}) : parse_address(options.at);
  if (!at) return std::unexpected(at.error());
  const auto* before = &old_version->package;
  const auto* after = &new_version->package;
  const auto found = governance::compare_programs(*before, *after);
  const auto tried = try_both(*old_version, *new_version, *at);
  auto text = before->manifest.token_id + " " + before->manifest.version + " (" + to_hex(before->hash) + ")\n" +
              after->manifest.token_id + " " + after->manifest.version + " (" + to_hex(after->hash) + ")\n" +
              in_words(found) + in_words(tried, *language);
  text.pop_back();
  auto data = for_machines(found);
  add_powers(tried, *language, data);
  return Report{std::move(text), std::move(data)};
}

void declare_version(CLI::App& app, const std::string& which, VersionOptions& options) {
  const auto name = [&](const std::string& what) { return "--" + which + "-" + what; };
  app.add_option(name("arguments"), options.arguments, "with what its constructor starts; made up by default");
  app.add_option(name("call"), options.call, "behind a proxy: the function that is called first, with these arguments");
  app.add_option(name("consent"), options.consent, "the consent with which it comes, instead of arguments");
}

}  // namespace

void add_program_diff_command(CLI::App& program, Session& session) {
  add_command<DiffOptions>(
      program, session,
      {"diff", "show what changes between two versions: functions, storage, declared rules, powers",
       "program diff bond bond-2 --old-consent issue.json --new-consent upgrade.json"},
      [](CLI::App& command, DiffOptions& options) {
        command.add_option("OLD", options.before.folder, "the folder of the version that runs")->required();
        command.add_option("NEW", options.after.folder, "the folder of the other one")->required();
        declare_version(command, "old", options.before);
        declare_version(command, "new", options.after);
        command.add_option("--old-at", options.at, "where OLD runs, if NEW's constructor asks it");
        command.add_option("--language", options.language, "of the powers: en or ja")->capture_default_str();
      },
      diff);
}

}  // namespace kaisho::cli
