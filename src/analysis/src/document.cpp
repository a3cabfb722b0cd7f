#include "document.hpp"

#include <algorithm>
#include <kaisho/base/hex.hpp>

namespace kaisho::analysis {
namespace {

std::string joined(const std::vector<std::string>& list, Language language) {
  std::string text;
  for (const auto& one : list) text += (text.empty() ? "" : say(language, "and")) + one;
  return text.empty() ? say(language, "none") : text;
}

Section subject(const Explanation& all, Language language) {
  const auto& facts = all.facts;
  Section section{say(language, "subject"), {}, {}, {}};
  const auto row = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) section.rows.emplace_back(say(language, key), value);
  };
  row("token", facts.token_id);
  row("name", facts.name);
  row("version", facts.version);
  row("standard", facts.standard);
  row("interfaces", joined(facts.interfaces, language));
  row("user", all.user);
  row("vorg", all.vorg);
  row("policy", all.policy);
  row("package", to_hex(facts.package_hash));
  for (std::size_t i = 0; i < all.arguments.size(); ++i) {
    section.rows.emplace_back(say(language, "argument", {std::to_string(i + 1)}), all.arguments[i]);
  }
  row("arguments hash", to_hex(facts.arguments_hash));
  return section;
}

Section findings(const Explanation& all, Language language) {
  Section section{say(language, "first"), {}, {}, {}};
  for (const auto& finding : all.facts.findings) {
    section.items.push_back({severity(finding.kind), sentence(finding, language), {}, {}});
  }
  if (all.facts.usable.verdict == UsableCheck::Verdict::does_not_ask) {
    section.items.insert(section.items.begin(), {3,
                                                 say(language, describe(all.facts.usable.verdict),
                                                     {joined(all.facts.usable.moved_to_outsiders, language)}),
                                                 {},
                                                 {}});
  }
  if (section.items.empty()) section.paragraphs.push_back(say(language, "nothing first"));
  return section;
}

Section powers(const Explanation& all, Language language) {
  constexpr Effect kOfInterest[] = {Effect::creates_tokens, Effect::destroys_others,  Effect::takes_from_others,
                                    Effect::stops_everyone, Effect::stops_an_account, Effect::replaces_code,
                                    Effect::changes_powers};
  Section section{say(language, "powers"), {}, {}, {}};
  if (!all.facts.creation_fault.empty()) return section;
  for (const auto& power : all.facts.powers) {
    section.items.push_back({power.anyone ? 3u : 0u, sentence(power, all.facts, language), {}, {}});
  }
  std::vector<std::string> nobody;
  for (const auto effect : kOfInterest) {
    if (std::ranges::find(all.facts.powers, effect, &Power::effect) != all.facts.powers.end()) continue;
    nobody.push_back(say(language, "no " + std::string(describe(effect))));
  }
  if (all.facts.powers.empty()) section.paragraphs.push_back(say(language, "no powers"));
  if (!nobody.empty()) section.paragraphs.push_back(say(language, "nobody can", {joined(nobody, language)}));
  return section;
}

Section usable(const Explanation& all, Language language) {
  const auto& check = all.facts.usable;
  return {say(language, "usable"),
          {},
          {},
          {say(language, describe(check.verdict), {joined(check.moved_to_outsiders, language)})}};
}

std::string callers(const FunctionFacts& function, const ProgramFacts& facts, Language language) {
  std::vector<std::string> who;
  bool anybody = false;
  for (const auto& trial : function.trials) anybody |= facts.parties[trial.party].is_anybody();
  if (anybody) return say(language, "anyone");
  for (const auto& trial : function.trials) who.push_back(sentence(facts.parties[trial.party], language));
  return who.empty() ? say(language, "nobody") : joined(who, language);
}

Section functions(const Explanation& all, Language language) {
  Section section{say(language, "functions"), {}, {}, {}};
  std::vector<std::string> reading;
  for (const auto& function : all.facts.functions) {
    if (function.reads_only()) {
      reading.push_back(function.signature);
      continue;
    }
    Item item{0, sentence(function, language), {}, function.signature};
    if (!function.in_interface) item.details.push_back(say(language, "hidden here"));
    item.details.push_back(say(language, "who can", {callers(function, all.facts, language)}));
    if (function.after == "time") item.details.push_back(say(language, "only later"));
    if (!function.after.empty() && function.after != "time") {
      item.details.push_back(say(language, "only after", {function.after}));
    }
    if (!function.notice.empty()) item.details.push_back(say(language, "author says", {function.notice}));
    section.items.push_back(std::move(item));
  }
  if (!reading.empty()) section.rows.emplace_back(say(language, "reads"), joined(reading, language));
  return section;
}

Section results(const Explanation& all, Language language) {
  Section section{say(language, "tests"), {}, {}, {}};
  for (const auto& one : all.results) {
    const auto rebuilt = say(language, one.rebuilt.empty() ? std::string_view("not tried") : one.rebuilt);
    if (!one.success) {
      section.items.push_back({0, say(language, "not tested", {one.organization, rebuilt}), {}, {}});
      continue;
    }
    const auto outcome = say(language, *one.success ? "success" : "error");
    section.items.push_back({*one.success ? 0u : 3u,
                             say(language, "tested", {one.organization, outcome, to_hex(one.report_hash), rebuilt}),
                             {},
                             {}});
  }
  if (section.items.empty()) section.paragraphs.push_back(say(language, "no tests"));
  return section;
}

Section differences(const Explanation& all, Language language) {
  Section section{say(language, "difference"), {}, {}, {}};
  if (!all.running) {
    section.paragraphs.push_back(all.running_fault.empty() ? say(language, "no running")
                                                           : say(language, "running unknown", {all.running_fault}));
    return section;
  }
  section.paragraphs.push_back(say(language, "running version", {all.running->version}));
  for (auto& text : sentences(difference(*all.running, all.facts), *all.running, all.facts, language)) {
    section.items.push_back({0, std::move(text), {}, {}});
  }
  return section;
}

Section method(const Explanation& all, Language language) {
  Section section{say(language, "method"), {}, {}, {say(language, "how"), say(language, "limits")}};
  for (const auto& party : all.facts.parties) {
    section.rows.emplace_back(sentence(party, language), to_hex(party.account));
  }
  return section;
}

}  // namespace

Document document_of(const Explanation& all, Language language) {
  Document document;
  document.title = say(language, "title");
  document.subtitle = say(language, "of token", {all.facts.token_id, all.facts.name, all.facts.version});
  document.footer = say(language, "printed", {to_hex(all.facts.package_hash)});
  document.sections = {subject(all, language),     findings(all, language),  powers(all, language),
                       usable(all, language),      functions(all, language), results(all, language),
                       differences(all, language), method(all, language)};
  return document;
}

}  // namespace kaisho::analysis
