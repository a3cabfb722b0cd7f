#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <kaisho/base/types.hpp>

/// Names of records that anyone can check: an expression over the variables of GovernanceStorage.sol from which the
/// slot follows, "consents[0x…]+2", "applicationOf[ines][ACME-2031]" (docs/formats/evidence-pack.md, "Named records").
/// So a proved slot can be told in words without believing whoever made the proof.
namespace kaisho::governance {

/// The name in front of a label's first ": ", or all of it.
[[nodiscard]] std::string_view name_in_label(std::string_view label);

/// The slot that a name stands for; nothing for a text that is no name.
[[nodiscard]] std::optional<Word> slot_of_name(std::string_view name);

/// What it means that the record of this name has this value, or is absent: a sentence. Nothing for names without one.
[[nodiscard]] std::optional<std::string> record_in_words(std::string_view name, const std::optional<Word>& value);

}  // namespace kaisho::governance
