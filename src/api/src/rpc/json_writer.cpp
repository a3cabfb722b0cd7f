#include "rpc/json_writer.hpp"

#include <array>
#include <charconv>
#include <kaisho/codec/json.hpp>

namespace kaisho::api {

void JsonWriter::separate() {
  if (!first_) out_ += ',';
  first_ = false;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  first_ = false;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  out_ += '"';
  out_ += name;
  out_ += "\":";
  first_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) { return raw(codec::json::quote(value)); }

JsonWriter& JsonWriter::plain(std::string_view value) {
  separate();
  out_ += '"';
  out_ += value;
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::quantity(std::uint64_t value) {
  std::array<char, 18> digits{'0', 'x'};
  const auto end = std::to_chars(digits.data() + 2, digits.data() + digits.size(), value, 16).ptr;
  return plain({digits.data(), end});
}

JsonWriter& JsonWriter::data(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  separate();
  out_ += "\"0x";
  const auto at = out_.size();
  out_.resize(at + 2 * bytes.size());
  auto* to = out_.data() + at;
  for (const auto byte : bytes) {
    *to++ = kDigits[byte >> 4];
    *to++ = kDigits[byte & 15];
  }
  out_ += '"';
  return *this;
}

}  // namespace kaisho::api
