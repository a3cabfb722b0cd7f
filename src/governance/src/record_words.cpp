#include "record_words.hpp"

#include <kaisho/base/hex.hpp>

#include "kaisho/governance/record_names.hpp"

// G11: what a proved record means, in words that follow from its name and value alone.
namespace kaisho::governance {
namespace {

using words_of::Said;
using words_of::Sentence;

const Sentence* sentence_for(const RecordName& name) {
  for (const auto& list : {words_of::user_sentences(), words_of::token_sentences(), words_of::package_sentences(),
                           words_of::membership_sentences()}) {
    for (const auto& one : list) {
      if (one.variable == name.variable && one.offset == name.offset) return &one;
    }
  }
  return nullptr;
}

}  // namespace

namespace words_of {

ledger::PackedWord packed(const Said& said) { return ledger::PackedWord(said.value.value_or(Word{})); }
std::string seconds(std::uint64_t time) { return std::to_string(time) + " (seconds since 1970)"; }
std::string hex_of(const Said& said) { return said.value ? to_hex(hash_of(*said.value)) : "none"; }
std::string number_of(const Said& said) { return said.value ? kaisho::number_of(*said.value).to_decimal() : "0"; }
std::string organization(std::uint64_t number) {
  return number == 0 ? "nobody" : "organization number " + std::to_string(number);
}

/// As Solidity stores it: twice the size in the last byte of a short one, twice the size and one in a long one's head.
std::optional<std::uint64_t> bytes_in(const Word& head) {
  if (head.bytes[31] % 2 == 0)
    return head.bytes[31] / 2 <= 31 ? std::optional<std::uint64_t>(head.bytes[31] / 2) : std::nullopt;
  const auto twice = kaisho::number_of(head);
  return twice.fits_u64() ? std::optional(twice.low_u64() / 2) : std::nullopt;
}

std::string size_of(const Said& said) {
  const auto size = said.value ? bytes_in(*said.value) : std::nullopt;
  return size ? std::to_string(*size) + " bytes" : "none";
}

std::string quoted(const Said& said) {
  const auto size = said.value ? bytes_in(*said.value) : std::nullopt;
  if (!size) return "none";
  const bool is_short = said.value->bytes[31] % 2 == 0;
  const ByteView bytes = is_short ? ByteView(said.value->bytes) : said.content;
  if (bytes.size() < *size) return "a text of " + size_of(said);
  return "'" + std::string(text_of(bytes.first(*size))) + "'";
}

std::string policy_origin(const Said& said, std::string_view by) {
  if (!said.value) return " was never set";
  const auto origin = packed(said).number(4, 8);
  return " was set by " + organization(packed(said).number(0, 4)) +
         (origin == 0 ? std::string() : " for " + std::string(by) + std::to_string(origin)) + " in block " +
         std::to_string(packed(said).number(20, 8)) + " at " + seconds(packed(said).number(12, 8));
}

}  // namespace words_of

std::uint64_t parts_of_text(const Word& head) {
  const auto size = words_of::bytes_in(head);
  if (head.bytes[31] % 2 == 0 || !size) return 0;
  return std::min<std::uint64_t>((*size + 31) / 32, 2'048);
}

std::optional<TextPart> text_part(std::string_view name) {
  const auto parsed = parse_record_name(name);
  if (!parsed || parsed->part == 0) return std::nullopt;
  return TextPart{std::string(name.substr(0, name.rfind('#'))), parsed->part};
}

std::optional<std::string> record_in_words(std::string_view name, const std::optional<Word>& value, ByteView content) {
  const auto parsed = parse_record_name(name);
  if (!parsed || !slot_of(*parsed)) return std::nullopt;
  const auto* const sentence = sentence_for(*parsed);
  if (sentence == nullptr) return std::nullopt;
  if (parsed->part == 0) return sentence->say({parsed->keys, value, content});
  return "part " + std::to_string(parsed->part) + " of the text or bytes of " + text_part(name)->head + " is " +
         words_of::hex_of(Said{parsed->keys, value, {}});
}

}  // namespace kaisho::governance
