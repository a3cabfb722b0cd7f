#include "secret_file.hpp"

#include <sys/stat.h>

#include <fstream>

#include <kaisho/codec/base64.hpp>

namespace kaisho::alerting {

std::expected<std::string, std::string> read_secret_line(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return std::unexpected("there is no file " + file.string());
  if ((status.st_mode & 077) != 0) {
    return std::unexpected("others may read " + file.string() + ": chmod 600 " + file.string());
  }
  std::ifstream stream(file);
  std::string line;
  if (!std::getline(stream, line) || line.empty()) return std::unexpected(file.string() + " is empty or unreadable");
  if (line.back() == '\r') line.pop_back();
  return line;
}

std::expected<Bytes, std::string> read_webhook_key(const std::filesystem::path& file) {
  constexpr std::string_view kPrefix = "whsec_";
  constexpr std::size_t kLeast = 24, kMost = 64;  // bytes; the specification's bounds
  const auto line = read_secret_line(file);
  if (!line) return std::unexpected(line.error());
  auto key = line->starts_with(kPrefix) ? codec::base64::decode(line->substr(kPrefix.size())) : std::nullopt;
  if (key && key->size() >= kLeast && key->size() <= kMost) return std::move(*key);
  return std::unexpected(file.string() + " holds no webhook secret: whsec_ and base64 of 24 to 64 bytes are needed");
}

}  // namespace kaisho::alerting
