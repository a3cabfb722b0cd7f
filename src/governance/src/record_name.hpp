#pragma once

#include <optional>
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
};

/// Nothing for a text of another form, an unknown variable, or keys of another kind.
[[nodiscard]] std::optional<RecordName> parse_record_name(std::string_view name);
[[nodiscard]] std::optional<Word> slot_of(const RecordName& name);

}  // namespace kaisho::governance
