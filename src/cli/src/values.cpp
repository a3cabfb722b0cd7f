#include "values.hpp"

#include <ctime>
#include <kaisho/base/hex.hpp>

namespace kaisho::cli {

Result<Address> parse_address(std::string_view text) {
  const auto address = fixed_from_hex<Address>(text);
  if (address && text.starts_with("0x")) return *address;
  return bad_input("bad_address", "'" + std::string(text) + "' is no address", "write 0x and 40 hexadecimal digits");
}

Result<Hash> parse_hash(std::string_view text) {
  const auto hash = fixed_from_hex<Hash>(text);
  if (hash && text.starts_with("0x")) return *hash;
  return bad_input("bad_hash", "'" + std::string(text) + "' is no hash", "write 0x and 64 hexadecimal digits");
}

Result<Bytes> parse_data(std::string_view text) {
  auto bytes = from_hex(text);
  if (bytes && text.starts_with("0x")) return std::move(*bytes);
  return bad_input("bad_argument", "'" + std::string(text) + "' are no bytes", "write 0x and hexadecimal digits");
}

std::string time_text(Timestamp time) {
  const auto seconds = static_cast<std::time_t>(time);
  std::tm parts{};
  if (::gmtime_r(&seconds, &parts) == nullptr) return std::to_string(time);
  char text[64];
  const auto size = std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &parts);
  return std::string(text, size);
}

}  // namespace kaisho::cli
