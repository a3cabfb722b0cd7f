#include <kaisho/base/hex.hpp>

#include "kaisho/governance/rebuilds.hpp"
#include "kaisho/governance/records.hpp"
#include "record_words.hpp"

// Sentences about packages, their tests and their rebuilds.
namespace kaisho::governance::words_of {
namespace {

using ledger::PackedWord;

std::string organization_key(const Said& said) { return "organization number " + said.keys[1]; }

std::string test_result(const Said& said) {
  const auto& [keys, value, content] = said;
  const std::string who = "organization number " + keys[1];
  if (!value) return who + " recorded no test of package " + keys[0];
  return who + " tested package " + keys[0] + (PackedWord(*value).number(0, 1) == 1 ? " with success" : " with error");
}

std::string rules(const Said& said) {
  const auto& [keys, value, content] = said;
  const auto rule = value ? static_cast<OnWithdrawal>(PackedWord(*value).number(1, 1)) : OnWithdrawal::none;
  const auto proxy = value ? static_cast<ProxyKind>(PackedWord(*value).number(0, 1)) : ProxyKind::none;
  const std::string behind = proxy == ProxyKind::uups          ? ", and stands behind a UUPS proxy"
                             : proxy == ProxyKind::transparent ? ", and stands behind a transparent proxy"
                                                               : "";
  return "package " + keys[0] + " declares '" + std::string(describe(rule)) + "' for the day its issuer withdraws" +
         behind;
}

std::string rebuild_result(const Said& said) {
  if (!said.value) return organization_key(said) + " did not rebuild package " + said.keys[0];
  const auto outcome = static_cast<RebuildOutcome>(packed(said).number(0, 1));
  return organization_key(said) + " rebuilt package " + said.keys[0] +
         " from its sources: " + std::string(describe(outcome)) + ", at " + seconds(packed(said).number(1, 8));
}

constexpr Sentence kSentences[] = {
    {"packages", 0, [](const Said& said) { return "package " + said.keys[0] + " is for token " + quoted(said); }},
    {"packages", 1, [](const Said& said) { return "package " + said.keys[0] + " has the name " + quoted(said); }},
    {"packages", 2, [](const Said& said) { return "package " + said.keys[0] + " is version " + quoted(said); }},
    {"packages", 3,
     [](const Said& said) { return "package " + said.keys[0] + " follows the standard " + quoted(said); }},
    {"packages", 4, [](const Said& said) { return "package " + said.keys[0] + " has the source " + quoted(said); }},
    {"packages", 5,
     [](const Said& said) { return "package " + said.keys[0] + " has creation code with SHA-256 " + hex_of(said); }},
    {"packages", 6,
     [](const Said& said) {
       if (!said.value) return "nobody registered package " + said.keys[0];
       return organization(packed(said).number(0, 4)) + " registered package " + said.keys[0] + " in block " +
              std::to_string(packed(said).number(4, 8)) + " at " + seconds(packed(said).number(12, 8));
     }},
    {"packageRules", 0, rules},
    {"packageRules", 1,
     [](const Said& said) {
       return "package " + said.keys[0] +
              (said.value ? " has a proxy with the SHA-256 " + hex_of(said) : " has no proxy");
     }},
    {"attestations", 0,
     [](const Said& said) {
       return organization_key(said) + " has the report " + hex_of(said) + " of its test of package " + said.keys[0];
     }},
    {"attestations", 1, test_result},
    {"attestations", 2,
     [](const Said& said) {
       return organization_key(said) + " signed its test of package " + said.keys[0] + ": " + size_of(said);
     }},
    {"rebuilds", 0,
     [](const Said& said) {
       return organization_key(said) + " has the report " + hex_of(said) + " of its rebuild of package " + said.keys[0];
     }},
    {"rebuilds", 1, rebuild_result},
    {"rebuilds", 2,
     [](const Said& said) {
       return organization_key(said) + " signed its rebuild of package " + said.keys[0] + ": " + size_of(said);
     }},
};

}  // namespace

std::span<const Sentence> package_sentences() { return kSentences; }

}  // namespace kaisho::governance::words_of
