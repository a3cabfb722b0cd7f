#include "kaisho/codec/eip712.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

#include "eip712_domain.hpp"
#include "eip712_schema.hpp"

namespace kaisho::codec::eip712 {
namespace {

using WordResult = std::expected<Word, Error>;

WordResult hash_value(const Schema& schema, const FieldType& type, const abi::Value& value, unsigned depth);

/// encodeData of an elementary value: bytes and strings are hashed, the rest is the ABI's word.
WordResult elementary_word(const abi::Type& type, const abi::Value& value) {
  if (type.kind() == abi::Type::Kind::bytes) {
    const auto* bytes = value.get_if<Bytes>();
    if (bytes == nullptr) return std::unexpected(Error::bad_value);
    return word_of(crypto::keccak256(*bytes));
  }
  if (type.kind() == abi::Type::Kind::string) {
    const auto* text = value.get_if<std::string>();
    if (text == nullptr) return std::unexpected(Error::bad_value);
    return word_of(crypto::keccak256(*text));
  }
  const auto encoded = abi::encode(std::span(&type, 1), std::span(&value, 1));
  if (!encoded) return std::unexpected(Error::bad_value);
  return Word::from(std::span<const std::uint8_t, Word::kSize>(*encoded));
}

/// Keccak-256 of the elements' words one after the other.
WordResult array_word(const Schema& schema, const FieldType& type, const abi::Value::List& elements, unsigned depth) {
  const std::size_t count = type.dimensions.back();
  if (count != 0 && count != elements.size()) return std::unexpected(Error::bad_value);
  const FieldType element_type = type.element();
  Bytes encoded;
  for (const abi::Value& element : elements) {
    const WordResult word = hash_value(schema, element_type, element, depth);
    if (!word) return word;
    append(encoded, word->view());
  }
  return word_of(crypto::keccak256(encoded));
}

WordResult hash_value(const Schema& schema, const FieldType& type, const abi::Value& value, unsigned depth) {
  if (depth >= kMaxDepth) return std::unexpected(Error::too_deep);
  if (!type.is_array() && type.elementary) return elementary_word(*type.elementary, value);
  const auto* list = value.get_if<abi::Value::List>();
  if (list == nullptr) return std::unexpected(Error::bad_value);
  if (type.is_array()) return array_word(schema, type, *list, depth + 1);
  const auto hash = hash_struct(schema, type.name, *list, depth + 1);
  if (!hash) return std::unexpected(hash.error());
  return word_of(*hash);
}

}  // namespace

std::expected<Hash, Error> hash_struct(const Schema& schema, std::string_view name, std::span<const abi::Value> values,
                                       unsigned depth) {
  const Struct* fields = schema.find(name);
  KAISHO_ASSERT(fields != nullptr);
  if (values.size() != fields->size()) return std::unexpected(Error::bad_value);
  Bytes encoded = bytes_of(schema.type_hash(name).view());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const WordResult word = hash_value(schema, (*fields)[i].type, values[i], depth);
    if (!word) return std::unexpected(word.error());
    append(encoded, word->view());
  }
  return crypto::keccak256(encoded);
}

std::vector<DomainField> domain_fields(const Domain& domain) {
  std::vector<DomainField> fields;
  if (!domain.name.empty()) fields.push_back({"string", "name", abi::Value::of(domain.name)});
  if (!domain.version.empty()) fields.push_back({"string", "version", abi::Value::of(domain.version)});
  if (domain.chain_id != 0) fields.push_back({"uint256", "chainId", abi::Value::of(domain.chain_id)});
  if (domain.verifying_contract) {
    fields.push_back({"address", "verifyingContract", abi::Value::of(*domain.verifying_contract)});
  }
  if (domain.salt) fields.push_back({"bytes32", "salt", abi::Value::of(*domain.salt)});
  return fields;
}

Hash domain_separator(const Domain& domain) {
  std::vector<std::pair<std::string, std::string>> types;
  abi::Values values;
  for (DomainField& field : domain_fields(domain)) {
    types.emplace_back(field.type, field.name);
    values.push_back(std::move(field.value));
  }
  Schema schema;
  const bool known = schema.add(kDomainType, types).has_value() && schema.seal().has_value();
  KAISHO_ASSERT(known);
  const auto hash = hash_struct(schema, kDomainType, values);
  KAISHO_ASSERT(hash.has_value());
  return *hash;
}

std::expected<Hash, Error> struct_hash(std::string_view encoded_type, std::span<const abi::Value> values) {
  const auto type = parse_encoded_type(encoded_type);
  if (!type) return std::unexpected(type.error());
  return hash_struct(type->schema, type->primary, values);
}

Hash signing_hash(const Hash& domain_separator, const Hash& struct_hash) {
  std::array<std::uint8_t, 2 + 2 * Hash::kSize> bytes{0x19, 0x01};
  std::ranges::copy(domain_separator.bytes, bytes.begin() + 2);
  std::ranges::copy(struct_hash.bytes, bytes.begin() + 2 + Hash::kSize);
  return crypto::keccak256(ByteView(bytes));
}

Hash digest(const Domain& domain, const Hash& struct_hash) {
  return signing_hash(domain_separator(domain), struct_hash);
}

}  // namespace kaisho::codec::eip712
