#include "kaisho/governance/record_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <kaisho/base/hex.hpp>

#include "layout.hpp"
#include "record_name.hpp"

namespace kaisho::governance {
namespace {

enum class Key : std::uint8_t { text, word, address, number, element };

struct VariableName {
  std::string_view name;
  layout::Variable number;
  std::array<Key, 2> keys;
  std::size_t key_count;
  std::uint64_t element_words;  ///< of an array, whose elements are counted from 1 as the records' numbers are
};

constexpr VariableName kVariables[] = {
    {"members", layout::kMembers, {Key::element}, 1, layout::kMemberWords},
    {"memberByName", layout::kMemberByName, {Key::text}, 1, 0},
    {"packages", layout::kPackages, {Key::word}, 1, 0},
    {"attestations", layout::kAttestations, {Key::word, Key::number}, 2, 0},
    {"tokens", layout::kTokens, {Key::text}, 1, 0},
    {"users", layout::kUsers, {Key::text}, 1, 0},
    {"applications", layout::kApplications, {Key::element}, 1, layout::kApplicationWords},
    {"applicationOf", layout::kApplicationOf, {Key::text, Key::text}, 2, 0},
    {"consents", layout::kConsents, {Key::word}, 1, 0},
    {"usable", layout::kUsable, {Key::text, Key::address}, 2, 0},
    {"lifecycles", layout::kLifecycles, {Key::text}, 1, 0},
    {"packageRules", layout::kPackageRules, {Key::word}, 1, 0},
    {"leaving", layout::kLeaving, {Key::text, Key::address}, 2, 0},
};

const VariableName* variable_of(std::string_view name) {
  const auto* const found = std::ranges::find(kVariables, name, &VariableName::name);
  return found == std::end(kVariables) ? nullptr : found;
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

std::optional<Word> below(const Word& slot, const VariableName& variable, Key kind, const std::string& key) {
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

std::optional<RecordName> parse_record_name(std::string_view name) {
  RecordName parsed;
  const auto first = name.find('[');
  if (first == std::string_view::npos) return std::nullopt;
  parsed.variable = name.substr(0, first);
  std::string_view rest = name.substr(first);
  while (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos || end == 1) return std::nullopt;
    parsed.keys.emplace_back(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
  if (!rest.empty()) {
    const auto offset = rest.starts_with('+') ? number_of(rest.substr(1)) : std::nullopt;
    if (!offset || *offset == 0 || *offset > 16) return std::nullopt;
    parsed.offset = *offset;
  }
  return parsed;
}

std::optional<Word> slot_of(const RecordName& name) {
  const auto* const variable = variable_of(name.variable);
  if (variable == nullptr || name.keys.size() != variable->key_count) return std::nullopt;
  std::optional<Word> slot = layout::variable(variable->number);
  for (std::size_t i = 0; slot && i < name.keys.size(); ++i) {
    slot = below(*slot, *variable, variable->keys[i], name.keys[i]);
  }
  return slot ? std::optional(ledger::slot_after(*slot, name.offset)) : std::nullopt;
}

std::optional<Word> slot_of_name(std::string_view name) {
  const auto parsed = parse_record_name(name);
  return parsed ? slot_of(*parsed) : std::nullopt;
}

}  // namespace kaisho::governance
