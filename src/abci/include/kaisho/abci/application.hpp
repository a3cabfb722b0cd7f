#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <kaisho/base/bytes.hpp>
#include <kaisho/base/types.hpp>

/// ABCI 2.0 as CometBFT 0.38 speaks it (package tendermint.abci): what an application is asked and answers.
/// Names and meanings: "ABCI++ Methods" in CometBFT's specification. Heights and rounds are never negative here; the
/// server refuses such a frame.
namespace kaisho::abci {

/// Nanoseconds since 1970-01-01 UTC (google.protobuf.Timestamp).
using TimeNs = std::int64_t;
/// First 20 bytes of SHA-256 of a validator's Ed25519 public key.
using ValidatorAddress = FixedBytes<20, struct ValidatorAddressTag>;
/// SHA-256 of a consensus block's header.
using BlockHash = Hash;
using Transactions = std::vector<Bytes>;

struct ValidatorUpdate {
  FixedBytes<32, struct ValidatorKeyTag> ed25519_key;
  std::uint64_t power = 0;  ///< 0 removes the validator
  friend bool operator==(const ValidatorUpdate&, const ValidatorUpdate&) = default;
};

struct Misbehavior {
  enum class Kind : std::uint8_t { unknown = 0, duplicate_vote = 1, light_client_attack = 2 };
  Kind kind = Kind::unknown;
  ValidatorAddress validator;
  std::uint64_t height = 0;
  TimeNs time = 0;
};

struct InfoRequest {
  std::string version;  ///< of the engine: "0.38.25"
  std::string abci_version;
};
struct InfoResponse {
  std::string data;     ///< name of the application
  std::string version;  ///< of the application
  std::uint64_t app_version = 0;
  std::uint64_t last_block_height = 0;  ///< the last *committed* consensus height
  Bytes last_block_app_hash;
};

struct InitChainRequest {
  TimeNs time = 0;
  std::string chain_id;
  std::vector<ValidatorUpdate> validators;
  Bytes app_state;  ///< JSON of the engine's genesis file
  std::uint64_t initial_height = 1;
};
struct InitChainResponse {
  std::vector<ValidatorUpdate> validators;  ///< empty: as the genesis file has them
  Bytes app_hash;
};

struct QueryRequest {
  Bytes data;
  std::string path;
  std::uint64_t height = 0;  ///< 0: the latest; a negative one, which a user can send, becomes 2^64 - 1
  bool prove = false;
};
struct QueryResponse {
  std::uint32_t code = 0;
  std::string log;
  Bytes key;
  Bytes value;
  std::uint64_t height = 0;
  std::string codespace;
};

struct CheckTxRequest {
  Bytes tx;
  bool recheck = false;
};
struct CheckTxResponse {
  std::uint32_t code = 0;  ///< 0: taken into the engine's mempool
  std::string log;         ///< why not
  std::uint64_t gas_wanted = 0;
  std::string codespace;
};

/// What a proposal and a decided block have in common.
struct BlockInfo {
  std::uint64_t height = 0;
  TimeNs time = 0;
  ValidatorAddress proposer;
  Hash next_validators_hash;
  std::vector<Misbehavior> misbehavior;
};

struct PrepareProposalRequest {
  BlockInfo block;
  std::uint64_t max_tx_bytes = 0;  ///< limit of the sum of the returned transactions, each with its protobuf overhead
  Transactions txs;                ///< of the engine's mempool, in order of arrival
};

struct ProcessProposalRequest {
  BlockInfo block;
  BlockHash hash;
  Transactions txs;
};
struct ProcessProposalResponse {
  bool accept = false;
  std::string reason;  ///< for this node's log: why not
};

struct FinalizeBlockRequest {
  BlockInfo block;
  BlockHash hash;
  Transactions txs;
};
struct ExecTxResult {
  std::uint32_t code = 0;
  Bytes data;
  std::string log;
  std::uint64_t gas_wanted = 0;
  std::uint64_t gas_used = 0;
  friend bool operator==(const ExecTxResult&, const ExecTxResult&) = default;
};
struct FinalizeBlockResponse {
  std::vector<ExecTxResult> tx_results;            ///< one a transaction, in their order
  std::vector<ValidatorUpdate> validator_updates;  ///< act at height + 2
  Bytes app_hash;                                  ///< stands in the header of height + 1
};

struct CommitResponse {
  std::uint64_t retain_height = 0;  ///< the engine may drop its blocks below; 0 keeps all
};

struct Snapshot {
  std::uint64_t height = 0;
  std::uint32_t format = 0;
  std::uint32_t chunks = 0;
  Bytes hash;      ///< of the snapshot; equal on all nodes
  Bytes metadata;  ///< at most 4 MB
  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};
struct OfferSnapshotRequest {
  Snapshot snapshot;
  Bytes app_hash;  ///< checked by the engine's light client; the only thing to trust
};
enum class OfferSnapshotResult : std::uint8_t {
  accept = 1,
  abort = 2,
  reject = 3,
  reject_format = 4,
  reject_sender = 5
};
struct LoadSnapshotChunkRequest {
  std::uint64_t height = 0;
  std::uint32_t format = 0;
  std::uint32_t chunk = 0;
};
struct ApplySnapshotChunkRequest {
  std::uint32_t index = 0;
  Bytes chunk;
  std::string sender;
};
struct ApplySnapshotChunkResponse {
  enum class Result : std::uint8_t { accept = 1, abort = 2, retry = 3, retry_snapshot = 4, reject_snapshot = 5 };
  Result result = Result::abort;
  std::vector<std::uint32_t> refetch_chunks;
  std::vector<std::string> reject_senders;
};

/// The application must not go on. The server answers nothing more, closes every connection (which ends the engine's
/// process) and hands the reason to whoever runs it.
struct Halt : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The state machine behind an engine. The server calls it from one thread a connection: consensus (info, init_chain,
/// prepare … commit), mempool (check_tx), query (info, query), snapshot (list … apply). Calls of one connection come
/// one after another, calls of different connections at the same time. An application that must not go on (its store
/// failed, its execution differs from what was decided) throws `Halt`.
class Application {
 public:
  Application() = default;
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;
  virtual ~Application() = default;

  [[nodiscard]] virtual InfoResponse info(const InfoRequest& request) = 0;
  [[nodiscard]] virtual InitChainResponse init_chain(const InitChainRequest& request) = 0;
  [[nodiscard]] virtual QueryResponse query(const QueryRequest& request) = 0;

  /// May answer later and from another thread, once; the server puts the answers into the order of the requests and
  /// goes on reading meanwhile (the engine pipelines up to 256).
  virtual void check_tx(CheckTxRequest request, std::function<void(CheckTxResponse)> done) = 0;

  [[nodiscard]] virtual Transactions prepare_proposal(PrepareProposalRequest request) = 0;
  [[nodiscard]] virtual ProcessProposalResponse process_proposal(ProcessProposalRequest request) = 0;
  [[nodiscard]] virtual FinalizeBlockResponse finalize_block(FinalizeBlockRequest request) = 0;
  /// The block of the last finalize_block is durable when this returns.
  [[nodiscard]] virtual CommitResponse commit() = 0;

  [[nodiscard]] virtual std::vector<Snapshot> list_snapshots() = 0;
  [[nodiscard]] virtual OfferSnapshotResult offer_snapshot(const OfferSnapshotRequest& request) = 0;
  [[nodiscard]] virtual Bytes load_snapshot_chunk(const LoadSnapshotChunkRequest& request) = 0;
  [[nodiscard]] virtual ApplySnapshotChunkResponse apply_snapshot_chunk(const ApplySnapshotChunkRequest& request) = 0;
};

}  // namespace kaisho::abci
