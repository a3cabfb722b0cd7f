#include <gtest/gtest.h>

#include <algorithm>

#include "kaisho/evidence/verify.hpp"
#include "sample_chain.hpp"

namespace kaisho::evidence {
namespace {

using namespace testing;

/// At least two of the three.
Requirement majority() {
  return {"Majority[bank,broker,exchange]", [](const NameSet& names) {
            return std::ranges::count_if(std::array{"bank", "broker", "exchange"},
                                         [&](const char* name) { return names.contains(name); }) >= 2;
          }};
}

Trust trust_in(std::vector<VerifierKey> keys) {
  return {.any_of = std::move(keys), .all_of = {}, .requirement = majority()};
}

class Requirements : public ::testing::Test {
 protected:
  /// The same pack, its checkpoint signed by these only.
  [[nodiscard]] std::string pack_signed_by(const std::vector<std::pair<std::string, std::uint8_t>>& names) const {
    auto request = chain_.full_request();
    request.older_checkpoints.clear();
    request.signers.clear();
    SignedNote note{checkpoint_text(chain_.checkpoint(kLastBlock + 1)), {}};
    for (const auto& [name, number] : names) {
      request.signers.push_back(verifier(name, number));
      note.signatures.push_back(sign_note(note.text, name, organization_key(number)));
    }
    request.checkpoint = note.to_text();
    return build(request, chain_.source()).value();
  }
  SampleChain chain_;
};

TEST_F(Requirements, G11_are_met_by_enough_trusted_signers) {
  const auto report = verify(pack_signed_by({{"bank", 1}, {"exchange", 3}}), trust_in(SampleChain::signers()));
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->holds());
  EXPECT_TRUE(report->policy_met);
  EXPECT_EQ(report->vouching, (NameSet{"bank", "exchange"}));
}

TEST_F(Requirements, G11_are_not_met_by_one_of_three) {
  const auto report = verify(pack_signed_by({{"broker", 2}}), trust_in(SampleChain::signers()));
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->holds());
  EXPECT_EQ(report->problems.size(), 1u);
  EXPECT_NE(report->problems.front().find("broker signed"), std::string::npos);
}

TEST_F(Requirements, G11_do_not_count_names_whose_keys_only_the_pack_knows) {
  const auto forged = pack_signed_by({{"bank", 1}, {"broker", 77}, {"exchange", 78}});
  const auto report = verify(forged, trust_in(SampleChain::signers()));
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->holds());
  EXPECT_EQ(report->vouching, NameSet{"bank"});
}

TEST_F(Requirements, G11_count_nobody_where_a_signature_is_wrong) {
  auto pack = *read_pack(pack_signed_by({{"bank", 1}, {"broker", 2}, {"exchange", 3}}));
  auto note = *parse_note(pack.checkpoint);
  note.signatures.back().signature.front() ^= 1;
  pack.checkpoint = note.to_text();
  const auto report = verify(write_pack(pack), trust_in(SampleChain::signers()));
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->holds());
  EXPECT_TRUE(report->vouching.empty());
}

TEST_F(Requirements, G11_bind_the_pack_to_the_readers_ledger) {
  auto trust = trust_in(SampleChain::signers());
  const auto pack = pack_signed_by({{"bank", 1}, {"broker", 2}});
  trust.genesis_document = SampleChain::document();
  EXPECT_TRUE(verify(pack, trust)->holds());
  trust.genesis_document = Hash{};
  EXPECT_FALSE(verify(pack, trust)->holds());
}

}  // namespace
}  // namespace kaisho::evidence
