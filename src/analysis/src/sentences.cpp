#include <algorithm>
#include <cctype>

#include "phrases.hpp"

namespace kaisho::analysis {
namespace {

std::string joined(const std::vector<std::string>& list, Language language) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : say(language, "and")) + one;
  return text;
}

/// "setMaxFee" becomes "set max fee".
std::string spaced(std::string_view name) {
  std::string words;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = name[i];
    const bool is_big = c >= 'A' && c <= 'Z';
    const bool was_small = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
    if (is_big && was_small) words += ' ';
    words += is_big ? static_cast<char>(c + 32) : c == '_' ? ' ' : c;
  }
  return words;
}

}  // namespace

std::optional<Language> language_of(std::string_view code) {
  if (code == "en") return Language::english;
  if (code == "ja") return Language::japanese;
  return std::nullopt;
}

std::string sentence(const Party& party, Language language) {
  const auto key = party.kind == PartyKind::argument ? std::string_view("party argument") : describe(party.kind);
  return say(language, key, {party.name});
}

std::string sentence(const Power& power, const ProgramFacts& facts, Language language) {
  std::vector<std::string> who;
  for (const auto party : power.parties) who.push_back(sentence(facts.parties[party], language));
  if (power.anyone) who.push_back(say(language, "anyone"));
  return say(language, "with",
             {say(language, describe(power.effect), {joined(who, language)}), joined(power.functions, language)});
}

std::string sentence(const Finding& finding, Language language) {
  return say(language, describe(finding.kind), {finding.subject});
}

std::string sentence(const FunctionFacts& function, Language language) {
  if (auto purpose = known_purpose(language, function.signature); !purpose.empty()) return purpose;
  return say(language, "unknown purpose", {spaced(function.signature.substr(0, function.signature.find('(')))});
}

std::vector<std::string> sentences(const PowersDifference& difference, const ProgramFacts& before,
                                   const ProgramFacts& after, Language language) {
  std::vector<std::string> list;
  const auto add = [&](std::string_view key, const std::string& what) { list.push_back(say(language, key, {what})); };
  for (const auto& power : difference.powers_added) add("power added", sentence(power, after, language));
  for (const auto& change : difference.powers_changed) {
    list.push_back(say(language, "power changed",
                       {sentence(change.before, before, language), sentence(change.after, after, language)}));
  }
  for (const auto& power : difference.powers_removed) add("power removed", sentence(power, before, language));
  for (const auto& finding : difference.findings_added) add("finding added", sentence(finding, language));
  for (const auto& finding : difference.findings_removed) add("finding removed", sentence(finding, language));
  for (const auto& function : difference.functions_added) add("function added", function);
  for (const auto& function : difference.functions_removed) add("function removed", function);
  if (list.empty()) list.push_back(say(language, "no difference"));
  return list;
}

}  // namespace kaisho::analysis
