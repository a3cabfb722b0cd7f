#include "kaisho/evidence/fork.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "sample_chain.hpp"

namespace kaisho::evidence {
namespace {

using namespace testing;

Checkpoint checkpoint_with_root(std::uint8_t fill, std::uint64_t size = 7) {
  Hash root;
  root.bytes.fill(fill);
  return {"kaisho/31337/00112233aabbccdd", size, root};
}

ForkSide side(const Checkpoint& checkpoint, const std::string& name, std::uint8_t number) {
  const auto key = organization_key(number);
  return {sign_checkpoint(checkpoint, {{name, key}}), {verifier(name, number)}};
}

ForkEvidence two_members() {
  return {side(checkpoint_with_root(1), "bank", 1), side(checkpoint_with_root(2), "exchange", 3)};
}

bool says(const ForkReport& report, std::string_view part) {
  return std::ranges::any_of(report.problems, [&](const auto& text) { return text.find(part) != std::string::npos; });
}

TEST(Fork, proves_that_two_members_signed_two_histories) {
  const auto report = judge_fork(two_members(), {});
  EXPECT_TRUE(report.holds());
  EXPECT_EQ(report.size, 7u);
  EXPECT_TRUE(report.both.empty());
  EXPECT_EQ(verify_fork_for_people(write_fork(two_members()), {}).exit_code, 0);
}

TEST(Fork, names_the_key_that_signed_both) {
  const ForkEvidence fork{side(checkpoint_with_root(1), "bank", 1), side(checkpoint_with_root(2), "bank", 1)};
  const auto report = judge_fork(fork, {.any_of = {verifier("bank", 1)}, .all_of = {}});
  EXPECT_TRUE(report.holds());
  EXPECT_EQ(report.both, std::vector<std::string>{"bank"});
}

TEST(Fork, is_none_where_the_checkpoints_agree_or_speak_of_different_things) {
  auto same = two_members();
  same.second = side(checkpoint_with_root(1), "exchange", 3);
  EXPECT_TRUE(says(judge_fork(same, {}), "say the same"));
  auto longer = two_members();
  longer.second = side(checkpoint_with_root(2, 8), "exchange", 3);
  EXPECT_TRUE(says(judge_fork(longer, {}), "different sizes"));
  auto other = checkpoint_with_root(2);
  other.origin = "kaisho/1/00112233aabbccdd";
  auto foreign = two_members();
  foreign.second = side(other, "exchange", 3);
  EXPECT_TRUE(says(judge_fork(foreign, {}), "different ledgers"));
}

TEST(Fork, wants_a_trusted_key_on_each_side) {
  EXPECT_FALSE(judge_fork(two_members(), {.any_of = {verifier("bank", 1)}, .all_of = {}}).holds());
  EXPECT_TRUE(
      judge_fork(two_members(), {.any_of = {verifier("bank", 1), verifier("exchange", 3)}, .all_of = {}}).holds());
}

TEST(Fork, refuses_a_signature_that_is_not_the_named_keys) {
  auto fork = two_members();
  fork.second.signers = {verifier("exchange", 4)};
  EXPECT_FALSE(judge_fork(fork, {}).holds());
  fork.second.signers = {};
  EXPECT_FALSE(judge_fork(fork, {}).holds());
}

TEST(Fork, no_changed_character_of_the_file_leaves_it_a_proof) {
  const auto text = write_fork(two_members());
  const Trust trust{.any_of = {verifier("bank", 1), verifier("exchange", 3)}, .all_of = {}};
  ASSERT_EQ(verify_fork_for_people(text, trust).exit_code, 0);
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto changed = text;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_NE(verify_fork_for_people(changed, trust).exit_code, 0) << "at " << at << ": " << changed;
  }
}

TEST(Fork, reads_what_it_writes_and_nothing_else) {
  const auto text = write_fork(two_members());
  EXPECT_EQ(read_fork(text), two_members());
  EXPECT_TRUE(is_fork_text(text));
  EXPECT_FALSE(is_fork_text("{\"format\":\"kaisho-evidence-pack/1\"}"));
  EXPECT_FALSE(is_fork_text("no JSON"));
  EXPECT_EQ(read_fork("{\"format\":\"kaisho-fork-evidence/1\"}").error().where, "first");
  EXPECT_EQ(verify_fork_for_people("[]", {}).exit_code, 2);
}

}  // namespace
}  // namespace kaisho::evidence
