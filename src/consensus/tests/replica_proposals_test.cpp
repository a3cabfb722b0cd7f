#include <gtest/gtest.h>

#include "replica_fixture.hpp"

// What a member proposes, and what it votes for.
namespace kaisho::consensus::test {
namespace {

TEST(Replica, refuses_what_no_correct_member_proposes) {
  Member member(genesis(), {.block_transactions = 3});
  const auto good = batch({pay(1, 0)});
  EXPECT_EQ(member.vote({}), std::nullopt) << "an empty block is legal";
  EXPECT_EQ(member.vote({good}), std::nullopt);
  EXPECT_EQ(member.vote({good, garbage()}), RejectCode::not_a_batch);
  EXPECT_EQ(member.vote({good, good}), RejectCode::repeated_batch);
  EXPECT_EQ(member.vote({good, batch({pay(2, 0), pay(2, 1), pay(2, 2)})}), RejectCode::too_many);
  EXPECT_EQ(member.vote({batch({signed_tx(pay(1, 0), 4711)})}), RejectCode::dead_batch) << "another chain's";
  member.decide({good});
  EXPECT_EQ(member.vote({good}), RejectCode::dead_batch);
  EXPECT_EQ(member.vote({batch({pay(1, 0), pay(1, 1)})}), std::nullopt) << "one of it is alive";
}

TEST(Replica, proposes_only_what_the_others_accept) {
  Member member;
  member.decide({batch({pay(1, 0)})});
  const std::vector<Received> offers{batch({pay(1, 0)}),             // dead
                                     garbage(),                      //
                                     batch({pay(1, 1)}),             // good
                                     batch({pay(1, 0), pay(1, 1)}),  // nothing new
                                     batch({pay(2, 1)}),
                                     batch({pay(2, 0)}),   // out of order, together complete
                                     batch({pay(3, 1)})};  // its first nonce is elsewhere
  const auto chosen = member.propose(offers);
  EXPECT_EQ(chosen, (std::vector<std::size_t>{2, 4, 5}));
  std::vector<Received> proposal;
  for (const auto i : chosen) proposal.push_back(offers[i]);
  EXPECT_EQ(member.vote(proposal), std::nullopt);
}

TEST(Replica, proposes_a_gap_when_it_has_waited_long_enough) {
  const Member member(genesis(), {.patience = 2});
  const std::vector<Offer> offers{{batch({pay(1, 1)}), 1}};
  EXPECT_TRUE(member.replica->prepare(1, offers, 1 << 20).empty());
  EXPECT_TRUE(member.replica->prepare(2, offers, 1 << 20).empty());
  EXPECT_EQ(member.replica->prepare(3, offers, 1 << 20).size(), 1u) << "or it would fill the mempools for ever";
}

TEST(Replica, leaves_batches_behind_a_gap_for_later_too) {
  const Member member;
  EXPECT_EQ(member.propose({batch({pay(1, 2)}), batch({pay(1, 0), pay(1, 4)}), batch({pay(2, 0)}), batch({pay(1, 1)})}),
            std::vector<std::size_t>{2});
}

TEST(Replica, proposes_a_part_of_a_batch_that_is_held_back_where_another_brings_it) {
  const Member member;
  const auto early = signed_tx(pay(1, 0));
  EXPECT_EQ(member.propose({batch({early, signed_tx(pay(2, 5))}), batch({early})}), std::vector<std::size_t>{1});
}

TEST(Replica, does_not_search_for_ever_in_a_row_of_gaps) {
  const Member member;
  std::vector<Received> row;  // each one's second transaction is the first one of the next
  for (std::uint8_t i = 1; i < 9; ++i) {
    row.push_back(batch({pay(i, 1, 0), pay(static_cast<std::uint8_t>(i + 1), 0, 0)}));
  }
  const auto chosen = member.propose(row);
  std::vector<Received> proposal;
  for (const auto i : chosen) proposal.push_back(row[i]);
  EXPECT_EQ(member.vote(proposal), std::nullopt);
}

TEST(Replica, proposes_no_more_than_fits) {
  const Member member(genesis(50'000), {.block_transactions = 4});
  const auto large = batch({pay(1, 0), pay(1, 1), pay(1, 2)});
  const auto small = batch({pay(2, 0)});
  EXPECT_EQ(member.propose({large, small}), std::vector<std::size_t>{0}) << "alone, though its gas is too much";
  EXPECT_EQ(member.propose({small, large}), std::vector<std::size_t>{0});
  EXPECT_EQ(member.propose({small, batch({pay(3, 0)}), batch({pay(4, 0)})}), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(member.propose({small, batch({pay(3, 0)})}, (*small)->size + 3), std::vector<std::size_t>{0});
  EXPECT_TRUE(member.propose({small}, (*small)->size + 1).empty()) << "tag and length take two bytes";
}

TEST(Replica, members_that_propose_differently_execute_alike) {
  Member one, other;
  const std::vector<Received> here{batch({pay(1, 0)}), batch({pay(2, 0), pay(2, 1)}), batch({pay(1, 1)})};
  const std::vector<Received> there{here[2], here[1], here[0]};
  EXPECT_EQ(one.propose(here).size(), 3u);
  EXPECT_EQ(other.propose(there).size(), 3u);
  const auto a = one.decide(here);
  const auto b = other.decide(here);
  EXPECT_EQ(a.block->hash, b.block->hash);
  EXPECT_EQ(a.candidate->results, b.candidate->results);
  EXPECT_EQ(one.chain.last_block()->block.header.state_root, other.chain.last_block()->block.header.state_root);
}

}  // namespace
}  // namespace kaisho::consensus::test
