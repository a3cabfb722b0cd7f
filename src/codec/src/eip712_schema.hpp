#pragma once

#include <map>

#include "kaisho/codec/eip712.hpp"

/// The struct types of typed data. Private to the module.
namespace kaisho::codec::eip712 {

inline constexpr std::size_t kMaxStructs = 64;  ///< a type's hash covers all structs that it reaches: bounds the work
inline constexpr std::string_view kDomainType = "EIP712Domain";

/// A field's type: an elementary one or a struct, with array dimensions, the innermost first (0: of any length).
struct FieldType {
  std::optional<abi::Type> elementary;  ///< nothing: `name` is a struct
  std::string name;
  std::vector<std::size_t> dimensions;

  /// The type of an element; there is a dimension.
  [[nodiscard]] FieldType element() const;
  [[nodiscard]] bool is_array() const { return !dimensions.empty(); }

  [[nodiscard]] static std::expected<FieldType, Error> parse(std::string_view text);
};

struct Field {
  std::string type_text;
  std::string name;
  FieldType type;
};

using Struct = std::vector<Field>;

/// All structs by name. Made once, then only read.
class Schema {
 public:
  /// Errors: bad_type (also a struct twice, a field twice, too many structs).
  [[nodiscard]] std::expected<void, Error> add(std::string_view name,
                                               std::span<const std::pair<std::string, std::string>> types_and_names);
  /// To be called when all are added. Errors: unknown_type.
  [[nodiscard]] std::expected<void, Error> seal();

  [[nodiscard]] const Struct* find(std::string_view name) const;
  [[nodiscard]] const std::map<std::string, Struct, std::less<>>& structs() const { return structs_; }
  /// encodeType of a struct that is there.
  [[nodiscard]] std::string encode_type(std::string_view name) const;
  /// Keccak-256 of it, computed once.
  [[nodiscard]] const Hash& type_hash(std::string_view name) const;

 private:
  std::map<std::string, Struct, std::less<>> structs_;
  std::map<std::string, Hash, std::less<>> type_hashes_;
};

/// A schema from an encodeType text, and the name of its first struct.
struct ParsedType {
  Schema schema;
  std::string primary;
};
[[nodiscard]] std::expected<ParsedType, Error> parse_encoded_type(std::string_view encoded_type);

/// hashStruct: `values` has one value per field. Errors: bad_value, too_deep.
[[nodiscard]] std::expected<Hash, Error> hash_struct(const Schema& schema, std::string_view name,
                                                     std::span<const abi::Value> values, unsigned depth = 0);

}  // namespace kaisho::codec::eip712
