#include <kaisho/base/assert.hpp>
#include <kaisho/base/bytes.hpp>
#include <kaisho/identity/mrz.hpp>

/// Any text as a machine-readable zone: what is read has fields of the characters of Doc 9303, and the name of the
/// document is itself a name that matches. Any text as a request's name ends.
namespace identity = kaisho::identity;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = kaisho::text_of({data, size});
  if (size <= 512) static_cast<void>(identity::name_matches(text, "VAN DER MUELLEN", true));
  const auto mrz = identity::parse_mrz(text);
  if (!mrz) {
    KAISHO_ASSERT(!mrz.error().empty());
    return 0;
  }
  KAISHO_ASSERT(mrz->birth.size() == 6 && mrz->expiry.size() == 6);
  KAISHO_ASSERT(!mrz->primary.empty() && mrz->primary.find('<') == std::string::npos);
  KAISHO_ASSERT(identity::name_matches(mrz->secondary, mrz->secondary, false));
  return 0;
}
