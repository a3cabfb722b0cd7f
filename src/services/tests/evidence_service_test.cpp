#include "kaisho/services/evidence_service.hpp"

#include <gtest/gtest.h>

#include <kaisho/evidence/verify.hpp>

#include "service_chain.hpp"

namespace kaisho::services {
namespace {

using namespace test;

std::vector<EvidenceService::Signer> two_signers() {
  std::vector<EvidenceService::Signer> signers;
  signers.push_back({"bank", checkpoint_key(1)});
  signers.push_back({"broker", checkpoint_key(2)});
  return signers;
}

struct Witness : ServiceChain {
  EvidenceService evidence{{*chain.store}, two_signers()};
};

TEST(EvidenceService, G11_builds_a_pack_that_verifies_without_the_node) {
  Witness witness;
  const auto mined = witness.mine({.to = kShop, .value = 5});
  const auto earlier = witness.evidence.checkpoint();
  ASSERT_TRUE(earlier);
  witness.mine({.nonce = 1, .to = kShop, .value = 1});
  const auto pack = witness.evidence.build(
      {.transactions = {mined.transaction().hash},
       .states = {{.kind = StateClaimRequest::Kind::account, .address = kShop, .slot = {}, .at = Height{1}},
                  {.kind = StateClaimRequest::Kind::storage, .address = kShop, .slot = {}, .at = Tag::latest}},
       .earlier_checkpoint = *earlier});
  ASSERT_TRUE(pack) << pack.error().text;
  const evidence::VerifierKey bank{"bank", checkpoint_key(1).public_key()};
  const auto report = evidence::verify(*pack, {.any_of = {}, .all_of = {bank}});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->holds());
  EXPECT_EQ(report->checkpoint_size, 3u);
}

TEST(EvidenceService, G11_says_what_is_not_there) {
  Witness witness;
  EXPECT_EQ(witness.evidence.build({.transactions = {Hash{}}, .states = {}, .earlier_checkpoint = {}}).error().code,
            ErrorCode::not_found);
  EXPECT_EQ(
      witness.evidence
          .build({.transactions = {},
                  .states = {{.kind = StateClaimRequest::Kind::account, .address = kShop, .slot = {}, .at = Height{9}}},
                  .earlier_checkpoint = {}})
          .error()
          .code,
      ErrorCode::unknown_block);
}

TEST(EvidenceService, G11_signs_nothing_without_a_key) {
  ServiceChain chain;
  const EvidenceService keyless({*chain.chain.store}, {});
  EXPECT_EQ(keyless.checkpoint().error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace kaisho::services
