#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include <kaisho/consensus/engine.hpp>

#include "kaisho/services/refused_box.hpp"
#include "kaisho/services/types.hpp"

/// The ledger as its users see it: send, call, look up. Knows no wire format of any API.
namespace kaisho::services {

/// What became of a sent transaction.
struct Sent {
  Hash hash;
  /// The block that holds it, durable, where blocks are made on demand and no earlier nonce is missing.
  std::optional<MinedTransaction> mined{};
  Bytes output{};             ///< returned or revert data, where mined
  std::string halt_reason{};  ///< where it was mined and the EVM halted
};
using SentResults = std::vector<Result<Sent>>;
/// Called once, on a thread of the engine: hand the results on and return.
using SentDone = std::function<void(SentResults)>;

/// A call or the draft of a transaction; what is missing is chosen.
struct CallRequest {
  Address from{};
  std::optional<Address> to{};  ///< nothing creates a contract
  std::optional<Gas> gas{};
  std::optional<Amount> max_fee_per_gas{};  ///< also of gasPrice; nothing: no fee is asked and none is checked
  std::optional<Amount> max_priority_fee_per_gas{};
  Amount value{};
  Bytes data{};
  std::optional<std::uint64_t> nonce{};
  std::vector<ledger::AccessListEntry> access_list{};
};

struct CallOutcome {
  Bytes output;
  Gas gas_used = 0;
};

/// Logs of a range, or of one block where `block_hash` is set. Empty lists match everything.
struct LogFilter {
  BlockId from = Tag::latest;
  BlockId to = Tag::latest;
  std::optional<Hash> block_hash{};
  std::vector<Address> addresses{};         ///< any of these
  std::vector<std::vector<Word>> topics{};  ///< at place n any of topics[n]; at most 4 places
};

struct FeeHistory {
  Height oldest = 0;
  std::vector<Amount> base_fees;  ///< one more than blocks: the last is the next block's
  std::vector<double> gas_used_ratios;
  std::vector<std::vector<Amount>> rewards;  ///< a block's priority fees at the asked percentiles, by gas
};

struct LedgerLimits {
  Gas call_gas = 50'000'000;               ///< most gas of a call that is never mined
  std::size_t max_logs = 10'000;           ///< in one answer
  std::uint64_t max_log_blocks = 100'000;  ///< in one range
  std::uint64_t max_fee_blocks = 1'024;
};

/// A whole state in 32 KiB, to find where two nodes' states differ without sending either.
struct StateDigest {
  static constexpr std::size_t kBuckets = 4'096;
  static constexpr std::size_t kSize = 8;  ///< bytes kept of a bucket's hash
  Height height = 0;
  Hash state_root;
  Bytes buckets;  ///< kBuckets times kSize; see `bucket_of`

  /// Where a raw key belongs: the first 12 bits of its BLAKE3.
  [[nodiscard]] static std::uint32_t bucket_of(ByteView raw_key);
};

/// Thread-safe. Calls and look-ups never wait for a block in the making.
class LedgerService {
 public:
  /// Outlive the service.
  struct Dependencies {
    storage::ChainStore& store;
    consensus::Engine& engine;
    const ledger::Rules& rules;
    RefusedBox* refused = nullptr;  ///< takes what admission does not; also outlives the engine
  };
  explicit LedgerService(const Dependencies& dependencies, const LedgerLimits& limits = {});

  // --- sending -----------------------------------------------------------------------------------------------------
  /// Sends wire transactions; the results come together, in their order. A mined transaction that reverted is a
  /// success here (it is in a block): look at `mined->receipt().success` and `output`.
  void send(std::vector<Bytes> wires, SentDone done);
  /// The same for one, waiting for its block. Not on a thread of the engine.
  [[nodiscard]] Result<Sent> send_and_wait(Bytes wire);
  /// Makes a block now, empty or not.
  [[nodiscard]] Result<BlockPtr> mine();

  // --- calling -----------------------------------------------------------------------------------------------------
  /// Runs a message on the state after a block, changing nothing. Errors: reverted, halted, refused, unknown_block,
  /// pruned, too_much, storage.
  [[nodiscard]] Result<CallOutcome> call(const CallRequest& request, const BlockId& at) const;
  /// The smallest gas limit with which the message succeeds. Errors as `call`, and cancelled (looked at between runs).
  [[nodiscard]] Result<Gas> estimate_gas(const CallRequest& request, const BlockId& at,
                                         const std::stop_token& stop = {}) const;

  // --- looking up --------------------------------------------------------------------------------------------------
  [[nodiscard]] ChainId chain_id() const;
  [[nodiscard]] Height height() const;
  [[nodiscard]] BlockPtr head() const;
  /// Null where there is no such block.
  [[nodiscard]] Result<BlockPtr> block(const BlockId& id) const;
  /// The height that an id names now. Errors: unknown_block.
  [[nodiscard]] Result<Height> resolve(const BlockId& id) const;
  /// Nothing where no block holds it.
  [[nodiscard]] Result<std::optional<MinedTransaction>> transaction(const Hash& hash) const;
  [[nodiscard]] Result<std::optional<MinedTransaction>> transaction(const BlockId& id, std::uint64_t index) const;
  /// A transaction that waits for a block; null where it does not.
  [[nodiscard]] std::shared_ptr<const ledger::SignedTransaction> waiting(const Hash& hash) const;
  /// The transactions of a block with their log indices.
  [[nodiscard]] static std::vector<MinedTransaction> transactions_of(const BlockPtr& block);

  [[nodiscard]] Result<Amount> balance(const Address& address, const BlockId& at) const;
  /// `pending` counts the transactions that wait.
  [[nodiscard]] Result<std::uint64_t> nonce(const Address& address, const BlockId& at) const;
  [[nodiscard]] Result<Bytes> code(const Address& address, const BlockId& at) const;
  [[nodiscard]] Result<Word> storage(const Address& address, const Word& slot, const BlockId& at) const;

  /// In the ledger's order. Errors: unknown_block, invalid_request, too_much, cancelled, storage.
  [[nodiscard]] Result<std::vector<FoundLog>> logs(const LogFilter& filter, const std::stop_token& stop = {}) const;
  /// From the first block on up to `filter.to`, however many blocks there are: one range after the other. Errors: as
  /// `logs`.
  [[nodiscard]] Result<std::vector<FoundLog>> all_logs(LogFilter filter, const std::stop_token& stop = {}) const;
  /// Logs of one block that match; for subscriptions.
  [[nodiscard]] static std::vector<FoundLog> matching_logs(const BlockPtr& block, const LogFilter& filter);

  /// What a legacy transaction has to offer to be taken.
  [[nodiscard]] Amount gas_price() const;
  [[nodiscard]] Result<FeeHistory> fee_history(std::uint64_t blocks, const BlockId& newest,
                                               const std::vector<double>& percentiles) const;

  /// Presence or absence of a record of the state, as ICS-23. `raw_key`: kaisho/state/keys.hpp.
  [[nodiscard]] Result<storage::StateProof> state_proof(ByteView raw_key, const BlockId& at) const;

  /// A walk over the whole state of a block. Errors: unknown_block, pruned, storage.
  [[nodiscard]] Result<StateDigest> state_digest(const BlockId& at) const;
  /// (raw key, value) of one bucket in key order; the same walk. Errors: the same, invalid_request.
  [[nodiscard]] Result<std::vector<std::pair<Bytes, Bytes>>> state_bucket(const BlockId& at,
                                                                          std::uint32_t bucket) const;

  // --- watching ----------------------------------------------------------------------------------------------------
  [[nodiscard]] consensus::Subscription subscribe_heads(consensus::HeadCallback callback);
  /// Whether transactions are taken; where not, why.
  [[nodiscard]] consensus::EngineStatus status() const;
  /// The other members as the engine sees them; a sentence where it can not say. Asks another process.
  [[nodiscard]] std::expected<consensus::EngineNetwork, std::string> network() const;
  /// Why the members skipped a transaction that they had decided on; nothing where they did not, or too long ago.
  [[nodiscard]] std::optional<std::string> skipped(const Hash& hash) const;
  [[nodiscard]] consensus::StageTimes times() const;
  [[nodiscard]] pool::Pool::Size pool_size() const;

 private:
  struct Place {
    ledger::BlockContext context;
    std::shared_ptr<const ledger::StateView> state;
  };
  [[nodiscard]] Result<Place> place(const BlockId& at) const;
  [[nodiscard]] Result<std::shared_ptr<const ledger::StateView>> state(const BlockId& at) const;
  [[nodiscard]] Result<ledger::ExecutionResult> run(const Place& place, const CallRequest& request, Gas gas) const;

  Dependencies needs_;
  LedgerLimits limits_;
};

}  // namespace kaisho::services
