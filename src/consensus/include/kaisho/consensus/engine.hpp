#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <kaisho/ledger/transition.hpp>
#include <kaisho/pool/pool.hpp>
#include <kaisho/storage/chain_store.hpp>

#include "kaisho/consensus/network.hpp"

/// What orders transactions into blocks and makes them final. Nothing above knows which engine runs.
namespace kaisho::consensus {

/// Why a transaction was not taken. Stable, never renumbered.
enum class RefusalCode : std::uint8_t {
  undecodable = 1,  ///< no transaction, or a bad signature
  invalid = 2,      ///< a rule of the ledger (ledger::Invalid) or the consortium's admission refuses it
  pool = 3,         ///< the pool refuses it (pool::Refusal)
  busy = 4,         ///< too many transactions wait for their sender's recovery; try again
  stopped = 5,      ///< the engine takes nothing any more: it ends, or the store failed (the text says which)
  not_durable = 6,  ///< executed, but the block did not reach the disk; after a restart it may be there or not
  not_alone = 7,    ///< what is asked for is for all members together to decide
};

struct Refused {
  RefusalCode code = RefusalCode::invalid;
  std::string text{};          ///< a sentence that names the reason: "nonce too low: nonce 3, account has 5"
  std::optional<Hash> hash{};  ///< where the bytes were a transaction
  std::optional<ledger::Invalid> invalid{};  ///< where code is invalid
  std::optional<pool::Refusal> pool{};       ///< where code is pool
  pool::TransactionPtr transaction{};        ///< where admission did not take it: it will be in no block
};

/// What the block did with the transaction.
struct Inclusion {
  storage::BlockPtr block;  ///< durable and visible
  std::uint32_t index = 0;  ///< within the block
  Bytes output;             ///< returned or revert data
  std::string halt_reason;  ///< where the EVM halted

  [[nodiscard]] const ledger::Receipt& receipt() const { return block->block.receipts[index]; }
};

struct Accepted {
  Hash hash;
  /// In a mode that makes blocks on demand: the block, already durable. Nothing where blocks come at intervals, and
  /// where the transaction waits for an earlier nonce.
  std::optional<Inclusion> inclusion;
};

using SubmitResult = std::expected<Accepted, Refused>;
/// Gets the results in the order of the submissions; called once, on a thread of the engine. Must be quick and must
/// not wait for the engine.
using SubmitDone = std::function<void(std::vector<SubmitResult>)>;
/// Called after each block became durable and visible, in order, on the engine's thread: hand it on and return.
using HeadCallback = std::function<void(const storage::BlockPtr&)>;

/// Nanoseconds of processor time in each stage since the start; only ever grow. Decode and recover are summed over the
/// workers.
struct StageTimes {
  std::uint64_t decode_ns = 0;
  std::uint64_t recover_ns = 0;
  std::uint64_t admit_ns = 0;    ///< validity against the last block, pool
  std::uint64_t execute_ns = 0;  ///< EVM, overlay, receipts
  std::uint64_t seal_ns = 0;     ///< Merkle roots of transactions and receipts, header
  std::uint64_t tree_ns = 0;     ///< state tree
  std::uint64_t write_ns = 0;    ///< write batch
  std::uint64_t flush_ns = 0;    ///< waiting for the disk: no processor time
  std::uint64_t answer_ns = 0;   ///< pool upkeep, waiting clients, subscribers
  std::uint64_t blocks = 0;
  std::uint64_t transactions = 0;
};

/// Whether the engine makes blocks; where not, why.
struct EngineStatus {
  bool accepts = true;
  std::string reason{};  ///< where it does not accept, or where what it accepts has to wait
  std::string engine = "solo";
  bool halted = false;                 ///< it stopped for good and a person must look; reads go on
  std::uint64_t consensus_height = 0;  ///< of the last block that all members decided on; 0 where one decides alone
  Hash app_hash{};                     ///< what this member tells the others of its state; zero where it tells nobody
  std::size_t batches_in_flight = 0;   ///< sent to the other members, not decided yet
};

/// Keeps a subscription; unsubscribes when it goes.
class Subscription {
 public:
  Subscription() = default;
  explicit Subscription(std::function<void()> end) : end_(std::move(end)) {}
  Subscription(Subscription&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}
  Subscription& operator=(Subscription&& other) noexcept {
    if (this != &other) {
      reset();
      end_ = std::exchange(other.end_, nullptr);
    }
    return *this;
  }
  ~Subscription() { reset(); }
  void reset() {
    if (end_) std::exchange(end_, nullptr)();
  }

 private:
  std::function<void()> end_;
};

/// Thread-safe.
class Engine {
 public:
  Engine() = default;
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  virtual ~Engine() = default;

  /// Takes wire transactions: recovers their senders, checks them, adds them to the pool in their order.
  virtual void submit(std::vector<Bytes> wires, SubmitDone done) = 0;
  /// The same for one whose sender is known. It is in the pool (or refused) when this returns, so that the next
  /// `pending_nonce` counts it; `done` may be called before or after.
  virtual void submit_signed(ledger::SignedTransaction tx, SubmitDone done) = 0;

  /// Makes a block now, empty or not, and returns it when it is durable. Error text where the engine has stopped or
  /// where members decide together when blocks are made.
  [[nodiscard]] virtual std::expected<storage::BlockPtr, Refused> make_block() = 0;

  /// The nonce for the next transaction of this account: behind all that are ready in the pool.
  [[nodiscard]] virtual std::uint64_t pending_nonce(const Address& address) const = 0;
  /// A transaction that waits; null where it does not (any more).
  [[nodiscard]] virtual pool::TransactionPtr pending(const Hash& hash) const = 0;
  [[nodiscard]] virtual pool::Pool::Size pool_size() const = 0;
  /// What the next block would tell its programs.
  [[nodiscard]] virtual ledger::BlockContext next_context() const = 0;

  [[nodiscard]] virtual Subscription subscribe(HeadCallback callback) = 0;
  [[nodiscard]] virtual EngineStatus status() const = 0;
  /// The other members as the engine sees them; a sentence where it can not say, or where there are none. Asks another
  /// process: takes milliseconds, seconds where that process hangs.
  [[nodiscard]] virtual std::expected<EngineNetwork, std::string> network() const {
    return std::unexpected("one process decides alone");
  }
  /// Why a transaction that all members decided on was not executed; nothing for any other, and where it is too long
  /// ago. A sentence.
  [[nodiscard]] virtual std::optional<std::string> skipped(const Hash& /*transaction*/) const { return std::nullopt; }
  [[nodiscard]] virtual StageTimes times() const = 0;
};

}  // namespace kaisho::consensus
