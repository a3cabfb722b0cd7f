#include "kaisho/governance/program_test.hpp"

#include <kaisho/codec/json.hpp>

#include "chain_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

TestReport run(const Package& package, TestLimits limits = {}) {
  return run_tests(package, *evm::make_executor(), limits, [] { return false; }).value();
}

Package good() {
  return note_package({"artifacts/Note.json", "artifacts/NoteTest.json"}, R"(["artifacts/NoteTest.json"])");
}
Package hostile() {
  return note_package({"artifacts/Note.json", "artifacts/HostileTest.json", "artifacts/FailingSetUpTest.json"},
                      R"(["artifacts/HostileTest.json","artifacts/FailingSetUpTest.json"])");
}

TEST(ProgramTest, G2_passes_a_good_package_with_set_up_and_a_fresh_state_for_each_test) {
  const auto report = run(good());
  EXPECT_TRUE(report.success) << report.to_json();
  ASSERT_EQ(report.results.size(), 6u);
  for (const auto& one : report.results) {
    EXPECT_EQ(one.outcome, TestOutcome::passed) << one.test << ": " << one.reason;
    EXPECT_GT(one.gas, 21'000u);
  }
}

TEST(ProgramTest, G2_gives_the_same_report_on_every_node) {
  const auto package = good();
  const auto first = run(package);
  EXPECT_EQ(run(package).hash(), first.hash());
  EXPECT_EQ(codec::json::canonicalize(first.to_json()), first.to_json());
  EXPECT_EQ(first.hash(), crypto::sha256(view_of(first.to_json())));
}

TEST(ProgramTest, G2_names_every_way_in_which_a_test_fails_and_ends_the_one_that_never_ends) {
  TestLimits limits;
  limits.gas_per_test = 5'000'000;
  limits.log_bytes = 1'000'000;
  limits.gas_per_package = 200'000'000;
  const auto report = run(hostile(), limits);
  EXPECT_FALSE(report.success);
  std::map<std::string, std::pair<TestOutcome, std::string>> seen;
  for (const auto& one : report.results) seen[one.test] = {one.outcome, one.reason};
  EXPECT_EQ(seen.at("testNeverEnds()").first, TestOutcome::out_of_gas);
  EXPECT_EQ(seen.at("testEndsInAnInvalidInstruction()").first, TestOutcome::halted);
  EXPECT_EQ(seen.at("testIsWrong()"), std::pair(TestOutcome::failed, std::string("one and one is two")));
  EXPECT_EQ(seen.at("testRevertButDoesNot()").second, "should have reverted and did not");
  EXPECT_EQ(seen.at("testReturnsTooMuch()").first, TestOutcome::limit);
  EXPECT_EQ(seen.at("testWants(uint256)").second, "has parameters: only tests without parameters run");
  EXPECT_EQ(seen.at("testWorks()").first, TestOutcome::passed);
  EXPECT_EQ(seen.at("testAnything()").first, TestOutcome::setup_failed);
  EXPECT_EQ(seen.at("testAnything()").second.substr(0, 24), "setUp failed: reverted w");
}

TEST(ProgramTest, G2_bounds_the_logs_of_a_test) {
  const auto report = run(hostile());
  for (const auto& one : report.results) {
    if (one.test != "testFloodsTheLog()") continue;
    EXPECT_EQ(one.outcome, TestOutcome::limit) << one.reason;
  }
}

TEST(ProgramTest, G2_stops_when_the_packages_gas_is_used_up_the_same_way_every_time) {
  TestLimits limits;
  limits.gas_per_package = 2'500'000;
  const auto first = run(good(), limits);
  EXPECT_FALSE(first.success);
  EXPECT_EQ(run(good(), limits).hash(), first.hash());
}

TEST(ProgramTest, G2_gives_no_report_when_the_node_runs_out_of_time) {
  unsigned asked = 0;
  const auto report = run_tests(good(), *evm::make_executor(), {}, [&] { return ++asked > 3; });
  ASSERT_FALSE(report.has_value());
  EXPECT_EQ(report.error().reason, "stopped by the node's time limit");
}

TEST(ProgramTest, G2_writes_the_report_for_people_and_lets_no_test_write_markup) {
  auto report = run(good());
  EXPECT_NE(to_text(report).find("testTransfersToAHolder()  passed"), std::string::npos) << to_text(report);
  report.results[0].reason = "<script>|[x](http://y)";
  EXPECT_EQ(to_html(report).find("<script"), std::string::npos);
  EXPECT_NE(to_html(report).find("&lt;script&gt;"), std::string::npos);
  EXPECT_NE(to_markdown(report).find("\\<script\\>\\|\\[x\\]"), std::string::npos) << to_markdown(report);
  for (const auto& text : {to_text(report), to_markdown(report), to_html(report)}) {
    EXPECT_NE(text.find(to_hex(report.hash())), std::string::npos);
  }
}

TEST(ProgramTest, G2_is_no_success_without_a_single_test) {
  EXPECT_FALSE(run(note_package({"artifacts/Note.json"}, "[]")).success);
  EXPECT_FALSE(run(note_package({"artifacts/Note.json"}, R"(["artifacts/Note.json"])")).success);
}

}  // namespace
}  // namespace kaisho::governance::testing
