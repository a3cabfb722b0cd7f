#include "kaisho/abci/grammar.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace kaisho::abci {
namespace {

Call call_named(std::string_view name) {
  for (int i = 0; i < 16; ++i) {
    if (name_of(static_cast<Call>(i)).starts_with(name)) return static_cast<Call>(i);
  }
  ADD_FAILURE() << "no call " << name;
  return Call::echo;
}

/// "info:0 init:1 prepare:1 / info:0": a call's first letters and its height; "/" begins a new life.
std::string verdict(const std::string& script) {
  std::vector<CallRecord> calls;
  std::istringstream words(script);
  std::uint64_t life = 1;
  for (std::string word; words >> word;) {
    if (word == "/") {
      ++life;
      continue;
    }
    const auto colon = word.find(':');
    const auto height = colon == std::string::npos ? 0 : std::stoull(word.substr(colon + 1));
    calls.push_back({life, 1, call_named(word.substr(0, colon)), height});
  }
  const auto checked = check_grammar(calls);
  return checked ? "" : std::to_string(checked.error().index) + ": " + checked.error().reason;
}

TEST(Grammar, a_clean_start_and_its_heights) {
  EXPECT_EQ(verdict("info:0 init:1 prepare:1 process:1 finalize:1 commit process:2 finalize:2 commit:2"), "");
  EXPECT_EQ(verdict("info:0 init:100 prepare:100 process:100 finalize:100 commit finalize:101 commit"), "");
}

TEST(Grammar, several_rounds_and_none) {
  EXPECT_EQ(verdict("info:4 prepare:5 process:5 process:5 prepare:5 extend verify finalize:5 commit finalize:6 commit"),
            "");
}

TEST(Grammar, free_calls_anywhere) {
  EXPECT_EQ(
      verdict("check query info:0 query init:1 check prepare:1 list load finalize:1 query info:0 check commit info:1"),
      "");
}

TEST(Grammar, a_state_sync_with_a_failed_attempt) {
  EXPECT_EQ(verdict("offer:50 apply offer:40 offer:60 apply apply info:60 finalize:61 commit"), "");
}

TEST(Grammar, lives_that_end_anywhere) {
  EXPECT_EQ(verdict("info:0 / info:0 init:1 / info:0 init:1 finalize:1 / info:0 init:1 finalize:1 commit / info:1 "
                    "finalize:2 commit"),
            "");
}

TEST(Grammar, refuses_heights_before_a_start) {
  EXPECT_EQ(verdict("finalize:1"), "0: finalize_block before the start was over");
  EXPECT_EQ(verdict("info:0 process:1"), "1: process_proposal before the start was over");
  EXPECT_EQ(verdict("offer:9 apply info:8 finalize:10"), "3: finalize_block before the start was over");
  EXPECT_EQ(verdict("offer:9 info:9 finalize:10"), "2: finalize_block before the start was over");
}

TEST(Grammar, refuses_a_second_genesis) {
  EXPECT_EQ(verdict("info:3 init:1"), "1: init_chain without an info before it that answered height 0");
  EXPECT_EQ(verdict("init:1"), "0: init_chain without an info before it that answered height 0");
}

TEST(Grammar, refuses_pairs_that_are_broken) {
  EXPECT_EQ(verdict("info:4 finalize:5 finalize:5"), "2: finalize_block twice without a commit between");
  EXPECT_EQ(verdict("info:4 commit"), "1: commit without a finalize_block before it");
  EXPECT_EQ(verdict("info:4 finalize:5 commit commit"), "3: commit without a finalize_block before it");
  EXPECT_EQ(verdict("info:4 finalize:5 process:6"), "2: process_proposal between finalize_block and commit");
}

TEST(Grammar, refuses_gaps_and_repetitions) {
  EXPECT_EQ(verdict("info:4 finalize:6"), "1: finalize_block of height 6 while 5 is decided");
  EXPECT_EQ(verdict("info:4 finalize:5 commit finalize:5"), "3: finalize_block of height 5 while 6 is decided");
  EXPECT_EQ(verdict("info:4 prepare:4"), "1: prepare_proposal of height 4 while 5 is decided");
}

TEST(Grammar, refuses_an_application_that_forgot_or_dreamt_a_block) {
  EXPECT_EQ(verdict("info:4 finalize:5 commit / info:4"), "3: info answers height 4, but 5 was committed");
  EXPECT_EQ(verdict("info:4 finalize:5 commit finalize:6 / info:6"), "4: info answers height 6, but 5 was committed");
}

TEST(Grammar, refuses_snapshots_out_of_place) {
  EXPECT_EQ(verdict("info:0 init:1 offer:5"), "2: a snapshot is offered to an application that has a state");
  EXPECT_EQ(verdict("apply"), "0: a chunk of a snapshot that was not offered");
}

TEST(Grammar, refuses_calls_of_a_dead_engine) {
  const std::vector<CallRecord> calls = {{2, 5, Call::info, 4}, {1, 4, Call::commit, 5}};
  EXPECT_EQ(check_grammar(calls).error().reason, "life 1 called after life 2 had begun");
}

}  // namespace
}  // namespace kaisho::abci
