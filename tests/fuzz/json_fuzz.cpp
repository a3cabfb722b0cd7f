#include <kaisho/base/assert.hpp>
#include <kaisho/base/bytes.hpp>
#include <kaisho/codec/json.hpp>

/// Canonical text is its own canonical text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace json = kaisho::codec::json;
  const auto once = json::canonicalize(kaisho::text_of({data, size}));
  if (!once) return 0;
  KAISHO_ASSERT(json::canonicalize(*once) == *once);
  return 0;
}
