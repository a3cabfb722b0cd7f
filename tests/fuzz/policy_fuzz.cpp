#include <kaisho/base/assert.hpp>
#include <kaisho/base/bytes.hpp>
#include <kaisho/governance/policy.hpp>

/// Any text as a DeployPolicy: what parses has one canonical text, needs what it calls indispensable, and is never
/// weaker than itself.
namespace governance = kaisho::governance;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto policy = governance::Policy::parse(kaisho::text_of({data, size}));
  if (!policy) {
    KAISHO_ASSERT(!policy.error().message.empty() && policy.error().offset <= size);
    return 0;
  }
  const auto again = governance::Policy::parse(policy->text());
  KAISHO_ASSERT(again.has_value() && again->root() == policy->root());
  for (const auto& name : governance::indispensable(*policy)) {
    auto others = policy->organizations();
    others.erase(name);
    KAISHO_ASSERT(!policy->holds_for(others));
  }
  const auto itself = governance::weaker_by(*policy, *policy, 20'000);
  KAISHO_ASSERT(!itself || !itself->answer);
  return 0;
}
