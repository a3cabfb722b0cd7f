#include <algorithm>
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
using ValueResult = std::expected<abi::Value, Error>;

std::string_view view_of_text(const bj::string& text) { return {text.data(), text.size()}; }
bj::string_view boost_view(std::string_view text) { return {text.data(), text.size()}; }

struct Number {
  bool is_negative = false;
  U256 magnitude;
};

/// Decimal, or "0x" and digits of which leading zeros do not count.
std::optional<U256> magnitude_of(std::string_view text) {
  if (!text.starts_with("0x")) return U256::from_decimal(text);
  text.remove_prefix(2);
  if (text.empty()) return std::nullopt;
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size() - 1));
  return from_quantity("0x" + std::string(text));
}

std::optional<Number> number_of(const bj::value& json) {
  if (const auto* text = json.if_string()) {
    const bool is_negative = text->starts_with('-');
    const auto magnitude = magnitude_of(view_of_text(*text).substr(is_negative ? 1 : 0));
    return magnitude ? std::optional(Number{is_negative, *magnitude}) : std::nullopt;
  }
  const auto* integer = json.if_int64();
  if (integer == nullptr || *integer > kMaxSafeInteger || *integer < -kMaxSafeInteger) return std::nullopt;
  return Number{*integer < 0, static_cast<std::uint64_t>(*integer < 0 ? -*integer : *integer)};
}

/// Whether the number is in the range of 256 bits; the hash checks narrower types.
bool fits(const abi::Type& type, const Number& number) {
  if (type.kind() == Kind::uint) return !number.is_negative;
  const U256 beyond =
      number.is_negative ? *number.magnitude.checked_sub(number.magnitude.is_zero() ? 0 : 1) : number.magnitude;
  return beyond.bit_width() < 256;
}

ValueResult number_value(const abi::Type& type, const bj::value& json) {
  const auto number = number_of(json);
  if (!number || !fits(type, *number)) return std::unexpected(Error::bad_value);
  return abi::Value::of(number->is_negative ? abi::negated(number->magnitude) : number->magnitude);
}

ValueResult text_value(const abi::Type& type, std::string_view text) {
  if (type.kind() == Kind::string) return abi::Value::of(text);
  if (!text.starts_with("0x")) return std::unexpected(Error::bad_value);
  const auto bytes = from_hex(text);
  if (!bytes) return std::unexpected(Error::bad_value);
  if (type.kind() == Kind::bytes || type.kind() == Kind::fixed_bytes) return abi::Value::of(*bytes);
  const auto address = fixed_from<Address>(*bytes);
  if (!address) return std::unexpected(Error::bad_value);
  return abi::Value::of(*address);
}

ValueResult elementary_value(const abi::Type& type, const bj::value& json) {
  if (type.kind() == Kind::uint || type.kind() == Kind::integer) return number_value(type, json);
  if (type.kind() == Kind::boolean) {
    if (const auto* flag = json.if_bool()) return abi::Value::of(*flag);
    return std::unexpected(Error::bad_value);
  }
  const auto* text = json.if_string();
  if (text == nullptr) return std::unexpected(Error::bad_value);
  return text_value(type, view_of_text(*text));
}

/// Reads a document's values in the shape of its types.
class Reader {
 public:
  explicit Reader(const Schema& schema) : schema_(schema) {}

  std::expected<abi::Values, Error> fields(std::string_view name, const bj::value& json, unsigned depth = 0) const {
    const Struct& fields = *schema_.find(name);
    const auto* object = json.if_object();
    if (object == nullptr) return std::unexpected(Error::bad_value);
    abi::Values values;
    for (const Field& field : fields) {
      const auto* member = object->if_contains(boost_view(field.name));
      if (member == nullptr) return std::unexpected(Error::missing_field);
      ValueResult value = one(field.type, *member, depth + 1);
      if (!value) return std::unexpected(value.error());
      values.push_back(*std::move(value));
    }
    if (object->size() != fields.size()) return std::unexpected(Error::unknown_field);
    return values;
  }

 private:
  ValueResult one(const FieldType& type, const bj::value& json, unsigned depth) const {
    if (depth > kMaxDepth) return std::unexpected(Error::too_deep);
    if (type.is_array()) return array(type, json, depth);
    if (type.elementary) return elementary_value(*type.elementary, json);
    return listed(fields(type.name, json, depth));
  }

  ValueResult array(const FieldType& type, const bj::value& json, unsigned depth) const {
    const auto* array = json.if_array();
    if (array == nullptr) return std::unexpected(Error::bad_value);
    const FieldType element_type = type.element();
    abi::Values values;
    for (const bj::value& element : *array) {
      ValueResult value = one(element_type, element, depth + 1);
      if (!value) return value;
      values.push_back(*std::move(value));
    }
    return abi::Value::list(std::move(values));
  }

  static ValueResult listed(std::expected<abi::Values, Error> values) {
    if (!values) return std::unexpected(values.error());
    return abi::Value::list(*std::move(values));
  }

  const Schema& schema_;
};

/// The pairs of one entry of "types".
std::expected<std::vector<std::pair<std::string, std::string>>, Error> read_fields(const bj::value& json) {
  const auto* array = json.if_array();
  if (array == nullptr) return std::unexpected(Error::bad_json);
  std::vector<std::pair<std::string, std::string>> fields;
  for (const bj::value& element : *array) {
    const auto* field = element.if_object();
    const auto* type = field == nullptr ? nullptr : field->if_contains("type");
    const auto* name = field == nullptr ? nullptr : field->if_contains("name");
    if (type == nullptr || name == nullptr || !type->is_string() || !name->is_string()) {
      return std::unexpected(Error::bad_json);
    }
    fields.emplace_back(view_of_text(type->get_string()), view_of_text(name->get_string()));
  }
  return fields;
}

std::expected<Schema, Error> read_schema(const bj::value& types) {
  const auto* object = types.if_object();
  if (object == nullptr) return std::unexpected(Error::bad_json);
  Schema schema;
  for (const auto& member : *object) {
    const auto fields = read_fields(member.value());
    if (!fields) return std::unexpected(fields.error());
    const auto good = schema.add({member.key().data(), member.key().size()}, *fields);
    if (!good) return std::unexpected(good.error());
  }
  if (const auto good = schema.seal(); !good) return std::unexpected(good.error());
  return schema;
}

std::expected<Hash, Error> hash_member(const Schema& schema, std::string_view type, const bj::value& json) {
  if (schema.find(type) == nullptr) return std::unexpected(Error::unknown_type);
  const auto values = Reader(schema).fields(type, json);
  if (!values) return std::unexpected(values.error());
  return hash_struct(schema, type, *values);
}

}  // namespace

std::expected<Hash, Error> digest_of_json(std::string_view document) {
  const auto json = json::parse(document, {.max_size = kMaxDocumentSize});
  const auto* object = json ? json->if_object() : nullptr;
  if (object == nullptr) return std::unexpected(Error::bad_json);
  const auto* types = object->if_contains("types");
  const auto* primary = object->if_contains("primaryType");
  const auto* domain = object->if_contains("domain");
  const auto* message = object->if_contains("message");
  if (types == nullptr || primary == nullptr || domain == nullptr || message == nullptr || !primary->is_string()) {
    return std::unexpected(Error::bad_json);
  }
  const auto schema = read_schema(*types);
  if (!schema) return std::unexpected(schema.error());
  const auto separator = hash_member(*schema, kDomainType, *domain);
  if (!separator) return separator;
  const auto hash = hash_member(*schema, view_of_text(primary->get_string()), *message);
  if (!hash) return hash;
  return signing_hash(*separator, *hash);
}

}  // namespace kaisho::codec::eip712
