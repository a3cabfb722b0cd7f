#include "kaisho/governance/rebuilds.hpp"

#include "ledger_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

class Rebuilds : public ::testing::Test {
 protected:
  Rebuilds() {
    const auto manifest = samples::with_manifest(samples::folder()).back();
    package = package_hash(text_of(manifest.bytes));
    EXPECT_EQ(ledger.send(kBank, calls::register_program("BOND", "folder", text_of(manifest.bytes))), "");
  }
  Bytes signed_by(std::uint8_t who, RebuildOutcome outcome, const Hash& report = {}) {
    const RebuildAttestation attestation{"BOND", package, outcome, report};
    return calls::attest_rebuild(attestation, sign_digest(key(who), digest(attestation, kChain)));
  }
  Ledger ledger;
  Hash package;
};

TEST_F(Rebuilds, G2_records_what_each_organization_found_beside_each_other) {
  const Hash report = crypto::sha256(view_of("report"));
  EXPECT_EQ(ledger.send(kStranger, signed_by(kBank, RebuildOutcome::matches, report)), "");
  EXPECT_EQ(ledger.send(kBroker, signed_by(kBroker, RebuildOutcome::differs)), "");
  const auto found = rebuilds(ledger.slots(), package);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].outcome, RebuildOutcome::matches);
  EXPECT_EQ(found[0].report_hash, report);
  EXPECT_EQ(found[1].outcome, RebuildOutcome::differs);
  EXPECT_FALSE(find_rebuild(ledger.slots(), package, 3));
}

TEST_F(Rebuilds, G2_refuses_strangers_repetitions_other_hashes_and_outcomes_that_are_none) {
  EXPECT_NE(ledger.send(kStranger, signed_by(kStranger, RebuildOutcome::matches)), "");
  EXPECT_NE(ledger.send(kBank, signed_by(kBank, static_cast<RebuildOutcome>(4))), "");
  const RebuildAttestation matches{"BOND", package, RebuildOutcome::matches, {}};
  const auto signature = sign_digest(key(kBank), digest(matches, kChain));
  const RebuildAttestation forged{"BOND", package, RebuildOutcome::differs, {}};
  EXPECT_NE(ledger.send(kBank, calls::attest_rebuild(forged, signature)), "");
  EXPECT_EQ(ledger.send(kBank, calls::attest_rebuild(matches, signature)), "");
  EXPECT_NE(ledger.send(kBank, calls::attest_rebuild(matches, signature)).find("already"), std::string::npos);
  auto unknown = matches;
  unknown.package_hash = crypto::sha256(view_of("unknown"));
  EXPECT_NE(ledger.send(kBank, calls::attest_rebuild(unknown, sign_digest(key(kBank), digest(unknown, kChain)))), "");
  EXPECT_EQ(rebuilds(ledger.slots(), package).size(), 1u);
}

}  // namespace
}  // namespace kaisho::governance::testing
