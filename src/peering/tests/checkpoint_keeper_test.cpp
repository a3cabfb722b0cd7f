#include "kaisho/peering/checkpoint_keeper.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <kaisho/codec/merkle.hpp>

#include "peering_samples.hpp"

namespace kaisho::peering {
namespace {

using namespace testing;
namespace merkle = codec::merkle;

const std::string kOrigin = "kaisho/31337/00112233aabbccdd";

/// A member with a history of its own making and a key.
struct Node {
  Node(const std::string& name, std::uint8_t number, const std::filesystem::path& folder)
      : member_name(name), key_number(number), path(folder / name) {
    grow(5);
    open();
  }
  void grow(std::uint64_t blocks, std::uint8_t flavour = 0) {
    for (; blocks > 0; --blocks) {
      const std::uint8_t leaf[] = {static_cast<std::uint8_t>(leaves.size()), flavour};
      leaves.push_back(merkle::leaf_hash(leaf));
    }
  }
  void open() {
    keeper.reset();
    auto opened = try_open();
    ASSERT_TRUE(opened) << opened.error();
    keeper = std::move(*opened);
  }
  std::expected<std::unique_ptr<CheckpointKeeper>, std::string> try_open() {
    return CheckpointKeeper::open({.history = {kOrigin, [this] { return leaves.size(); },
                                               [this](std::uint64_t size) -> std::optional<Hash> {
                                                 if (size > leaves.size() || size < readable_from) return std::nullopt;
                                                 return merkle::root(std::span(leaves).first(size));
                                               }},
                                   .signer = CheckpointKeeper::Signer{member_name, signing_key(key_number)},
                                   .members = [] { return all(); },
                                   .folder = path,
                                   .warn = [this](std::string_view line) { warnings.emplace_back(line); },
                                   .outvoted = [this](const std::string& line) { outvoted.push_back(line); }});
  }
  static std::vector<Member> all() {
    std::vector<Member> members;
    std::uint8_t number = 0;
    for (const auto* name : {"bank", "broker", "exchange"}) {
      members.push_back({name, "", std::nullopt, signing_key(++number).public_key()});
    }
    return members;
  }

  std::string member_name;
  std::uint8_t key_number;
  std::filesystem::path path;
  std::vector<Hash> leaves;
  std::uint64_t readable_from = 1;
  std::vector<std::string> warnings, outvoted;
  std::unique_ptr<CheckpointKeeper> keeper;
};

class Checkpoints : public ::testing::Test {
 protected:
  Folder folder_;
  Node bank_{"bank", 1, folder_.path()};
  Node broker_{"broker", 2, folder_.path()};
  Node exchange_{"exchange", 3, folder_.path()};
};

TEST_F(Checkpoints, of_one_size_become_one_note_with_all_signatures) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  EXPECT_TRUE(bank_.keeper->lacks("broker"));
  EXPECT_EQ(bank_.keeper->take("broker", *broker_.keeper->sign(5)), Heard::agrees);
  EXPECT_EQ(bank_.keeper->take("exchange", *exchange_.keeper->sign(5)), Heard::agrees);
  EXPECT_FALSE(bank_.keeper->lacks("broker"));
  const auto best = bank_.keeper->best(1);
  ASSERT_TRUE(best);
  EXPECT_EQ(best->signers.size(), 3u);
  for (const auto& key : best->signers) EXPECT_TRUE(best->note.is_signed_by(key));
  EXPECT_EQ(bank_.keeper->take("broker", *broker_.keeper->sign(5)), Heard::agrees) << "twice changes nothing";
  EXPECT_EQ(bank_.keeper->best(1)->signers.size(), 3u);
  EXPECT_TRUE(bank_.warnings.empty());
}

TEST_F(Checkpoints, the_best_is_signed_by_most_and_then_the_newest) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  bank_.keeper->take("broker", *broker_.keeper->sign(5));
  bank_.grow(1);
  ASSERT_TRUE(bank_.keeper->sign_latest());
  EXPECT_EQ(bank_.keeper->target(), 6u);
  EXPECT_EQ(bank_.keeper->best(1)->checkpoint.size, 5u);
  EXPECT_EQ(bank_.keeper->best(6)->checkpoint.size, 6u);
  EXPECT_FALSE(bank_.keeper->best(7));
  EXPECT_EQ(bank_.keeper->list().front().checkpoint.size, 6u);
}

TEST_F(Checkpoints, a_member_that_is_away_does_not_hold_the_newest_of_the_majority_back) {
  EXPECT_FALSE(bank_.keeper->newest_of_majority());
  ASSERT_TRUE(bank_.keeper->sign_latest());
  bank_.keeper->take("broker", *broker_.keeper->sign(5));
  bank_.keeper->take("exchange", *exchange_.keeper->sign(5));
  for (auto* node : {&bank_, &broker_}) node->grow(1);
  ASSERT_TRUE(bank_.keeper->sign_latest());
  EXPECT_EQ(bank_.keeper->newest_of_majority()->checkpoint.size, 5u);
  bank_.keeper->take("broker", *broker_.keeper->sign(6));
  EXPECT_EQ(bank_.keeper->newest_of_majority()->checkpoint.size, 6u);
  EXPECT_EQ(bank_.keeper->best(1)->checkpoint.size, 5u) << "three signed this one";
}

TEST_F(Checkpoints, are_not_given_for_what_was_not_executed) {
  EXPECT_EQ(bank_.keeper->sign(6).error().fault, KeeperFault::not_executed);
  EXPECT_EQ(bank_.keeper->sign(0).error().fault, KeeperFault::not_executed);
  bank_.readable_from = 4;
  EXPECT_EQ(bank_.keeper->sign(3).error().fault, KeeperFault::not_executed);
  EXPECT_TRUE(bank_.keeper->sign(4));
}

TEST_F(Checkpoints, one_key_never_signs_two_histories_over_a_restart) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  bank_.leaves.resize(4);
  bank_.open();
  EXPECT_EQ(bank_.keeper->sign_latest().error().fault, KeeperFault::behind_signed);
  bank_.grow(4, 9);  // catches up with another history
  EXPECT_EQ(bank_.keeper->sign_latest().error().fault, KeeperFault::other_history);
  EXPECT_EQ(bank_.keeper->sign(2).error().fault, KeeperFault::other_history) << "even where both are the same";
  bank_.leaves.resize(4);
  bank_.grow(4);
  EXPECT_TRUE(bank_.keeper->sign_latest()) << "the history that it signed";
}

TEST_F(Checkpoints, nothing_is_signed_where_the_earlier_signature_can_not_be_compared) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  bank_.grow(5);
  bank_.readable_from = 8;  // began again with a snapshot
  bank_.open();
  const auto refused = bank_.keeper->sign_latest();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, KeeperFault::behind_signed);
  EXPECT_NE(refused.error().text.find("snapshot"), std::string::npos);
}

TEST_F(Checkpoints, what_is_signed_is_on_file_first) {
  ASSERT_TRUE(bank_.keeper->sign(3));
  std::ifstream file(bank_.path / "signed.note");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(evidence::parse_checkpoint(evidence::parse_note(text)->text)->size, 5u) << "the whole history at once";
  std::filesystem::remove_all(bank_.path);
  bank_.grow(1);
  EXPECT_EQ(bank_.keeper->sign_latest().error().fault, KeeperFault::medium);
  EXPECT_TRUE(bank_.keeper->sign(5)) << "covered by what was on file";
}

TEST_F(Checkpoints, a_damaged_record_of_signatures_stops_the_start) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  std::ofstream(bank_.path / "signed.note") << "nonsense";
  const auto opened = bank_.try_open();
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().find("damaged"), std::string::npos);
}

TEST_F(Checkpoints, a_lie_is_kept_as_evidence_that_anybody_can_check) {
  exchange_.leaves.resize(4);
  exchange_.grow(1, 7);
  ASSERT_TRUE(bank_.keeper->sign_latest());
  bank_.keeper->take("broker", *broker_.keeper->sign(5));
  EXPECT_EQ(bank_.keeper->take("exchange", *exchange_.keeper->sign(5)), Heard::fork);
  EXPECT_EQ(bank_.keeper->take("exchange", *exchange_.keeper->sign(5)), Heard::fork);
  ASSERT_EQ(bank_.keeper->forks().size(), 1u);
  ASSERT_EQ(bank_.warnings.size(), 1u) << "told once";
  EXPECT_TRUE(bank_.warnings.front().starts_with("FORK: exchange"));
  EXPECT_TRUE(bank_.keeper->lacks("exchange"));

  const auto fork = bank_.keeper->forks().front();
  std::ifstream file(fork.file);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto read = evidence::read_fork(text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->first.signers.size(), 2u) << "bank and broker against exchange";
  const auto report = evidence::judge_fork(
      *read,
      {.any_of = {{"bank", signing_key(1).public_key()}, {"exchange", signing_key(3).public_key()}}, .all_of = {}});
  EXPECT_TRUE(report.holds());

  bank_.open();
  ASSERT_EQ(bank_.keeper->forks().size(), 1u) << "still known after a restart";
  EXPECT_EQ(bank_.keeper->forks().front().member, "exchange");
}

TEST_F(Checkpoints, a_lie_about_what_comes_later_is_found_when_it_comes) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  exchange_.grow(2, 7);
  EXPECT_EQ(bank_.keeper->take("exchange", *exchange_.keeper->sign(7)), Heard::ahead);
  EXPECT_TRUE(bank_.keeper->forks().empty());
  bank_.grow(2);
  ASSERT_TRUE(bank_.keeper->sign_latest());
  EXPECT_EQ(bank_.keeper->forks().size(), 1u);
}

TEST_F(Checkpoints, one_that_more_than_a_third_contradict_is_wrong_itself) {
  bank_.leaves.resize(4);
  bank_.grow(1, 7);
  ASSERT_TRUE(bank_.keeper->sign_latest());
  bank_.keeper->take("broker", *broker_.keeper->sign(5));
  EXPECT_TRUE(bank_.outvoted.empty()) << "one of three may lie";
  bank_.keeper->take("broker", *broker_.keeper->sign(5));
  EXPECT_TRUE(bank_.outvoted.empty()) << "the same one again";
  for (int times = 0; times < 2; ++times) bank_.keeper->take("exchange", *exchange_.keeper->sign(5));
  ASSERT_EQ(bank_.outvoted.size(), 1u) << "told once";
  EXPECT_NE(bank_.outvoted.front().find("broker, exchange signed root"), std::string::npos) << bank_.outvoted.front();
}

TEST_F(Checkpoints, those_who_contradict_each_other_outvote_nobody) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  broker_.leaves.resize(4);
  broker_.grow(1, 7);
  exchange_.leaves.resize(4);
  exchange_.grow(1, 8);
  bank_.keeper->take("broker", *broker_.keeper->sign(5));
  bank_.keeper->take("exchange", *exchange_.keeper->sign(5));
  EXPECT_EQ(bank_.keeper->forks().size(), 2u);
  EXPECT_TRUE(bank_.outvoted.empty());
}

TEST_F(Checkpoints, only_the_members_own_signature_counts) {
  ASSERT_TRUE(bank_.keeper->sign_latest());
  EXPECT_EQ(bank_.keeper->take("broker", *exchange_.keeper->sign(5)), Heard::not_signed);
  EXPECT_EQ(bank_.keeper->take("stranger", *exchange_.keeper->sign(5)), Heard::not_signed);
  EXPECT_EQ(bank_.keeper->take("exchange", "nonsense"), Heard::not_signed);
  const auto other = evidence::sign_checkpoint({"kaisho/1/00112233aabbccdd", 5, {}}, {{"broker", signing_key(2)}});
  EXPECT_EQ(bank_.keeper->take("broker", other), Heard::other_chain);
  EXPECT_TRUE(bank_.keeper->forks().empty());
  EXPECT_EQ(bank_.keeper->best(1)->signers.size(), 1u);
}

TEST_F(Checkpoints, a_member_that_lies_for_ever_fills_no_disk) {
  exchange_.leaves.resize(1);
  exchange_.grow(60, 7);
  bank_.grow(60);
  ASSERT_TRUE(bank_.keeper->sign_latest());
  for (std::uint64_t size = 2; size < 60; ++size) bank_.keeper->take("exchange", *exchange_.keeper->sign(size));
  EXPECT_EQ(bank_.keeper->forks().size(), CheckpointKeeper::kForksOfAMember);
}

}  // namespace
}  // namespace kaisho::peering
