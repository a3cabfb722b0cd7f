#pragma once

#include <kaisho/base/hex.hpp>
#include <kaisho/base/types.hpp>
#include <string>
#include <string_view>

/// Appends JSON to a text, without a tree in between: answers can be megabytes.
namespace kaisho::api {

class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }

  /// A name of our own: it needs no escape.
  JsonWriter& key(std::string_view name);
  /// Any valid UTF-8 text.
  JsonWriter& text(std::string_view value);
  /// Text of our own making that needs no escape.
  JsonWriter& plain(std::string_view value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  /// JSON made elsewhere.
  JsonWriter& raw(std::string_view json);

  JsonWriter& quantity(const U256& value) { return plain(to_quantity(value)); }
  JsonWriter& quantity(std::uint64_t value);
  JsonWriter& data(ByteView bytes);
  template <std::size_t N, class Tag>
  JsonWriter& data(const FixedBytes<N, Tag>& value) {
    return data(value.view());
  }

  [[nodiscard]] std::size_t size() const { return out_.size(); }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string out_;
  bool first_ = true;  ///< no comma before the next value
};

}  // namespace kaisho::api
