#pragma once

#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include <kaisho/consensus/solo.hpp>
#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/evm/evm.hpp>
#include <kaisho/storage/chain_store.hpp>

/// A chain for tests: real EVM, real store in a folder of its own, a clock that stands still until it is set.
namespace kaisho::consensus::test {

class ManualClock final : public Clock {
 public:
  [[nodiscard]] std::uint64_t now_ms() const override { return now_ms_; }
  void set(std::uint64_t now_ms) { now_ms_ = now_ms; }

 private:
  std::atomic<std::uint64_t> now_ms_{1'000'000};
};

/// A folder that goes with its owner.
class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "kaisho-test-XXXXXX").string();
    path_ = ::mkdtemp(name.data()) ? name : throw std::runtime_error("no temporary folder");
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline crypto::PrivateKey key(std::uint8_t number) {
  std::array<std::uint8_t, 32> bytes{};
  bytes[31] = number;
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes));
}
inline Address account(std::uint8_t number) { return crypto::address_of(key(number)); }

inline constexpr std::uint64_t kFunds = 1'000'000'000;

/// Accounts 1 to 9 hold kFunds.
inline ledger::Genesis genesis(Gas gas_limit = 60'000'000) {
  ledger::Genesis made;
  made.timestamp = 1'000;
  made.gas_limit = gas_limit;
  for (std::uint8_t i = 1; i < 10; ++i) {
    made.state.accounts[account(i)].account = ledger::Account{.nonce = 0, .balance = kFunds};
  }
  return made;
}

struct Draft {
  std::uint8_t from = 1;
  std::uint64_t nonce = 0;
  std::optional<Address> to = Address{};
  std::uint64_t value = 0;
  Bytes data = {};
  Gas gas = 21'000;
  std::uint64_t fee = 0;
};

inline Bytes wire(const Draft& draft, ChainId chain = 31337) {
  ledger::Transaction made;
  made.type = ledger::TransactionType::dynamic_fee;
  made.chain_id = chain;
  made.nonce = draft.nonce;
  made.to = draft.to;
  made.value = draft.value;
  made.data = draft.data;
  made.gas_limit = draft.gas;
  made.max_fee_per_gas = made.max_priority_fee_per_gas = draft.fee;
  return ledger::encode_transaction(ledger::sign_transaction(std::move(made), key(draft.from)));
}

/// Creates a contract that answers every call with REVERT and the word 42.
inline Bytes reverter() {
  return {0x69, 0x60, 0x2a, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00,
          0xfd, 0x60, 0x00, 0x52, 0x60, 0x0a, 0x60, 0x16, 0xf3};
}

/// An engine over a real store and EVM; who derives from it opens the engine.
template <class OfKind>
class EngineOnStore {
 public:
  EngineOnStore(const EngineOnStore&) = delete;
  EngineOnStore& operator=(const EngineOnStore&) = delete;

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

  [[nodiscard]] std::uint64_t balance(const Address& address) const { return at(address).balance.low_u64(); }
  [[nodiscard]] std::uint64_t nonce(const Address& address) const { return at(address).nonce; }

  Folder folder;
  ManualClock clock;
  std::unique_ptr<ledger::Executor> executor = evm::make_executor();
  ledger::Rules rules{.executor = *executor,
                      .system_contracts = {},
                      .admission = nullptr,
                      .create_mode = ledger::CreateMode::open,
                      .limit_code_size = true};
  std::unique_ptr<storage::ChainStore> store;
  std::unique_ptr<OfKind> engine;

 protected:
  explicit EngineOnStore(const ledger::Genesis& from) : genesis_(from) {}
  ~EngineOnStore() = default;
  void open_store() { store = *storage::ChainStore::open({.folder = folder.path() / "chain"}, genesis_); }

 private:
  [[nodiscard]] ledger::Account at(const Address& address) const {
    return store->latest()->account(address).value_or(ledger::Account{});
  }

  ledger::Genesis genesis_;
};

class TestChain : public EngineOnStore<Solo> {
 public:
  explicit TestChain(const SoloOptions& options = {}, const ledger::Genesis& from = genesis())
      : EngineOnStore(from), options_(options) {
    open();
  }
  void open() {
    open_store();
    engine = std::make_unique<Solo>(Solo::Dependencies{*store, rules, clock}, options_);
  }

 private:
  SoloOptions options_;
};

}  // namespace kaisho::consensus::test
