#include <algorithm>

#include "kaisho/governance/governance.hpp"
#include "policy_nodes.hpp"

namespace kaisho::governance {
namespace {

constexpr std::size_t kIdSize = 64;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Bytes of the UTF-8 sequence at the front (RFC 3629): 0 if there is none, or if it is a control character.
std::size_t plain_character(ByteView rest) {
  const std::uint8_t first = rest[0];
  if (first < 0x80) return first >= 0x20 && first != 0x7f ? 1 : 0;
  const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || rest.size() < size) return 0;
  std::uint32_t point = first & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((rest[i] & 0xc0) != 0x80) return 0;
    point = (point << 6) | (rest[i] & 0x3fu);
  }
  constexpr std::uint32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = point >= 0xd800 && point <= 0xdfff;
  const bool is_c1_control = point < 0xa0;
  // Characters that turn the direction of text let a sentence look other than it is (Unicode TR 36, 3.1).
  const bool turns_text = (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
  if (point < kSmallest[size] || point > 0x10ffff || is_surrogate || is_c1_control || turns_text) return 0;
  return size;
}

}  // namespace

bool is_id(std::string_view text) {
  if (text.empty() || text.size() > kIdSize || !(is_letter(text[0]) || is_digit(text[0]))) return false;
  return std::ranges::all_of(text,
                             [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_organization_name(std::string_view text) { return is_id(text) && is_letter(text[0]) && !is_policy_word(text); }

bool is_plain_text(std::string_view text, std::size_t limit) {
  if (text.size() > limit) return false;
  ByteView rest = view_of(text);
  while (!rest.empty()) {
    const std::size_t size = plain_character(rest);
    if (size == 0) return false;
    rest = rest.subspan(size);
  }
  return true;
}

}  // namespace kaisho::governance
