#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/ledger/transition.hpp>

#include "kaisho/consensus/batch.hpp"
#include "kaisho/consensus/chain.hpp"
#include "kaisho/consensus/record.hpp"

/// The replicated state machine: what every member of a consortium does with the blocks that the engine decides on.
/// Pure: no thread, clock or socket; the same calls give the same bytes on every member.
namespace kaisho::consensus {

/// A member's vote in the engine.
struct Validator {
  FixedBytes<32, struct ValidatorKeyTag> key;  ///< Ed25519
  std::uint64_t power = 0;                     ///< in an update, 0 removes it
  friend auto operator<=>(const Validator&, const Validator&) = default;
};
/// The validators that a state names (governance); pure, in any order, no key twice.
using ValidatorsOf = std::function<std::vector<Validator>(const ledger::StateView&)>;

/// A block of the engine: a proposal, or decided.
struct ConsensusBlock {
  std::uint64_t height = 0;
  std::uint64_t time = 0;  ///< seconds since 1970
  Hash hash;               ///< as the engine names it
  std::span<const Received> batches;
};

/// A batch that may be proposed.
struct Offer {
  Received batch;
  std::uint64_t since = 0;  ///< consensus height at which this member first saw it
};

struct ReplicaLimits {
  std::size_t proposal_bytes = std::size_t{4} << 20;  ///< of a proposal; the engine's own limit may be lower
  std::size_t block_transactions = 65'536;            ///< of all batches of a block; the same on all members
  /// Consensus heights for which a batch that waits for an earlier nonce is held back before it is proposed anyway (and
  /// its transactions are skipped, so that nobody can fill the members' mempools for ever).
  std::uint64_t patience = 16;
  std::size_t candidates = 4;  ///< executed proposals of a height that are remembered
};

/// Why a batch or a block is refused. Stable, never renumbered.
enum class RejectCode : std::uint8_t {
  not_a_batch = 1,     ///< BatchError: undecodable, a bad signature, above a limit
  dead_batch = 2,      ///< no transaction of it can ever be valid again
  repeated_batch = 3,  ///< every transaction of it that is not dead stands before it in the block
  too_many = 4,        ///< more transactions than ReplicaLimits::block_transactions
  not_next = 5,        ///< another height than the next one
};
[[nodiscard]] std::string_view name_of(RejectCode code);

struct Reject {
  RejectCode code = RejectCode::not_a_batch;
  std::string text{};  ///< a sentence that names the batch and the reason
};
using Verdict = std::expected<void, Reject>;

/// What one batch of a decided block did: equal on all members.
struct BatchResult {
  enum class Code : std::uint32_t {
    executed = 0,  ///< at least one transaction
    nothing = 1,   ///< all were skipped
    not_a_batch = 2,
  };
  Code code = Code::executed;
  Gas gas_wanted = 0;  ///< gas limits of what was executed
  Gas gas_used = 0;
  friend bool operator==(const BatchResult&, const BatchResult&) = default;
};

/// What the execution gave beside the receipt.
struct Output {
  Bytes output;             ///< returned or revert data
  std::string halt_reason;  ///< where the EVM halted
};

/// A transaction that was not executed, with the words for its sender.
struct Skipped {
  pool::TransactionPtr transaction;
  Skip skip;
  std::string detail;  ///< "nonce 3, account has 5"; may be empty
};

/// An executed consensus block, nothing of it written.
struct Candidate {
  std::uint64_t height = 0;  ///< consensus
  Hash hash;                 ///< of the consensus block
  Hash app_hash;             ///< after it
  /// Nothing where no transaction was executed.
  struct Made {
    ledger::Block block;
    storage::Candidate state;
    std::vector<Output> outputs;  ///< in the block's order
  };
  std::optional<Made> made;
  std::vector<BatchResult> results;  ///< one a batch, in their order
  std::vector<Skipped> skipped;
  std::vector<Validator> validator_updates;  ///< by key
};
using CandidatePtr = std::shared_ptr<const Candidate>;

/// What a commit made durable.
struct Committed {
  storage::BlockPtr block;      ///< null: no ledger block at this consensus height
  std::vector<Output> outputs;  ///< in the block's order
  CandidatePtr candidate;       ///< its `made` has moved into the two above
};

/// One member's state machine. `check` and `prepare` read the committed state and may be called from any number of
/// threads, at the same time as each other and as everything else. `info`, `skip_of`, `process`, `execute` and `commit`
/// are called one at a time, as the engine's consensus connection does. Reads of a failing medium throw
/// ledger::StateError.
class Replica {
 public:
  /// All outlive the replica.
  struct Dependencies {
    Chain& chain;
    const ledger::Rules& rules;
    ValidatorsOf validators{};  ///< none: they never change
  };
  /// Reads how far the chain has come. Errors: the store's, `damaged` where the record and the last block disagree.
  [[nodiscard]] static storage::Result<std::unique_ptr<Replica>> open(Dependencies dependencies,
                                                                      const ReplicaLimits& limits = {});

  /// How far this member has come. Height 0 and the genesis header's hash for a new chain.
  [[nodiscard]] const Record& info() const { return record_; }
  /// Why a transaction was skipped, where that is among the latest; the newest reason.
  [[nodiscard]] std::optional<Skip> skip_of(const Hash& transaction) const;

  /// What the next block will tell its programs, but for its time.
  [[nodiscard]] ledger::BlockContext next_context() const;

  /// Whether a batch belongs into the engine's mempool: at least one of its transactions can still become valid after
  /// the committed state. A nonce or balance that an earlier transaction may put right does not refuse it.
  [[nodiscard]] Verdict check(const Received& batch) const;

  /// Positions of the offers to propose at this consensus height, in order of their arrival: what is no batch, dead or
  /// a repetition is left out for good; what waits for an earlier nonce (see ReplicaLimits::patience) or does not fit
  /// the bytes, transactions or gas of a block is left for later. `process` of every correct member with the same
  /// committed state accepts the result.
  [[nodiscard]] std::vector<std::size_t> prepare(std::uint64_t height, std::span<const Offer> offers,
                                                 std::uint64_t max_bytes) const;

  /// Votes on a proposal: refuses what no correct member can propose. Depends on the committed state and the block
  /// alone. A block without batches is legal. May be called while `execute` works on another thread.
  [[nodiscard]] Verdict judge(const ConsensusBlock& block) const;

  /// The same, and an accepted block is executed and the candidate remembered.
  [[nodiscard]] storage::Result<Verdict> process(const ConsensusBlock& block);

  /// Executes a decided block, or gives the candidate that `process` made. Total: a block that this member would have
  /// refused is executed too, for more than two thirds decided on it; what is no batch in it does nothing.
  /// Error not_next: the height is not the next one.
  [[nodiscard]] storage::Result<CandidatePtr> execute(const ConsensusBlock& block);

  /// Makes it durable: ledger block (if there is one) and record in one step. Candidates are forgotten. After an error
  /// the replica must be opened again.
  [[nodiscard]] storage::Result<Committed> commit(const CandidatePtr& candidate);

 private:
  Replica(Dependencies dependencies, const ReplicaLimits& limits, Record record)
      : needs_(std::move(dependencies)), limits_(limits), record_(std::move(record)) {}

  [[nodiscard]] storage::Result<std::shared_ptr<Candidate>> run(const ConsensusBlock& block);
  [[nodiscard]] std::shared_ptr<Candidate> remembered(const ConsensusBlock& block) const;
  void remember(std::shared_ptr<Candidate> candidate);

  Dependencies needs_;
  ReplicaLimits limits_;
  Record record_;
  std::vector<std::shared_ptr<Candidate>> candidates_;  ///< of the next height, the oldest first
};

}  // namespace kaisho::consensus
