#include "pack_form.hpp"

namespace kaisho::evidence {
namespace {

const boost::json::value kNothing;
const boost::json::array kNoItems;

std::string text_of(const boost::json::string& text) { return {text.data(), text.size()}; }

/// Only lower case with "0x", so that each value has one text.
std::optional<Bytes> strict_hex(std::string_view text) {
  auto bytes = from_hex(text);
  return bytes && to_hex(*bytes) == text ? bytes : std::nullopt;
}

}  // namespace

ObjectReader::ObjectReader(const boost::json::value& value, std::string where, std::optional<Unreadable>& problem)
    : object_(value.if_object()), where_(std::move(where)), problem_(problem) {
  if (object_ == nullptr) fail("", "is no object");
}

std::string ObjectReader::place_of(std::string_view name) const {
  if (where_.empty() || name.empty()) return where_ + std::string(name);
  return where_ + "." + std::string(name);
}

void ObjectReader::fail(std::string_view name, std::string reason) {
  if (!problem_) problem_ = Unreadable{place_of(name), std::move(reason)};
}

const boost::json::value& ObjectReader::value(std::string_view name) {
  const auto* member = object_ == nullptr ? nullptr : object_->if_contains({name.data(), name.size()});
  if (member == nullptr) {
    fail(name, "is missing");
    return kNothing;
  }
  ++asked_;
  return *member;
}

std::string ObjectReader::text(std::string_view name) {
  const auto* text = value(name).if_string();
  if (text != nullptr) return text_of(*text);
  fail(name, "is no text");
  return {};
}

std::optional<std::string> ObjectReader::optional_text(std::string_view name) {
  const auto& member = value(name);
  if (member.is_null()) return std::nullopt;
  if (member.is_string()) return text_of(member.get_string());
  fail(name, "is neither a text nor null");
  return std::nullopt;
}

std::uint64_t ObjectReader::number(std::string_view name) {
  const auto number = U256::from_decimal(text(name));
  if (number && number->fits_u64()) return number->low_u64();
  fail(name, "is no decimal number below 2^64");
  return 0;
}

Bytes ObjectReader::bytes(std::string_view name) {
  auto bytes = strict_hex(text(name));
  if (bytes) return *std::move(bytes);
  fail(name, "is not \"0x\" with an even number of lower-case hexadecimal digits");
  return {};
}

std::optional<Bytes> ObjectReader::optional_bytes(std::string_view name) {
  const auto text = optional_text(name);
  if (!text) return std::nullopt;
  auto bytes = strict_hex(*text);
  if (!bytes) fail(name, "is not \"0x\" with an even number of lower-case hexadecimal digits");
  return bytes;
}

const boost::json::array& ObjectReader::list(std::string_view name) {
  const auto* items = value(name).if_array();
  if (items != nullptr) return *items;
  fail(name, "is no list");
  return kNoItems;
}

std::vector<std::string> ObjectReader::texts(std::string_view name) {
  std::vector<std::string> texts;
  for (const auto& item : list(name)) {
    if (!item.is_string()) fail(name, "holds something else than texts");
    texts.push_back(item.is_string() ? text_of(item.get_string()) : std::string());
  }
  return texts;
}

Path ObjectReader::path(std::string_view name) {
  Path path;
  for (const auto& text : texts(name)) {
    const auto bytes = strict_hex(text);
    const auto hash = bytes ? fixed_from<Hash>(*bytes) : std::nullopt;
    if (!hash) fail(name, "holds something else than hashes of 32 bytes");
    path.push_back(hash.value_or(Hash{}));
  }
  return path;
}

void ObjectReader::finish() {
  if (object_ != nullptr && object_->size() != asked_) fail("", "has a member that the format does not know");
}

}  // namespace kaisho::evidence
