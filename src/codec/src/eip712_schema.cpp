#include "eip712_schema.hpp"

#include <algorithm>
#include <charconv>
#include <set>
#include <utility>

#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::codec::eip712 {
namespace {

bool is_identifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  };
  const auto is_letter_or_digit = [is_letter](char c) { return is_letter(c) || (c >= '0' && c <= '9'); };
  return !name.empty() && is_letter(name[0]) && std::ranges::all_of(name, is_letter_or_digit);
}

/// An elementary type in its one spelling: EIP-712 hashes the text, so "uint" for "uint256" would be another type.
std::optional<abi::Type> elementary_of(std::string_view name) {
  auto type = abi::Type::parse(name);
  if (!type || !type->inner().empty() || type->text() != name) return std::nullopt;
  return *std::move(type);
}

/// The names that look like an elementary type can not be structs: "uint7" is a mistake, not a struct.
bool looks_elementary(std::string_view name) {
  for (const std::string_view prefix : {"uint", "int", "bytes"}) {
    if (name.starts_with(prefix) &&
        std::ranges::all_of(name.substr(prefix.size()), [](char c) { return c >= '0' && c <= '9'; })) {
      return true;
    }
  }
  return name == "address" || name == "bool" || name == "string";
}

/// "[3]" at the end of `text` is taken off it.
std::optional<std::size_t> take_dimension(std::string_view& text) {
  const std::size_t open = text.rfind('[');
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(open + 1, text.size() - open - 2);
  text = text.substr(0, open);
  if (digits.empty()) return 0;
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  if (error != std::errc{} || end != digits.data() + digits.size() || digits[0] == '0') return std::nullopt;
  return count;
}

std::string one_type_text(std::string_view name, const Struct& fields) {
  std::string text(name);
  text += '(';
  for (const Field& field : fields) {
    if (&field != fields.data()) text += ',';
    text += field.type_text + ' ' + field.name;
  }
  return text + ')';
}

/// "type name,type name" to pairs.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_fields(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> fields;
  while (!text.empty()) {
    const std::size_t comma = text.find(',');
    const std::string_view field = text.substr(0, comma);
    const std::size_t space = field.find(' ');
    if (space == std::string_view::npos || comma == text.size() - 1) return std::nullopt;
    fields.emplace_back(field.substr(0, space), field.substr(space + 1));
    text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
  }
  return fields;
}

}  // namespace

FieldType FieldType::element() const {
  KAISHO_ASSERT(is_array());
  FieldType type = *this;
  type.dimensions.pop_back();
  return type;
}

std::expected<FieldType, Error> FieldType::parse(std::string_view text) {
  FieldType type;
  while (text.ends_with(']')) {
    const auto count = take_dimension(text);
    if (!count || type.dimensions.size() == kMaxDepth) return std::unexpected(Error::bad_type);
    type.dimensions.insert(type.dimensions.begin(), *count);
  }
  type.elementary = elementary_of(text);
  if (!type.elementary && (!is_identifier(text) || looks_elementary(text))) return std::unexpected(Error::bad_type);
  type.name = text;
  return type;
}

std::expected<void, Error> Schema::add(std::string_view name,
                                       std::span<const std::pair<std::string, std::string>> types_and_names) {
  if (!is_identifier(name) || looks_elementary(name) || structs_.contains(name) || structs_.size() == kMaxStructs) {
    return std::unexpected(Error::bad_type);
  }
  Struct fields;
  std::set<std::string_view> names;
  for (const auto& [type_text, field_name] : types_and_names) {
    auto type = FieldType::parse(type_text);
    if (!type || !is_identifier(field_name) || !names.insert(field_name).second) {
      return std::unexpected(Error::bad_type);
    }
    fields.push_back({.type_text = type_text, .name = field_name, .type = *std::move(type)});
  }
  structs_.emplace(name, std::move(fields));
  return {};
}

std::expected<void, Error> Schema::seal() {
  for (const auto& [name, fields] : structs_) {
    for (const Field& field : fields) {
      if (!field.type.elementary && !structs_.contains(field.type.name)) return std::unexpected(Error::unknown_type);
    }
  }
  for (const auto& [name, fields] : structs_) type_hashes_.emplace(name, crypto::keccak256(encode_type(name)));
  return {};
}

const Struct* Schema::find(std::string_view name) const {
  const auto found = structs_.find(name);
  return found == structs_.end() ? nullptr : &found->second;
}

std::string Schema::encode_type(std::string_view name) const {
  std::set<std::string_view> reached;
  std::vector<std::string_view> to_visit{name};
  while (!to_visit.empty()) {
    const Struct* fields = find(to_visit.back());
    to_visit.pop_back();
    KAISHO_ASSERT(fields != nullptr);
    for (const Field& field : *fields) {
      const std::string_view other = field.type.name;
      if (!field.type.elementary && other != name && reached.insert(other).second) to_visit.push_back(other);
    }
  }
  std::string text = one_type_text(name, *find(name));
  for (const std::string_view other : reached) text += one_type_text(other, *find(other));
  return text;
}

const Hash& Schema::type_hash(std::string_view name) const {
  const auto found = type_hashes_.find(name);
  KAISHO_ASSERT(found != type_hashes_.end());
  return found->second;
}

std::expected<ParsedType, Error> parse_encoded_type(std::string_view encoded_type) {
  ParsedType parsed;
  for (std::string_view rest = encoded_type; !rest.empty();) {
    const std::size_t open = rest.find('(');
    const std::size_t close = rest.find(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
      return std::unexpected(Error::bad_type);
    }
    const std::string_view name = rest.substr(0, open);
    const auto fields = parse_fields(rest.substr(open + 1, close - open - 1));
    if (!fields) return std::unexpected(Error::bad_type);
    if (const auto good = parsed.schema.add(name, *fields); !good) return std::unexpected(good.error());
    if (parsed.primary.empty()) parsed.primary = name;
    rest.remove_prefix(close + 1);
  }
  if (parsed.primary.empty()) return std::unexpected(Error::bad_type);
  if (const auto good = parsed.schema.seal(); !good) return std::unexpected(good.error());
  // A wrong order or a struct that is not used would give a hash that no wallet computes.
  if (parsed.schema.encode_type(parsed.primary) != encoded_type) return std::unexpected(Error::bad_type);
  return parsed;
}

}  // namespace kaisho::codec::eip712
