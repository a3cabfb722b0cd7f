#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kaisho::governance {

/// What is wrong with a package's path, in a sentence; nothing if it stays in its folder and is spelled in one way on
/// every system: relative, '/' between parts, ASCII letters, digits and . _ - + @ $ only.
[[nodiscard]] std::optional<std::string> path_fault(std::string_view path);

/// The path in small letters: two paths that are equal so are one file on some systems.
[[nodiscard]] std::string folded(std::string_view path);

}  // namespace kaisho::governance
