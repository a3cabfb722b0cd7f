#include <kaisho/base/assert.hpp>
#include <kaisho/governance/package.hpp>

/// Any bytes as a manifest and as an artifact: what is accepted has one canonical form, which gives it back.
namespace governance = kaisho::governance;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = kaisho::text_of({data, size});
  static_cast<void>(governance::parse_artifact("a.json", {data, size}));  // must not crash; any answer is good
  const auto manifest = governance::parse_manifest(text);
  const auto canonical = governance::parse_canonical_manifest(text);
  if (!manifest) {
    KAISHO_ASSERT(!canonical && !manifest.error().detail.empty());
    return 0;
  }
  const std::string again = governance::to_json(*manifest);
  KAISHO_ASSERT(governance::parse_manifest(again) == *manifest);
  KAISHO_ASSERT(!canonical || again == text);
  return 0;
}
