#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

/// Schemas of what REST takes and gives: a part of JSON Schema 2020-12, held in the very form in which openapi.json
/// publishes it, so that what is checked is what is said.
namespace kaisho::api::rest {

using Schema = boost::json::object;

namespace schema {

/// Kinds of texts with a pattern of their own. Each pattern is checked by a function, not by a regular expression that
/// a client could make slow.
/// `plain` is what people are shown: no control characters, and none that turn the direction of text, so that a
/// sentence can look other than it is (Unicode TR 36, 3.1). The ledger takes no other in a consent.
enum class Form : std::uint8_t { hash, address, bytes, id, decimal, number, token, cursor, plain };

[[nodiscard]] Schema text(std::string_view description, std::size_t max_length, std::size_t min_length = 0);
[[nodiscard]] Schema form(Form form, std::string_view description, std::size_t max_length = 0);
/// Of the form `plain`, as long as the ledger takes it.
[[nodiscard]] Schema plain_text(std::string_view description, std::size_t max_bytes);
[[nodiscard]] Schema integer(std::string_view description, std::uint64_t least = 0,
                             std::uint64_t most = 9'007'199'254'740'991);  // 2^53 - 1: exact in every JSON reader
[[nodiscard]] Schema boolean(std::string_view description);
[[nodiscard]] Schema one_of(std::string_view description, std::initializer_list<std::string_view> values);
[[nodiscard]] Schema array(std::string_view description, Schema items, std::size_t max_items = 0);
/// A schema of the components by its name.
[[nodiscard]] Schema ref(std::string_view name);
/// Whatever JSON object; for documents whose schema is somebody else's (EIP-712 typed data, openapi.json itself).
[[nodiscard]] Schema any_object(std::string_view description);

struct Property {
  std::string_view name;
  Schema schema;
  bool required = true;
};
/// No other properties than these.
[[nodiscard]] Schema object(std::string_view description, std::initializer_list<Property> properties);
[[nodiscard]] inline Property optional(std::string_view name, Schema schema) {
  return {name, std::move(schema), false};
}
/// The object's schema with these properties besides, of which a value has one and no other.
[[nodiscard]] Schema exactly_one_of(Schema object, std::initializer_list<Property> properties);

}  // namespace schema

/// Where a value breaks its schema (a JSON Pointer, RFC 6901) and how.
struct Fault {
  std::string pointer;
  std::string detail;
};

/// At most a few faults; empty where the value fits. `components` holds what references name.
[[nodiscard]] std::vector<Fault> faults_of(const boost::json::value& value, const Schema& schema,
                                           const boost::json::object& components);

}  // namespace kaisho::api::rest
