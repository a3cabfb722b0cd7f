#pragma once

#include "kaisho/governance/consent.hpp"
#include "kaisho/governance/records.hpp"

/// Whether organizations could make a package's artifacts again from its sources (G2), as each says and signs.
namespace kaisho::governance {

/// Never renumbered; what each means: docs/formats/package.md, "Rebuilding". An organization without a record did not
/// try.
enum class RebuildOutcome : std::uint8_t { matches = 1, matches_but_for_metadata = 2, differs = 3 };
[[nodiscard]] std::string_view describe(RebuildOutcome outcome);

struct RebuildRecord {
  OrganizationNumber organization = 0;
  RebuildOutcome outcome = RebuildOutcome::differs;
  Timestamp time = 0;
  Hash report_hash;
  Bytes signature;
};
[[nodiscard]] std::optional<RebuildRecord> find_rebuild(const Slots& slots, const Hash& package,
                                                        OrganizationNumber organization);
/// Of all organizations that tried, in order of their numbers.
[[nodiscard]] std::vector<RebuildRecord> rebuilds(const Slots& slots, const Hash& package);

/// What an organization signs.
struct RebuildAttestation {
  std::string token_id;
  Hash package_hash;
  RebuildOutcome outcome = RebuildOutcome::differs;
  Hash report_hash;
};
[[nodiscard]] Hash digest(const RebuildAttestation& attestation, ChainId chain_id);

namespace calls {
[[nodiscard]] Bytes attest_rebuild(const RebuildAttestation& attestation, ByteView signature);
}

}  // namespace kaisho::governance
