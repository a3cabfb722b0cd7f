#include "kaisho/consensus/replay.hpp"

#include <gtest/gtest.h>

#include "test_chain.hpp"

namespace kaisho::consensus {
namespace {

using namespace test;

void make_history(TestChain& chain) {
  const auto created = chain.submit({.to = std::nullopt, .data = reverter(), .gas = 200'000});
  const auto program = *created->inclusion->receipt().contract_address;
  ASSERT_TRUE(chain.submit({.nonce = 1, .to = program, .gas = 100'000}));
  ASSERT_TRUE(chain.engine->make_block());
  for (std::uint8_t from = 2; from < 6; ++from) ASSERT_TRUE(chain.submit({.from = from, .to = account(1), .value = 9}));
}

TEST(Replay, of_an_honest_history_gives_every_root_again) {
  TestChain chain;
  make_history(chain);
  Height last_heard = 0;
  const auto report = replay(*chain.store, chain.rules,
                             {.scratch = chain.folder.path() / "scratch", .progress = [&](Height done, Height last) {
                                EXPECT_EQ(done, ++last_heard);
                                EXPECT_EQ(last, 7u);
                                return true;
                              }});
  EXPECT_TRUE(report.equal()) << report.difference.value_or(Difference{}).what << report.failure.value_or("");
  EXPECT_EQ(report.last, 7u);
  EXPECT_EQ(report.transactions, 6u);
}

/// An EVM with one unit of gas more for every transaction.
class Dearer final : public ledger::Executor {
 public:
  explicit Dearer(const ledger::Executor& inner) : inner_(inner) {}
  [[nodiscard]] std::expected<ledger::ExecutionResult, ledger::ExecutionRefused> execute(
      const ledger::StateView& state, const ledger::BlockContext& block, const ledger::Message& message,
      const ledger::ExecutionRules& rules, std::span<const ledger::SystemContract* const> contracts) const override {
    auto result = inner_.execute(state, block, message, rules, contracts);
    if (result && block.height == 4) --result->gas_used;
    return result;
  }

 private:
  const ledger::Executor& inner_;
};

TEST(Replay, names_the_first_difference) {
  TestChain chain;
  make_history(chain);
  const Dearer dearer(*chain.executor);
  const ledger::Rules other{.executor = dearer,
                            .system_contracts = {},
                            .admission = nullptr,
                            .create_mode = ledger::CreateMode::open,
                            .limit_code_size = true};
  const auto report = replay(*chain.store, other, {.scratch = chain.folder.path() / "scratch", .progress = {}});
  ASSERT_TRUE(report.difference);
  EXPECT_EQ(report.difference->height, 4u);
  EXPECT_EQ(report.difference->what, "receipt 0");
  EXPECT_NE(report.difference->stored, report.difference->replayed);
  EXPECT_EQ(report.last, 3u);
}

class NobodyMayPay final : public ledger::Admission {
 public:
  [[nodiscard]] std::optional<std::string> refuse(const ledger::StateView&,
                                                  const ledger::SignedTransaction& tx) const override {
    if (tx.transaction.value.is_zero()) return std::nullopt;
    return "nobody may pay";
  }
};

TEST(Replay, says_which_transaction_the_rules_refuse) {
  TestChain chain;
  make_history(chain);
  const NobodyMayPay admission;
  auto other = chain.rules;
  ledger::Rules strict{.executor = other.executor,
                       .system_contracts = {},
                       .admission = &admission,
                       .create_mode = ledger::CreateMode::open,
                       .limit_code_size = true};
  const auto report = replay(*chain.store, strict, {.scratch = chain.folder.path() / "scratch", .progress = {}});
  ASSERT_TRUE(report.difference);
  EXPECT_EQ(report.difference->what, "transaction 0");
  EXPECT_EQ(report.difference->replayed, "not admitted: nobody may pay");
}

TEST(Replay, stops_when_told_to) {
  TestChain chain;
  make_history(chain);
  const auto report =
      replay(*chain.store, chain.rules,
             {.scratch = chain.folder.path() / "scratch", .progress = [](Height, Height) { return false; }});
  EXPECT_TRUE(report.stopped);
  EXPECT_EQ(report.last, 1u);
}

}  // namespace
}  // namespace kaisho::consensus
