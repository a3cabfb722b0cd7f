#include "kaisho/evidence/verify.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sample_chain.hpp"

namespace kaisho::evidence {
namespace {

using namespace testing;

class Verify : public ::testing::Test {
 protected:
  /// The sample pack, changed by `change` on the way from reading to writing.
  template <class Change>
  [[nodiscard]] Report report_of(Change change, const Trust& trust = {}) const {
    auto pack = *read_pack(text_);
    change(pack);
    const auto report = verify(write_pack(pack), trust);
    EXPECT_TRUE(report.has_value());
    return report.value_or(Report{});
  }
  static std::string reason_of(const Report& report, std::string_view part_of_claim) {
    for (const auto& claim : report.claims) {
      if (claim.text.find(part_of_claim) != std::string::npos && !claim.holds) return claim.reason;
    }
    return "holds";
  }
  static bool has_problem(const Report& report, std::string_view part) {
    return std::ranges::any_of(report.problems,
                               [&](const auto& problem) { return problem.find(part) != std::string::npos; });
  }
  SampleChain chain_;
  std::string text_ = chain_.full_pack();
};

TEST_F(Verify, G11_finds_every_claim_of_a_whole_pack_true) {
  const auto report = verify(text_, {});
  ASSERT_TRUE(report.has_value());
  for (const auto& claim : report->claims) EXPECT_TRUE(claim.holds) << claim.text << ": " << claim.reason;
  for (const auto& problem : report->problems) ADD_FAILURE() << problem;
  EXPECT_TRUE(report->holds());
  EXPECT_EQ(report->claims.size(), 1u + 2 + 5 + 2 + 5);
  EXPECT_EQ(report->chain_id, kChain);
  EXPECT_EQ(report->genesis_hash, chain_.genesis_hash());
  EXPECT_EQ(report->checkpoint_size, 9u);
}

TEST_F(Verify, G11_says_that_keys_come_from_the_pack_where_none_are_trusted) {
  const auto report = *verify(text_, {});
  EXPECT_FALSE(report.trust_given);
  EXPECT_NE(verify_for_people(text_, {}).text.find("keys come from the pack itself"), std::string::npos);
  for (const auto& signer : report.signers) EXPECT_FALSE(signer.trusted);
}

TEST_F(Verify, G11_wants_one_of_the_trusted_keys) {
  EXPECT_TRUE(verify(text_, {.any_of = {verifier("stranger", 9), verifier("bank", 1)}, .all_of = {}})->holds());
  const auto report = *verify(text_, {.any_of = {verifier("stranger", 9)}, .all_of = {}});
  EXPECT_FALSE(report.holds());
  EXPECT_TRUE(has_problem(report, "none of the trusted keys"));
  EXPECT_FALSE(verify(text_, {.any_of = {verifier("bank", 9)}, .all_of = {}})->holds()) << "the name is not enough";
  EXPECT_FALSE(verify(text_, {.any_of = {verifier("other", 1)}, .all_of = {}})->holds());
}

TEST_F(Verify, G11_wants_each_of_the_required_keys) {
  EXPECT_TRUE(verify(text_, {.any_of = {}, .all_of = SampleChain::signers()})->holds());
  const auto report = *verify(text_, {.any_of = {}, .all_of = {verifier("bank", 1), verifier("auditor", 8)}});
  EXPECT_FALSE(report.holds());
  EXPECT_TRUE(has_problem(report, "auditor+"));
}

TEST_F(Verify, G11_refuses_a_checkpoint_that_a_stranger_signed_in_a_members_name) {
  const auto thief = organization_key(66);
  const auto report = report_of([&](Pack& pack) {
    pack.checkpoint = sign_checkpoint(chain_.checkpoint(9), {{"bank", thief}, {"broker", thief}, {"exchange", thief}});
  });
  EXPECT_FALSE(report.holds());
  for (const auto& claim : report.claims) EXPECT_FALSE(claim.holds) << claim.text;
  EXPECT_NE(reason_of(report, "signed by").find("the signature of bank is wrong"), std::string::npos);
}

TEST_F(Verify, G11_refuses_a_listed_signer_who_has_not_signed) {
  const auto report = report_of([&](Pack& pack) { pack.signers.push_back(verifier("auditor", 8)); });
  EXPECT_FALSE(report.holds());
}

TEST_F(Verify, G11_refuses_one_signer_who_signs_twice) {
  const auto bank = organization_key(1);
  const auto report = report_of([&](Pack& pack) {
    pack.checkpoint = sign_checkpoint(chain_.checkpoint(9), {{"bank", bank}, {"bank", bank}, {"bank", bank}});
  });
  EXPECT_FALSE(report.holds());
}

TEST_F(Verify, G11_refuses_a_checkpoint_of_another_chain) {
  auto other = chain_.checkpoint(9);
  other.origin = checkpoint_origin(1, chain_.genesis_hash());
  const auto bank = organization_key(1);
  const auto report = report_of([&](Pack& pack) {
    pack.signers = {verifier("bank", 1)};
    pack.checkpoint = sign_checkpoint(other, {{"bank", bank}});
  });
  EXPECT_FALSE(report.holds());
  EXPECT_NE(reason_of(report, "signed by").find("nothing in the pack"), std::string::npos);
  EXPECT_TRUE(has_problem(report, "origin is not this chain"));
}

TEST_F(Verify, G11_refuses_an_empty_list_of_claims) {
  const auto report = report_of([](Pack& pack) { pack.claims.clear(); });
  EXPECT_FALSE(report.holds());
  EXPECT_TRUE(has_problem(report, "claims nothing"));
}

TEST_F(Verify, G11_refuses_a_sentence_that_says_more_than_its_proof) {
  const auto report = report_of([](Pack& pack) { pack.claims.back().text += " and the sender is honest"; });
  EXPECT_FALSE(report.holds());
  EXPECT_EQ(reason_of(report, "honest"), "nothing in the pack shows this");
}

TEST_F(Verify, G11_refuses_one_proof_for_two_claims) {
  const auto report = report_of([](Pack& pack) { pack.claims.push_back(pack.claims.back()); });
  EXPECT_FALSE(report.holds());
}

TEST_F(Verify, G11_refuses_evidence_that_no_claim_names) {
  const auto report = report_of([](Pack& pack) { pack.claims.pop_back(); });
  EXPECT_FALSE(report.holds());
  EXPECT_TRUE(has_problem(report, "records[4]: no claim names it"));
}

TEST_F(Verify, G11_refuses_presence_shown_by_a_proof_of_absence_and_the_reverse) {
  const auto absent = report_of([](Pack& pack) { pack.records[0].value = std::nullopt; });
  EXPECT_FALSE(absent.holds());
  EXPECT_TRUE(has_problem(absent, "presence against absence"));
  const auto present = report_of([](Pack& pack) { pack.records[1].value = Bytes(32, 1); });
  EXPECT_TRUE(has_problem(present, "presence against absence"));
}

TEST_F(Verify, G11_refuses_a_record_of_another_height) {
  const auto report = report_of([](Pack& pack) { pack.records[0].block = 3; });
  EXPECT_FALSE(report.holds());
}

TEST_F(Verify, G11_refuses_empty_proofs_and_paths) {
  EXPECT_FALSE(report_of([](Pack& pack) { pack.records[0].proof.clear(); }).holds());
  EXPECT_FALSE(report_of([](Pack& pack) { pack.blocks[0].path.clear(); }).holds());
  EXPECT_FALSE(report_of([](Pack& pack) { pack.transactions[0].receipt_path.clear(); }).holds());
  EXPECT_FALSE(report_of([](Pack& pack) { pack.older_checkpoints[0].consistency.clear(); }).holds());
  EXPECT_FALSE(report_of([](Pack& pack) { pack.genesis_path.clear(); }).holds());
}

TEST_F(Verify, G11_shows_labels_apart_from_what_is_proved) {
  const auto report = *verify(text_, {});
  ASSERT_EQ(report.labels.size(), 2u);
  EXPECT_EQ(report.labels[1].text, "consent of bank");
  EXPECT_NE(verify_for_people(text_, {}).text.find("(not proved)"), std::string::npos);
}

TEST_F(Verify, G11_answers_people_with_an_exit_code_and_the_claim_that_fails) {
  EXPECT_EQ(verify_for_people(text_, {}).exit_code, 0);
  EXPECT_EQ(verify_for_people("{}", {}).exit_code, 2);
  auto pack = *read_pack(text_);
  pack.records[0].value->back() ^= 1;
  const auto verdict = verify_for_people(write_pack(pack), {});
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_NE(verdict.text.find("FAILS  storage slot"), std::string::npos) << verdict.text;
}

TEST_F(Verify, G11_prints_nothing_that_moves_the_cursor) {
  auto pack = *read_pack(text_);
  pack.records[0].label = "\x1b[2J\nholds  everything\xc2\x9b";
  const auto text = verify_for_people(write_pack(pack), {}).text;
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("\nholds  everything"), std::string::npos);
  EXPECT_EQ(text.find('\x9b'), std::string::npos);
}

}  // namespace
}  // namespace kaisho::evidence
