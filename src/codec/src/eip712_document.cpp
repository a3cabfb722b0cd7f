#include <boost/json/value.hpp>
#include <utility>

#include <kaisho/base/hex.hpp>

#include "abi_word.hpp"
#include "eip712_domain.hpp"
#include "eip712_schema.hpp"
#include "kaisho/codec/json_value.hpp"

namespace kaisho::codec::eip712 {
namespace {

namespace bj = boost::json;
using Kind = abi::Type::Kind;

bj::string_view boost_view(std::string_view text) { return {text.data(), text.size()}; }

bj::array json_of_struct(const Struct& fields) {
  bj::array array;
  for (const Field& field : fields) array.push_back(bj::object{{"name", field.name}, {"type", field.type_text}});
  return array;
}

/// Decimal text of an intN in two's complement.
std::string signed_decimal(const U256& number) {
  if ((number.to_be_bytes()[0] & 0x80) == 0) return number.to_decimal();
  return '-' + abi::negated(number).to_decimal();
}

bj::value json_of_elementary(const abi::Type& type, const abi::Value& value) {
  switch (type.kind()) {
    case Kind::uint:
      return bj::value(value.number().to_decimal());
    case Kind::integer:
      return bj::value(signed_decimal(value.number()));
    case Kind::boolean:
      return bj::value(value.flag());
    case Kind::address:
      return bj::value(to_hex(value.address()));
    case Kind::string:
      return bj::value(value.text());
    default:
      return bj::value(to_hex(ByteView(value.bytes())));
  }
}

/// Writes values that were hashed before, so that they are known to fit their types.
class JsonWriter {
 public:
  explicit JsonWriter(const Schema& schema) : schema_(schema) {}

  bj::object fields(std::string_view name, std::span<const abi::Value> values) const {
    const Struct& fields = *schema_.find(name);
    bj::object object;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      object.emplace(boost_view(fields[i].name), one(fields[i].type, values[i]));
    }
    return object;
  }

 private:
  bj::value one(const FieldType& type, const abi::Value& value) const {
    if (!type.is_array() && type.elementary) return json_of_elementary(*type.elementary, value);
    if (!type.is_array()) return fields(type.name, value.elements());
    const FieldType element_type = type.element();
    bj::array array;
    for (const abi::Value& element : value.elements()) array.push_back(one(element_type, element));
    return array;
  }

  const Schema& schema_;
};

bj::object json_of_types(const Schema& schema, std::span<const DomainField> domain) {
  bj::object types;
  bj::array domain_type;
  for (const DomainField& field : domain) {
    domain_type.push_back(bj::object{{"name", boost_view(field.name)}, {"type", boost_view(field.type)}});
  }
  types.emplace(boost_view(kDomainType), std::move(domain_type));
  for (const auto& [name, fields] : schema.structs()) types.emplace(name, json_of_struct(fields));
  return types;
}

/// Wallets compare chainId with the chain that they are on, as a number.
bj::object json_of_domain(std::span<const DomainField> domain) {
  bj::object object;
  for (const DomainField& field : domain) {
    const abi::Type type = abi::Type::of(field.type);
    const bool is_safe_number = type.kind() == Kind::uint && field.value.u64() <= std::uint64_t{kMaxSafeInteger};
    object.emplace(boost_view(field.name),
                   is_safe_number ? bj::value(field.value.u64()) : json_of_elementary(type, field.value));
  }
  return object;
}

}  // namespace

std::expected<std::string, Error> to_json(const Domain& domain, std::string_view encoded_type,
                                          std::span<const abi::Value> values) {
  const auto type = parse_encoded_type(encoded_type);
  if (!type) return std::unexpected(type.error());
  const auto hash = hash_struct(type->schema, type->primary, values);
  if (!hash) return std::unexpected(hash.error());
  const auto fields = domain_fields(domain);
  return json::canonical_text(bj::object{{"types", json_of_types(type->schema, fields)},
                                         {"primaryType", type->primary},
                                         {"domain", json_of_domain(fields)},
                                         {"message", JsonWriter(type->schema).fields(type->primary, values)}});
}

}  // namespace kaisho::codec::eip712
