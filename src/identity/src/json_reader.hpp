#pragma once

#include <boost/json.hpp>

#include <expected>
#include <set>
#include <string>

#include <kaisho/base/types.hpp>
#include <kaisho/codec/json_value.hpp>

/// Strict reading of this module's files: every field is asked for, and there are no others.
namespace kaisho::identity {

namespace json = boost::json;

/// What readers throw; `read_json` catches it.
struct Malformed {
  std::string text;
};

[[nodiscard]] bool is_printable(std::string_view text);
[[nodiscard]] Hash hash_from(const json::value& value);

/// Fields of one JSON object.
class Fields {
 public:
  Fields(const json::value& value, std::string_view what);

  [[nodiscard]] std::string text(std::string_view name);
  [[nodiscard]] std::uint64_t number(std::string_view name);
  [[nodiscard]] Hash hash(std::string_view name);
  [[nodiscard]] const json::array& array(std::string_view name);
  [[nodiscard]] const json::value& value(std::string_view name);
  void format(std::string_view expected);
  /// That nothing else stands there.
  void end() const;

 private:
  const json::object* object_;
  std::string what_;
  std::set<std::string, std::less<>> asked_;
};

template <class T, class Read>
std::expected<T, std::string> read_json(std::string_view text, std::size_t limit, const Read& read) {
  const auto value = codec::json::parse(text, {.max_size = limit, .max_depth = 8});
  if (!value) return std::unexpected("the file is no JSON: " + std::string(codec::json::describe(value.error())));
  try {
    return read(Fields(*value, "the file"));
  } catch (const Malformed& malformed) {
    return std::unexpected(malformed.text);
  }
}

}  // namespace kaisho::identity
