#include "kaisho/governance/record_names.hpp"

#include <algorithm>
#include <charconv>

#include <kaisho/base/hex.hpp>

#include "layout.hpp"
#include "record_name.hpp"

namespace kaisho::governance {
namespace {

using Key = RecordKey;

constexpr Key kText[] = {Key::text}, kWord[] = {Key::word}, kAddress[] = {Key::address}, kNumber[] = {Key::number},
              kElement[] = {Key::element}, kTextText[] = {Key::text, Key::text},
              kTextAddress[] = {Key::text, Key::address}, kTextElement[] = {Key::text, Key::element},
              kWordNumber[] = {Key::word, Key::number}, kElementNumber[] = {Key::element, Key::number};

// A test walks them: every variable of the layout is here, and every word of every record has its words.
constexpr RecordKind kKinds[] = {
    {"layoutVersion", layout::kLayoutVersion, {}, 1, 0, 0},
    {"consortium", layout::kConsortium, {}, 1, 0, 0},
    {"members.length", layout::kMembers, {}, 1, 0, 0},
    {"members", layout::kMembers, kElement, 2, layout::kMemberWords, 0},
    {"memberByName", layout::kMemberByName, kText, 1, 0, 0},
    {"memberByOperator", layout::kMemberByOperator, kAddress, 1, 0, 0},
    {"packages", layout::kPackages, kWord, 7, 0, 0},
    {"attestations", layout::kAttestations, kWordNumber, 3, 0, 0},
    {"tokens", layout::kTokens, kText, 4, 0, 0},
    {"versions", layout::kTokens, kTextElement, 1, 1, 2},
    {"policies", layout::kTokens, kTextElement, 2, layout::kPolicyWords, 3},
    {"versionByName", layout::kTokens, kTextText, 1, 0, 4},
    {"tokenOf", layout::kTokenOf, kAddress, 1, 0, 0},
    {"userIds.length", layout::kUserIds, {}, 1, 0, 0},
    {"userIds", layout::kUserIds, kElement, 1, 1, 0},
    {"users", layout::kUsers, kText, 5, 0, 0},
    {"tokensOf", layout::kUsers, kTextElement, 1, 1, 4},
    {"userOf", layout::kUserOf, kAddress, 1, 0, 0},
    {"applications.length", layout::kApplications, {}, 1, 0, 0},
    {"applications", layout::kApplications, kElement, 7, layout::kApplicationWords, 0},
    {"applicationOf", layout::kApplicationOf, kTextText, 1, 0, 0},
    {"consents", layout::kConsents, kWord, 4, 0, 0},
    {"usable", layout::kUsable, kTextAddress, 1, 0, 0},
    {"nodes", layout::kNodes, kNumber, 7, 0, 0},
    {"memberByKey", layout::kMemberByKey, kWord, 1, 0, 0},
    {"membershipChanges", layout::kMembershipChanges, {}, 1, 0, 0},
    {"membershipPolicies.length", layout::kMembershipPolicies, {}, 1, 0, 0},
    {"membershipPolicies", layout::kMembershipPolicies, kElement, 2, layout::kPolicyWords, 0},
    {"proposals.length", layout::kProposals, {}, 1, 0, 0},
    {"proposals", layout::kProposals, kElement, 10, layout::kProposalWords, 0},
    {"approvals", layout::kProposals, kElementNumber, 1, layout::kProposalWords, 10},
    {"lifecycles", layout::kLifecycles, kText, 2, 0, 0},
    {"packageRules", layout::kPackageRules, kWord, 2, 0, 0},
    {"leaving", layout::kLeaving, kTextAddress, 1, 0, 0},
    {"clerks", layout::kClerks, kAddress, 1, 0, 0},
    {"regions", layout::kRegions, kText, 1, 0, 0},
    {"entrustments.length", layout::kEntrustments, kText, 1, 0, 0},
    {"entrustments", layout::kEntrustments, kTextElement, 2, layout::kEntrustmentWords, 0},
    {"privateRoots", layout::kPrivateRoots, kNumber, 1, 0, 0},
    {"rebuilds", layout::kRebuilds, kWordNumber, 3, 0, 0},
};

const RecordKind* kind_of(std::string_view name) {
  const auto* const found = std::ranges::find(kKinds, name, &RecordKind::variable);
  return found == std::end(kKinds) ? nullptr : found;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  // One spelling for each number.
  return whole && std::to_string(number) == text ? std::optional(number) : std::nullopt;
}

template <class Fixed>
std::optional<Fixed> exactly(std::string_view text) {
  const auto value = fixed_from_hex<Fixed>(text);
  return value && to_hex(*value) == text ? value : std::nullopt;
}

std::optional<Word> below(const Word& slot, const RecordKind& variable, Key kind, const std::string& key) {
  switch (kind) {
    case Key::text:
      return ledger::mapping_slot(slot, std::string_view(key));
    case Key::word: {
      const auto hash = exactly<Hash>(key);
      return hash ? std::optional(ledger::mapping_slot(slot, *hash)) : std::nullopt;
    }
    case Key::address: {
      const auto address = exactly<Address>(key);
      return address ? std::optional(ledger::mapping_slot(slot, *address)) : std::nullopt;
    }
    case Key::number: {
      const auto number = number_of(key);
      return number ? std::optional(ledger::mapping_slot(slot, *number)) : std::nullopt;
    }
    case Key::element: {
      const auto number = number_of(key);
      if (!number || *number == 0 || *number > 0xffff'ffff'ffff) return std::nullopt;
      return ledger::slot_after(ledger::array_slot(slot), (*number - 1) * variable.element_words);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view name_in_label(std::string_view label) { return label.substr(0, label.find(": ")); }

std::span<const RecordKind> record_kinds() { return kKinds; }

std::optional<RecordName> parse_record_name(std::string_view name) {
  constexpr std::uint64_t kMostWords = 16, kMostParts = 2'048;  // 64 KiB of text
  RecordName parsed;
  std::string_view rest = name;
  rest.remove_prefix(std::min(name.find_first_of("[+#"), name.size()));
  parsed.variable = name.substr(0, name.size() - rest.size());
  while (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    parsed.keys.emplace_back(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
  const auto counted = [&](char mark, std::uint64_t most, std::uint64_t& number) {
    if (!rest.starts_with(mark)) return true;
    const auto digits = rest.substr(1, std::min(rest.find('#', 1), rest.size()) - 1);
    const auto found = number_of(digits);
    if (!found || *found == 0 || *found > most) return false;
    number = *found;
    rest.remove_prefix(1 + digits.size());
    return true;
  };
  if (!counted('+', kMostWords, parsed.offset) || !counted('#', kMostParts, parsed.part)) return std::nullopt;
  return rest.empty() && !parsed.variable.empty() ? std::optional(std::move(parsed)) : std::nullopt;
}

std::optional<Word> slot_of(const RecordName& name) {
  const auto* const kind = kind_of(name.variable);
  if (kind == nullptr || name.keys.size() != kind->keys.size()) return std::nullopt;
  std::optional<Word> slot = ledger::slot_number(kind->number);
  for (std::size_t i = 0; slot && i < name.keys.size(); ++i) {
    if (i == 1) slot = ledger::slot_after(*slot, kind->hop);
    slot = below(*slot, *kind, kind->keys[i], name.keys[i]);
  }
  if (!slot) return std::nullopt;
  const Word head = ledger::slot_after(*slot, name.offset);
  return name.part == 0 ? head : ledger::slot_after(ledger::array_slot(head), name.part - 1);
}

std::optional<Word> slot_of_name(std::string_view name) {
  const auto parsed = parse_record_name(name);
  return parsed ? slot_of(*parsed) : std::nullopt;
}

}  // namespace kaisho::governance
