#include "json_reader.hpp"

#include <algorithm>

#include <kaisho/base/hex.hpp>

namespace kaisho::identity {

bool is_printable(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

Hash hash_from(const json::value& value) {
  const auto* text = value.if_string();
  const auto bytes = text == nullptr ? std::nullopt : from_hex(std::string_view(*text));
  if (!bytes || bytes->size() != 32) throw Malformed{"a hash is 0x and 64 digits"};
  return Hash::from(std::span<const std::uint8_t, 32>(*bytes));
}

Fields::Fields(const json::value& value, std::string_view what) : object_(value.if_object()), what_(what) {
  if (object_ == nullptr) throw Malformed{what_ + " is no object"};
}

const json::value& Fields::value(std::string_view name) {
  asked_.insert(std::string(name));
  const auto* found = object_->if_contains(name);
  if (found == nullptr) throw Malformed{what_ + " has no '" + std::string(name) + "'"};
  return *found;
}

std::string Fields::text(std::string_view name) {
  const auto* found = value(name).if_string();
  if (found == nullptr) throw Malformed{"'" + std::string(name) + "' of " + what_ + " is no text"};
  return std::string(*found);
}

std::uint64_t Fields::number(std::string_view name) {
  const auto& found = value(name);
  if (const auto* small = found.if_int64(); small != nullptr && *small >= 0) return static_cast<std::uint64_t>(*small);
  if (const auto* large = found.if_uint64()) return *large;
  throw Malformed{"'" + std::string(name) + "' of " + what_ + " is no whole number"};
}

Hash Fields::hash(std::string_view name) { return hash_from(value(name)); }

const json::array& Fields::array(std::string_view name) {
  const auto* found = value(name).if_array();
  if (found == nullptr) throw Malformed{"'" + std::string(name) + "' of " + what_ + " is no list"};
  return *found;
}

void Fields::format(std::string_view expected) {
  if (text("format") != expected) throw Malformed{"the file's format is not " + std::string(expected)};
}

void Fields::end() const {
  for (const auto& member : *object_) {
    if (!asked_.contains(member.key())) throw Malformed{what_ + " has an unknown '" + std::string(member.key()) + "'"};
  }
}

}  // namespace kaisho::identity
