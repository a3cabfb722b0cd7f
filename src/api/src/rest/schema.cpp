#include "rest/schema.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include <kaisho/base/assert.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/governance.hpp>

namespace kaisho::api::rest {
namespace json = boost::json;

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_hex_text(std::string_view text) {
  return text.starts_with("0x") && text.size() % 2 == 0 && std::ranges::all_of(text.substr(2), is_hex);
}
bool is_hash(std::string_view text) { return text.size() == 66 && is_hex_text(text); }
bool is_address(std::string_view text) { return text.size() == 42 && is_hex_text(text); }
bool is_id(std::string_view text) {
  const auto inner = [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= 64 && (is_digit(text[0]) || is_letter(text[0])) &&
         std::ranges::all_of(text, inner);
}
bool is_decimal(std::string_view text) {
  return !text.empty() && text.size() <= 78 && std::ranges::all_of(text, is_digit) && (text[0] != '0' || text == "0");
}
bool is_number(std::string_view text) { return text.size() <= 15 && is_decimal(text); }
bool is_key(std::string_view text) {
  const auto printable = [](char c) { return c > ' ' && c <= '~'; };
  return !text.empty() && text.size() <= 128 && std::ranges::all_of(text, printable);
}
bool is_cursor(std::string_view text) {
  const auto dot = text.find('.');
  return is_number(text.substr(0, dot)) && (dot == std::string_view::npos || is_number(text.substr(dot + 1)));
}
bool is_plain(std::string_view text) { return governance::is_plain_text(text, text.size()); }

struct Pattern {
  schema::Form form;
  std::string_view regular_expression;
  bool (*fits)(std::string_view);
};

constexpr Pattern kPatterns[] = {
    {schema::Form::hash, "^0x[0-9a-fA-F]{64}$", is_hash},
    {schema::Form::address, "^0x[0-9a-fA-F]{40}$", is_address},
    {schema::Form::bytes, "^0x([0-9a-fA-F]{2})*$", is_hex_text},
    {schema::Form::id, "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", is_id},
    {schema::Form::decimal, "^(0|[1-9][0-9]{0,77})$", is_decimal},
    {schema::Form::number, "^(0|[1-9][0-9]{0,14})$", is_number},
    {schema::Form::token, "^[!-~]{1,128}$", is_key},
    {schema::Form::cursor, "^(0|[1-9][0-9]{0,14})(\\.(0|[1-9][0-9]{0,14}))?$", is_cursor},
    {schema::Form::plain, "^[^\\u0000-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]*$", is_plain},
};

/// The ledger counts bytes, JSON Schema characters.
constexpr std::string_view kMaxBytes = "x-max-bytes";

std::size_t code_points(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string escaped(std::string_view key) {  // RFC 6901, 3
  std::string text;
  for (const char c : key) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return text;
}

/// Walks a value and its schema together.
class Checker {
 public:
  explicit Checker(const json::object& components) : components_(components) {}

  void check(const json::value& value, const Schema& schema, const std::string& pointer) {
    if (faults_.size() >= kMostFaults) return;
    if (const auto* name = schema.if_contains("$ref")) return check(value, resolve(name->as_string()), pointer);
    const auto& type = schema.at("type").as_string();
    if (type == "string") return check_text(value, schema, pointer);
    if (type == "integer") return check_integer(value, schema, pointer);
    if (type == "boolean") return value.is_bool() ? void() : add(pointer, "must be true or false");
    if (type == "array") return check_array(value, schema, pointer);
    check_object(value, schema, pointer);
  }
  std::vector<Fault> take() { return std::move(faults_); }

 private:
  static constexpr std::size_t kMostFaults = 16;

  void add(const std::string& pointer, std::string detail) { faults_.push_back({pointer, std::move(detail)}); }

  [[nodiscard]] const Schema& resolve(std::string_view reference) const {
    return components_.at(reference.substr(reference.rfind('/') + 1)).as_object();
  }
  static std::uint64_t limit(const Schema& schema, std::string_view key, std::uint64_t otherwise) {
    const auto* value = schema.if_contains(key);
    return value != nullptr ? value->to_number<std::uint64_t>() : otherwise;
  }

  void check_text(const json::value& value, const Schema& schema, const std::string& pointer) {
    if (!value.is_string()) return add(pointer, "must be a text");
    const std::string_view text = value.get_string();
    if (const auto* allowed = schema.if_contains("enum")) {
      if (std::ranges::find(allowed->as_array(), value) != allowed->as_array().end()) return;
      return add(pointer, "must be one of " + codec::json::canonical_text(*allowed));
    }
    if (const auto* pattern = schema.if_contains("pattern")) check_form(text, pattern->as_string(), pointer);
    const auto length = code_points(text);
    if (length < limit(schema, "minLength", 0)) add(pointer, "is too short");
    if (const auto most = limit(schema, "maxLength", ~std::uint64_t{0}); length > most) {
      add(pointer, "is longer than " + std::to_string(most) + " characters");
    }
    if (const auto most = limit(schema, kMaxBytes, ~std::uint64_t{0}); text.size() > most) {
      add(pointer, "has more than " + std::to_string(most) + " bytes in UTF-8");
    }
  }

  void check_form(std::string_view text, std::string_view pattern, const std::string& pointer) {
    const auto known = std::ranges::find(kPatterns, pattern, &Pattern::regular_expression);
    KAISHO_ASSERT(known != std::end(kPatterns));
    if (!known->fits(text)) add(pointer, "must have the form " + std::string(pattern));
  }

  void check_integer(const json::value& value, const Schema& schema, const std::string& pointer) {
    const bool whole = value.is_uint64() || (value.is_int64() && value.get_int64() >= 0);
    if (!whole) return add(pointer, "must be a whole number that is not negative");
    const auto number = value.to_number<std::uint64_t>();
    const auto least = limit(schema, "minimum", 0);
    const auto most = limit(schema, "maximum", ~std::uint64_t{0});
    if (number < least || number > most) {
      add(pointer, "must be from " + std::to_string(least) + " to " + std::to_string(most));
    }
  }

  void check_array(const json::value& value, const Schema& schema, const std::string& pointer) {
    if (!value.is_array()) return add(pointer, "must be a list");
    const auto& list = value.get_array();
    if (const auto most = limit(schema, "maxItems", ~std::uint64_t{0}); list.size() > most) {
      return add(pointer, "has more than " + std::to_string(most) + " elements");
    }
    const auto& items = schema.at("items").as_object();
    for (std::size_t i = 0; i < list.size(); ++i) check(list[i], items, pointer + "/" + std::to_string(i));
  }

  void check_object(const json::value& value, const Schema& schema, const std::string& pointer) {
    if (!value.is_object()) return add(pointer, "must be an object");
    const auto* declared = schema.if_contains("properties");
    if (declared == nullptr) return;
    const auto& properties = declared->as_object();
    const auto& object = value.get_object();
    if (const auto* required = schema.if_contains("required")) {
      for (const auto& name : required->as_array()) {
        if (!object.contains(name.as_string())) add(pointer + "/" + escaped(name.as_string()), "is missing");
      }
    }
    if (const auto* ways = schema.if_contains("oneOf")) check_ways(object, ways->as_array(), pointer);
    for (const auto& member : object) {
      const auto at = pointer + "/" + escaped(member.key());
      const auto* property = properties.if_contains(member.key());
      if (property == nullptr) {
        add(at, "is not known here");
      } else {
        check(member.value(), property->as_object(), at);
      }
      if (faults_.size() >= kMostFaults) return;
    }
  }

  /// `exactly_one_of` makes alternatives that demand one property each.
  void check_ways(const json::object& object, const json::array& ways, const std::string& pointer) {
    std::size_t taken = 0;
    std::string names;
    for (const auto& way : ways) {
      const auto& name = way.at("required").at(0).as_string();
      if (object.contains(name)) ++taken;
      names += (names.empty() ? "" : ", ") + std::string(name);
    }
    if (taken != 1) add(pointer, "must have exactly one of " + names);
  }

  const json::object& components_;
  std::vector<Fault> faults_;
};

Schema described(std::string_view type, std::string_view description) {
  Schema result{{"type", type}};
  if (!description.empty()) result["description"] = description;
  return result;
}

}  // namespace

namespace schema {

Schema text(std::string_view description, std::size_t max_length, std::size_t min_length) {
  auto result = described("string", description);
  result["maxLength"] = max_length;
  if (min_length > 0) result["minLength"] = min_length;
  return result;
}

Schema form(Form form, std::string_view description, std::size_t max_length) {
  auto result = described("string", description);
  const auto known = std::ranges::find(kPatterns, form, &Pattern::form);
  KAISHO_ASSERT(known != std::end(kPatterns));
  result["pattern"] = known->regular_expression;
  if (max_length > 0) result["maxLength"] = max_length;
  return result;
}

Schema plain_text(std::string_view description, std::size_t max_bytes) {
  const auto size = "at most " + std::to_string(max_bytes) + " bytes in UTF-8";
  auto result = form(Form::plain, std::string(description) + ", " + size, max_bytes);
  result[kMaxBytes] = max_bytes;
  return result;
}

Schema integer(std::string_view description, std::uint64_t least, std::uint64_t most) {
  auto result = described("integer", description);
  result["minimum"] = least;
  result["maximum"] = most;
  return result;
}

Schema boolean(std::string_view description) { return described("boolean", description); }

Schema one_of(std::string_view description, std::initializer_list<std::string_view> values) {
  auto result = described("string", description);
  json::array list;
  for (const auto value : values) list.emplace_back(value);
  result["enum"] = std::move(list);
  return result;
}

Schema array(std::string_view description, Schema items, std::size_t max_items) {
  auto result = described("array", description);
  result["items"] = std::move(items);
  if (max_items > 0) result["maxItems"] = max_items;
  return result;
}

Schema ref(std::string_view name) { return {{"$ref", "#/components/schemas/" + std::string(name)}}; }

Schema any_object(std::string_view description) {
  auto result = described("object", description);
  result["additionalProperties"] = true;
  return result;
}

Schema object(std::string_view description, std::initializer_list<Property> properties) {
  auto result = described("object", description);
  json::object members;
  json::array required;
  for (const auto& property : properties) {
    members[property.name] = property.schema;
    if (property.required) required.emplace_back(property.name);
  }
  result["properties"] = std::move(members);
  if (!required.empty()) result["required"] = std::move(required);
  result["additionalProperties"] = false;
  return result;
}

Schema exactly_one_of(Schema object, std::initializer_list<Property> properties) {
  json::array ways;
  for (const auto& property : properties) {
    object.at("properties").as_object()[property.name] = property.schema;
    ways.push_back(json::object{{"required", json::array{property.name}}});
  }
  object["oneOf"] = std::move(ways);
  return object;
}

}  // namespace schema

std::vector<Fault> faults_of(const json::value& value, const Schema& schema, const json::object& components) {
  Checker checker(components);
  checker.check(value, schema, "");
  return checker.take();
}

}  // namespace kaisho::api::rest
