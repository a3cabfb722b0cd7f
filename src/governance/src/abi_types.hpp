#pragma once

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>

/// Reading a compiler's ABI as JSON.
namespace kaisho::governance {

/// A field's text; empty where it is missing or something else.
[[nodiscard]] std::string text_field(const boost::json::object& object, std::string_view name);
/// The types of a parameter list as selectors spell them, a tuple as its components; nothing for a malformed list.
/// Begin with `depth` 0.
[[nodiscard]] std::optional<std::string> types_text(const boost::json::value* list, unsigned depth);

}  // namespace kaisho::governance
