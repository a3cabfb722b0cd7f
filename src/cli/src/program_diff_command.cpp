#include <kaisho/base/hex.hpp>
#include <kaisho/governance/program_diff.hpp>

#include "command.hpp"
#include "package_folder.hpp"

// kaisho program diff: what changes from one version of a program to the next, before anybody consents (G7, G13).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct DiffOptions {
  std::string before, after;
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

Result<Report> diff(Session&, const DiffOptions& options) {
  const auto before = read_package(options.before);
  if (!before) return std::unexpected(before.error());
  const auto after = read_package(options.after);
  if (!after) return std::unexpected(after.error());
  const auto found = governance::compare_programs(*before, *after);
  auto text = before->manifest.token_id + " " + before->manifest.version + " (" + to_hex(before->hash) + ")\n" +
              after->manifest.token_id + " " + after->manifest.version + " (" + to_hex(after->hash) + ")\n" +
              in_words(found);
  text.pop_back();
  return Report{std::move(text), for_machines(found)};
}

}  // namespace

void add_program_diff_command(CLI::App& program, Session& session) {
  add_command<DiffOptions>(
      program, session,
      {"diff", "show what changes between two versions: functions, storage, declared rules",
       "program diff bond bond-2"},
      [](CLI::App& command, DiffOptions& options) {
        command.add_option("OLD", options.before, "the folder of the version that runs")->required();
        command.add_option("NEW", options.after, "the folder of the other one")->required();
      },
      diff);
}

}  // namespace kaisho::cli
