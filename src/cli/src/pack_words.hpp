#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace kaisho::cli {

/// What a pack that holds says about the governance, a sentence each: its events from the proved receipts, its records
/// from their values and from names that are checked against their slots. Labels are not believed.
[[nodiscard]] std::vector<std::string> pack_in_words(std::string_view pack_text);

}  // namespace kaisho::cli
