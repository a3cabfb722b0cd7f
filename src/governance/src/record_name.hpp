#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

/// A record's name, taken apart: variable, keys, words beyond the first.
namespace kaisho::governance {

struct RecordName {
  std::string variable;
  std::vector<std::string> keys;
  std::uint64_t offset = 0;
  std::uint64_t part = 0;  ///< of a text or bytes of more than 31 bytes: which word of its content, from 1; 0: its head
};

/// How a key becomes a slot.
enum class RecordKey : std::uint8_t { text, word, address, number, element };

/// One kind of record: everything that the ledger stores is of one of these.
struct RecordKind {
  std::string_view variable;
  std::uint64_t number;  ///< of the state variable
  std::span<const RecordKey> keys;
  std::uint64_t words;          ///< that a record has, and that can be proved
  std::uint64_t element_words;  ///< of an array, whose elements are counted from 1 as the records' numbers are
  std::uint64_t hop;            ///< words from the first key's record to the mapping or array of the second
};
[[nodiscard]] std::span<const RecordKind> record_kinds();

/// Nothing for a text of another form, an unknown variable, or keys of another kind.
[[nodiscard]] std::optional<RecordName> parse_record_name(std::string_view name);
[[nodiscard]] std::optional<Word> slot_of(const RecordName& name);

}  // namespace kaisho::governance
