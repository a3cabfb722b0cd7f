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
/// `content`: of a text or bytes of more than 31 bytes, the words of its parts where all of them are known.
[[nodiscard]] std::optional<std::string> record_in_words(std::string_view name, const std::optional<Word>& value,
                                                         ByteView content = {});

/// How many parts, NAME#1 and following, a text or bytes with this head has; 0 for a short one. At most 2,048.
[[nodiscard]] std::uint64_t parts_of_text(const Word& head);
/// Of "policies[BOND][1]#2": the name of the head, and 2. Nothing for other names.
struct TextPart {
  std::string head;
  std::uint64_t number = 0;
};
[[nodiscard]] std::optional<TextPart> text_part(std::string_view name);

}  // namespace kaisho::governance
