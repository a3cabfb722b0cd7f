#include "package_path.hpp"

#include <algorithm>

#include "kaisho/governance/package.hpp"

namespace kaisho::governance {
namespace {

bool is_allowed(char c) {
  const bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return is_alphanumeric || std::string_view("._-+@$/").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> path_fault(std::string_view path) {
  if (path.empty()) return "the path is empty";
  if (path.size() > PackageLimits::kPathSize) return "the path is too long";
  if (path.front() == '/') return "the path is absolute";
  if (path.find('\\') != std::string_view::npos) return "the path has a backslash";
  // Other characters have several forms in Unicode, so that two names could look alike or be one on some systems.
  if (!std::ranges::all_of(path, is_allowed)) return "the path has characters besides A-Z a-z 0-9 . _ - + @ $ and '/'";
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const auto part = path.substr(begin, end - begin);
    if (part.empty()) return "the path has an empty part";
    if (part == "..") return "the path leaves its folder";
    if (part == ".") return "the path has a part '.'";
    begin = end + 1;
  }
  return std::nullopt;
}

std::string folded(std::string_view path) {
  std::string small(path);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

}  // namespace kaisho::governance
