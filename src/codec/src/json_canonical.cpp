#include <algorithm>
#include <boost/json/value.hpp>
#include <vector>

#include "kaisho/codec/json_value.hpp"

namespace kaisho::codec::json {
namespace {

namespace bj = boost::json;

/// Where a UTF-8 byte stands in the order of UTF-16 code units (RFC 8785, 3.2.3). Code points from U+10000 (first bytes
/// 0xf0 …) are surrogate pairs 0xd800 … 0xdfff there, so they come before U+E000 … U+FFFF (first bytes 0xee and 0xef).
/// All other bytes keep their order, and bytes 0xee and above are always first bytes.
constexpr unsigned utf16_rank(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  return value == 0xee || value == 0xef ? value + 0x10u : value;
}

bool before_in_utf16(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, utf16_rank, utf16_rank);
}

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += '"';
  for (const char character : text) {
    switch (character) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (const auto code = static_cast<unsigned char>(character); code < 0x20) {
          out += "\\u00";
          out += kDigits[code >> 4];
          out += kDigits[code & 0xf];
        } else {
          out += character;
        }
    }
  }
  out += '"';
}

void append_value(std::string& out, const bj::value& value);

void append_object(std::string& out, const bj::object& object) {
  std::vector<const bj::key_value_pair*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::ranges::sort(members, before_in_utf16,
                    [](const auto* member) { return std::string_view(member->key().data(), member->key().size()); });
  out += '{';
  for (const auto* member : members) {
    if (out.back() != '{') out += ',';
    append_quoted(out, {member->key().data(), member->key().size()});
    out += ':';
    append_value(out, member->value());
  }
  out += '}';
}

void append_array(std::string& out, const bj::array& array) {
  out += '[';
  for (const auto& element : array) {
    if (out.back() != '[') out += ',';
    append_value(out, element);
  }
  out += ']';
}

void append_value(std::string& out, const bj::value& value) {
  switch (value.kind()) {
    case bj::kind::null:
      out += "null";
      break;
    case bj::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      break;
    case bj::kind::int64:
      out += format_number(static_cast<double>(value.get_int64()));
      break;
    case bj::kind::uint64:
      out += format_number(static_cast<double>(value.get_uint64()));
      break;
    case bj::kind::double_:
      out += format_number(value.get_double());
      break;
    case bj::kind::string:
      append_quoted(out, {value.get_string().data(), value.get_string().size()});
      break;
    case bj::kind::array:
      append_array(out, value.get_array());
      break;
    case bj::kind::object:
      append_object(out, value.get_object());
      break;
  }
}

}  // namespace

std::string quote(std::string_view text) {
  std::string out;
  append_quoted(out, text);
  return out;
}

std::string canonical_text(const bj::value& value) {
  std::string out;
  append_value(out, value);
  return out;
}

std::expected<std::string, Error> canonicalize(std::string_view text, Limits limits) {
  const auto value = parse(text, limits);
  if (!value) return std::unexpected(value.error());
  return canonical_text(*value);
}

}  // namespace kaisho::codec::json
