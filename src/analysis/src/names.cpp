#include "kaisho/analysis/program_facts.hpp"

// Names for machines; words for people are in words_en.cpp and words_ja.cpp.
namespace kaisho::analysis {

std::string_view describe(PartyKind kind) {
  static constexpr std::string_view kNames[] = {"",       "issuer", "organization", "creator",  "argument",
                                                "stored", "coded",  "holder",       "stranger", "outsider"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view describe(Effect effect) {
  static constexpr std::string_view kNames[] = {"",
                                                "creates tokens",
                                                "destroys tokens of others",
                                                "takes tokens from others",
                                                "stops everyone",
                                                "stops an account",
                                                "replaces the code",
                                                "changes who has power",
                                                "changes terms",
                                                "reaches outsiders",
                                                "moves own tokens",
                                                "resumes",
                                                "changes records",
                                                "destroys the program"};
  return kNames[static_cast<std::size_t>(effect)];
}

std::string_view describe(FindingKind kind) {
  static constexpr std::string_view kNames[] = {"",
                                                "hidden function",
                                                "unreachable function",
                                                "asks the origin",
                                                "delegates",
                                                "destroys itself",
                                                "creates programs",
                                                "upgradable",
                                                "holders cannot transfer",
                                                "transfer takes a fee",
                                                "calls others",
                                                "asks for another token",
                                                "not created",
                                                "budget spent",
                                                "anyone has power",
                                                "accepts unknown calls",
                                                "depends on time",
                                                "funded by force"};
  return kNames[static_cast<std::size_t>(kind)];
}

unsigned severity(FindingKind kind) {
  switch (kind) {
    case FindingKind::hidden_function:
    case FindingKind::asks_origin:
    case FindingKind::destroys_itself:
    case FindingKind::upgradable:
    case FindingKind::holders_cannot_transfer:
    case FindingKind::wrong_token_asked:
    case FindingKind::not_created:
    case FindingKind::anyone_has_power:
    case FindingKind::budget_spent:  // whoever wants to hide a power makes the program too large to try
      return 3;
    case FindingKind::unreachable_function:
    case FindingKind::delegates:
    case FindingKind::transfer_takes_a_fee:
    case FindingKind::accepts_unknown_calls:
    case FindingKind::funded_by_force:
      return 2;
    case FindingKind::creates_programs:
    case FindingKind::calls_others:
    case FindingKind::depends_on_time:
      return 1;
  }
  return 1;
}

std::string_view describe(UsableCheck::Verdict verdict) {
  switch (verdict) {
    case UsableCheck::Verdict::asks:
      return "asks";
    case UsableCheck::Verdict::does_not_ask:
      return "does not ask";
    case UsableCheck::Verdict::no_value_moved:
      return "no value moved";
  }
  return "";
}

}  // namespace kaisho::analysis
