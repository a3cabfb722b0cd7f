#include "kaisho/consensus/cometbft.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <kaisho/base/hex.hpp>

#include "test_chain.hpp"

namespace kaisho::consensus {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::HasSubstr;

const Address kShop{{0x51}};

/// CometBFT for one member, by hand: a mempool that asks CheckTx, and blocks when the test wants one.
class FakeComet {
 public:
  class Rpc final : public EngineRpc {
   public:
    explicit Rpc(FakeComet& comet) : comet_(comet) {}
    RpcResult<void> broadcast(ByteView transaction) override { return comet_.broadcast(bytes_of(transaction)); }
    RpcResult<EngineNode> node() override { return std::unexpected(RpcFailure{RpcFailure::Kind::unreachable, "away"}); }
    RpcResult<std::vector<EnginePeer>> peers() override { return std::vector<EnginePeer>{}; }
    RpcResult<EngineRound> round() override { return comet_.round(); }
    RpcResult<Bytes> proposed_app_hash() override { return comet_.proposed(); }

   private:
    FakeComet& comet_;
  };

  RpcResult<void> broadcast(Bytes transaction) {
    {
      const std::scoped_lock lock(mutex_);
      ++broadcasts_;
      changed_.notify_all();
      if (away_) return std::unexpected(RpcFailure{RpcFailure::Kind::unreachable, "nobody listens"});
    }
    std::promise<abci::CheckTxResponse> answer;
    app_->check_tx({.tx = transaction, .recheck = false},
                   [&answer](const abci::CheckTxResponse& response) { answer.set_value(response); });
    const auto response = answer.get_future().get();
    if (response.code != 0) return std::unexpected(RpcFailure{RpcFailure::Kind::refused, response.log});
    const std::scoped_lock lock(mutex_);
    if (std::ranges::find(mempool_, transaction) != mempool_.end()) {
      return std::unexpected(RpcFailure{RpcFailure::Kind::known, "tx already exists in cache"});
    }
    mempool_.push_back(std::move(transaction));
    changed_.notify_all();
    return {};
  }

  void attach(abci::Application& app) { app_ = &app; }
  void go_away() {
    const std::scoped_lock lock(mutex_);
    away_ = true;
    mempool_.clear();
  }
  void come_back() {
    {
      const std::scoped_lock lock(mutex_);
      away_ = false;
    }
    std::ignore = app_->info({});
  }
  void lose_mempool() {
    const std::scoped_lock lock(mutex_);
    mempool_.clear();
  }
  bool wait_for(std::size_t batches) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return mempool_.size() >= batches; });
  }
  bool wait_for_broadcasts(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return broadcasts_ >= count; });
  }
  std::size_t waiting() {
    const std::scoped_lock lock(mutex_);
    return mempool_.size();
  }

  /// One height from the mempool; false where the application refuses its own proposal.
  bool decide() {
    abci::BlockInfo info;
    info.height = ++height_;
    info.time = static_cast<abci::TimeNs>(2'000 + height_) * 1'000'000'000;
    abci::Transactions txs;
    {
      const std::scoped_lock lock(mutex_);
      txs = mempool_;
    }
    txs = app_->prepare_proposal({.block = info, .max_tx_bytes = 4u << 20, .txs = std::move(txs)});
    return decide(info, std::move(txs));
  }
  bool decide(const abci::BlockInfo& info, abci::Transactions txs) {
    Hash hash;
    hash.bytes[0] = static_cast<std::uint8_t>(info.height);
    hash.bytes[1] = 1;
    const auto voted = app_->process_proposal({.block = info, .hash = hash, .txs = txs});
    if (!voted.accept) return false;
    last_ = app_->finalize_block({.block = info, .hash = hash, .txs = txs});
    std::ignore = app_->commit();
    const std::scoped_lock lock(mutex_);
    std::erase_if(mempool_, [&](const Bytes& tx) { return std::ranges::find(txs, tx) != txs.end(); });
    return true;
  }
  [[nodiscard]] const abci::FinalizeBlockResponse& last() const { return last_; }

  /// What it says of the round above the last block.
  void contradict(const EngineRound& round, Bytes app_hash) {
    const std::scoped_lock lock(mutex_);
    round_ = round;
    proposed_ = std::move(app_hash);
  }
  EngineRound round() {
    const std::scoped_lock lock(mutex_);
    ++looks_;
    changed_.notify_all();
    return round_;
  }
  Bytes proposed() {
    const std::scoped_lock lock(mutex_);
    return proposed_;
  }
  bool wait_for_looks(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 10s, [&] { return looks_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  abci::Application* app_ = nullptr;
  abci::Transactions mempool_;
  abci::FinalizeBlockResponse last_;
  std::uint64_t height_ = 0;
  std::size_t broadcasts_ = 0, looks_ = 0;
  EngineRound round_;
  Bytes proposed_;
  bool away_ = false;
};

/// A member: real EVM, real store, its own engine.
class Member {
 public:
  explicit Member(CometbftOptions options = {}, const ledger::Genesis& from = genesis())
      : genesis_(from), options_(std::move(options)) {
    open();
  }
  void open() {
    store = *storage::ChainStore::open({.folder = folder.path() / "chain"}, genesis_);
    engine = *Cometbft::open({.store = *store,
                              .rules = rules,
                              .clock = clock,
                              .validators = {},
                              .node_ids = [this](const ledger::StateView&) { return node_ids; },
                              .rpc = std::make_unique<FakeComet::Rpc>(comet),
                              .status_rpc = std::make_unique<FakeComet::Rpc>(comet)},
                             options_);
    comet.attach(*engine);
  }
  void close() {
    engine.reset();
    store.reset();
  }
  std::vector<SubmitResult> submit(std::vector<Bytes> wires) {
    const auto promise = std::make_shared<std::promise<std::vector<SubmitResult>>>();
    engine->submit(std::move(wires),
                   [promise](std::vector<SubmitResult> results) { promise->set_value(std::move(results)); });
    return promise->get_future().get();
  }
  SubmitResult submit(const Draft& draft) { return std::move(submit(std::vector<Bytes>{wire(draft)}).front()); }
  [[nodiscard]] std::uint64_t balance(const Address& address) const {
    const auto found = store->latest()->account(address);
    return found ? found->balance.low_u64() : 0;
  }
  abci::InitChainResponse init(const Hash& named) {
    abci::InitChainRequest request;
    request.app_state = bytes_of(R"({"kaisho_genesis":")" + to_hex(named) + R"("})");
    return engine->init_chain(request);
  }

  std::uint32_t asked(const std::string& path) {
    abci::QueryRequest request;
    request.path = path;
    return engine->query(request).code;
  }

  Folder folder;
  ManualClock clock;
  std::unique_ptr<ledger::Executor> executor = evm::make_executor();
  ledger::Rules rules{.executor = *executor,
                      .system_contracts = {},
                      .admission = nullptr,
                      .create_mode = ledger::CreateMode::open,
                      .limit_code_size = true};
  std::vector<std::string> node_ids;
  FakeComet comet;
  std::unique_ptr<storage::ChainStore> store;
  std::unique_ptr<Cometbft> engine;

 private:
  ledger::Genesis genesis_;
  CometbftOptions options_;
};

TEST(Cometbft, answers_when_the_pool_has_it_and_makes_it_final_with_the_decided_block) {
  Member member;
  std::vector<Height> heads;
  const auto subscription =
      member.engine->subscribe([&](const storage::BlockPtr& block) { heads.push_back(block->block.header.height); });
  const auto result = member.submit({.to = kShop, .value = 5});
  ASSERT_TRUE(result) << result.error().text;
  EXPECT_FALSE(result->inclusion);
  EXPECT_TRUE(member.engine->pending(result->hash));
  EXPECT_EQ(member.engine->pending_nonce(account(1)), 1u);
  ASSERT_TRUE(member.comet.wait_for(1));
  EXPECT_EQ(member.store->height(), 0u);
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.balance(kShop), 5u);
  EXPECT_EQ(member.store->find_transaction(result->hash)->value(), (storage::TransactionPlace{1, 0}));
  EXPECT_FALSE(member.engine->pending(result->hash));
  EXPECT_EQ(member.engine->pool_size().transactions, 0u);
  EXPECT_EQ(member.engine->status().batches_in_flight, 0u);
  EXPECT_EQ(heads, std::vector<Height>{1});
  EXPECT_EQ(member.comet.last().app_hash, bytes_of(member.store->last_block()->hash.view()));
}

TEST(Cometbft, makes_no_ledger_block_of_a_block_without_transactions_and_keeps_its_hash) {
  Member member;
  ASSERT_TRUE(member.comet.decide());
  const auto first = member.comet.last().app_hash;
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.comet.last().app_hash, first);
  EXPECT_EQ(member.store->height(), 0u);
  EXPECT_EQ(member.engine->info({}).last_block_height, 2u);
  EXPECT_EQ(member.engine->status().consensus_height, 2u);
}

TEST(Cometbft, packs_what_came_together_into_one_batch) {
  Member member;
  std::vector<Bytes> wires;
  for (std::uint8_t from = 1; from < 10; ++from) {
    for (std::uint64_t nonce = 0; nonce < 20; ++nonce) {
      wires.push_back(wire({.from = from, .nonce = nonce, .to = kShop, .value = 1}));
    }
  }
  for (const auto& result : member.submit(wires)) ASSERT_TRUE(result);
  ASSERT_TRUE(member.comet.wait_for(1));
  EXPECT_LE(member.comet.waiting(), 2u);
  while (member.balance(kShop) < 180) ASSERT_TRUE(member.comet.wait_for(1) && member.comet.decide());
  EXPECT_EQ(member.engine->times().transactions, 180u);
}

TEST(Cometbft, sends_again_what_cometbft_lost_and_what_it_did_not_take) {
  Member member({.resend_after = 20ms});
  member.comet.go_away();
  const auto result = member.submit({.to = kShop, .value = 5});
  ASSERT_TRUE(result);
  ASSERT_TRUE(member.comet.wait_for_broadcasts(2));
  EXPECT_THAT(member.engine->status().reason, HasSubstr("nobody listens; transactions wait"));
  EXPECT_TRUE(member.engine->status().accepts);
  member.comet.come_back();
  ASSERT_TRUE(member.comet.wait_for(1));
  member.comet.lose_mempool();
  ASSERT_TRUE(member.comet.wait_for(1));
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.balance(kShop), 5u);
  EXPECT_EQ(member.engine->status().batches_in_flight, 0u);
}

TEST(Cometbft, tells_why_a_decided_transaction_was_skipped_and_forgets_it) {
  Member member;
  // Each is payable by itself; the second is not any more when the first is done.
  const auto results =
      member.submit(std::vector<Bytes>{wire({.nonce = 0, .to = kShop, .value = kFunds}),
                                       wire({.nonce = 1, .to = kShop, .value = 1}), wire({.nonce = 2, .to = kShop})});
  for (const auto& result : results) ASSERT_TRUE(result);
  while (member.engine->pool_size().transactions > 1) ASSERT_TRUE(member.comet.wait_for(1) && member.comet.decide());
  ASSERT_TRUE(member.engine->skipped(results[1]->hash));
  EXPECT_THAT(*member.engine->skipped(results[1]->hash), HasSubstr("insufficient funds"));
  EXPECT_FALSE(member.engine->pending(results[1]->hash));
  // The third waits for another transaction of nonce 1, and goes on with it.
  EXPECT_TRUE(member.engine->pending(results[2]->hash));
  ASSERT_TRUE(member.submit({.nonce = 1, .to = kShop}));
  while (member.engine->pool_size().transactions > 0) ASSERT_TRUE(member.comet.wait_for(1) && member.comet.decide());
  EXPECT_EQ(member.store->latest()->account(account(1))->nonce, 3u);
}

TEST(Cometbft, reuses_what_the_proposal_gave_and_works_once_on_each_signature) {
  Member sender;
  const auto result = sender.submit({.to = kShop, .value = 5});
  ASSERT_TRUE(result);
  ASSERT_TRUE(sender.comet.wait_for(1));
  ASSERT_TRUE(sender.comet.decide());
  EXPECT_EQ(sender.engine->times().blocks, 1u);
}

TEST(Cometbft, comes_back_with_what_it_had_committed_and_executes_a_repeated_block_once) {
  Member member;
  ASSERT_TRUE(member.submit({.to = kShop, .value = 5}));
  ASSERT_TRUE(member.comet.wait_for(1));
  ASSERT_TRUE(member.comet.decide());
  const auto before = member.engine->info({});
  EXPECT_EQ(before.last_block_height, 1u);
  member.close();
  member.open();
  const auto after = member.engine->info({});
  EXPECT_EQ(after.last_block_height, 1u);
  EXPECT_EQ(after.last_block_app_hash, before.last_block_app_hash);
  ASSERT_TRUE(member.submit({.nonce = 1, .to = kShop, .value = 5}));
  ASSERT_TRUE(member.comet.wait_for(1));
  ASSERT_TRUE(member.comet.decide());
  EXPECT_EQ(member.balance(kShop), 10u);
}

TEST(Cometbft, begins_only_with_the_genesis_of_its_own_chain) {
  Member member;
  EXPECT_EQ(member.init(member.store->genesis_hash()).app_hash, bytes_of(member.store->genesis_hash().view()));
  try {
    std::ignore = member.init(Hash{{7}});
    FAIL() << "began with a foreign genesis";
  } catch (const abci::Halt& halt) {
    EXPECT_THAT(halt.what(), HasSubstr("of another chain"));
  }
  EXPECT_TRUE(member.engine->status().halted);
  EXPECT_FALSE(member.engine->status().accepts);
  EXPECT_EQ(member.submit({.to = kShop}).error().code, RefusalCode::stopped);
}

TEST(Cometbft, lets_only_members_nodes_connect) {
  Member member;
  EXPECT_EQ(member.asked("/p2p/filter/id/aa"), 0u);
  member.node_ids = {"aa", "bb"};
  EXPECT_EQ(member.asked("/p2p/filter/id/bb"), 0u);
  EXPECT_NE(member.asked("/p2p/filter/id/cc"), 0u);
  EXPECT_EQ(member.asked("/p2p/filter/addr/127.0.0.1:5"), 0u);
  EXPECT_NE(member.asked("/store"), 0u);
}

TEST(Cometbft, leaves_it_to_the_members_when_a_block_is_made) {
  Member member;
  const auto block = member.engine->make_block();
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().code, RefusalCode::not_alone);
}

TEST(Cometbft, halts_when_the_others_decided_on_a_block_that_contradicts_its_state) {
  Member member({.watch_period = 10ms});
  ASSERT_TRUE(member.comet.decide());
  member.comet.contradict({.height = 2, .proposal = "AA", .validators = 4, .precommitted = 2}, Bytes(32, 7));
  ASSERT_TRUE(member.comet.wait_for_looks(3));
  EXPECT_FALSE(member.engine->status().halted);  // two of four decide nothing
  member.comet.contradict({.height = 2, .proposal = "AA", .validators = 4, .precommitted = 3}, Bytes(32, 7));
  const auto deadline = std::chrono::steady_clock::now() + 10s;
  while (!member.engine->status().halted && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  EXPECT_THAT(member.engine->status().reason, HasSubstr("3 of 4 members decided on next names 0x0707"));
  EXPECT_EQ(member.submit({.to = kShop}).error().code, RefusalCode::stopped);
}

TEST(Cometbft, refuses_a_proposal_that_no_correct_member_makes) {
  Member member;
  abci::BlockInfo info;
  info.height = 1;
  EXPECT_FALSE(member.comet.decide(info, {Bytes{9, 9, 9}}));
  abci::CheckTxResponse answer;
  member.engine->check_tx({.tx = {9, 9, 9}, .recheck = false},
                          [&](const abci::CheckTxResponse& response) { answer = response; });
  EXPECT_NE(answer.code, 0u);
  EXPECT_FALSE(answer.log.empty());
}

}  // namespace
}  // namespace kaisho::consensus
