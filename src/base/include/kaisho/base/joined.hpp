#pragma once

#include <ranges>
#include <string>
#include <string_view>

namespace kaisho {

/// The texts in their order, the separator between them: "a, b, c". Empty for none. A range of other things goes in
/// through `std::views::transform`.
template <std::ranges::input_range Texts>
[[nodiscard]] std::string joined(Texts&& texts, std::string_view separator = ", ") {
  std::string all;
  bool first = true;
  for (auto&& text : texts) {
    if (!first) all += separator;
    all += text;
    first = false;
  }
  return all;
}

}  // namespace kaisho
