#include "machine.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/ledger/executor.hpp>

namespace kaisho::consensus {
namespace {

constexpr std::string_view kCodespace = "kaisho";
/// Protobuf's cost of one transaction in a block: a tag and a length of at most four bytes.
constexpr std::uint64_t kTransactionOverhead = 5;
constexpr std::string_view kFilterById = "/p2p/filter/id/";
constexpr std::string_view kFilterByAddress = "/p2p/filter/addr/";

std::uint64_t seconds_of(abci::TimeNs time) { return time < 0 ? 0 : static_cast<std::uint64_t>(time) / 1'000'000'000u; }

Validator from_abci(const abci::ValidatorUpdate& update) {
  Validator validator{.key = {}, .power = update.power};
  validator.key.bytes = update.ed25519_key.bytes;
  return validator;
}

abci::ValidatorUpdate to_abci(const Validator& validator) {
  abci::ValidatorUpdate update{.ed25519_key = {}, .power = validator.power};
  update.ed25519_key.bytes = validator.key.bytes;
  return update;
}

std::string names_of(const std::vector<Validator>& validators) {
  std::string text;
  for (const auto& each : validators) {
    text += (text.empty() ? "" : ", ") + to_hex(each.key) + " with power " + std::to_string(each.power);
  }
  return text.empty() ? "none" : text;
}

std::optional<std::uint64_t> consensus_height(const ledger::Header& header) {
  const auto extra = decode_extra(header.extra);
  if (!extra) return std::nullopt;
  return extra->height;
}

/// The genesis header's hash that the engine's genesis file names.
std::optional<Hash> genesis_of(const Bytes& app_state) {
  boost::system::error_code error;
  const auto document = boost::json::parse(text_of(app_state), error);
  if (error || !document.is_object()) return std::nullopt;
  const auto* hash = document.get_object().if_contains("kaisho_genesis");
  if (hash == nullptr || !hash->is_string()) return std::nullopt;
  return fixed_from_hex<Hash>(std::string_view(hash->get_string()));
}

}  // namespace

Machine::Machine(Dependencies dependencies, std::unique_ptr<Replica> replica, Options options)
    : needs_(std::move(dependencies)), options_(std::move(options)), replica_(std::move(replica)) {
  keep_progress(nullptr);
}

Machine::~Machine() {
  if (executing_.valid()) executing_.wait();
}

std::shared_ptr<Replica> Machine::replica() const {
  const std::scoped_lock lock(mutex_);
  return replica_;
}

void Machine::halt(const std::string& reason) const {
  needs_.halted(reason);
  throw abci::Halt(reason);
}

template <class T>
T Machine::value_or_halt(storage::Result<T> result, std::string_view while_what) const {
  if (!result) {
    halt(std::string(while_what) + ": " + std::string(storage::name_of(result.error().code)) + ": " +
         result.error().text);
  }
  return *std::move(result);
}

void Machine::keep_progress(const Committed* committed) {
  const std::scoped_lock lock(mutex_);
  const auto& record = replica_->info();
  progress_ = {record.height, record.app_hash};
  if (committed == nullptr || !committed->candidate->skipped.empty()) skips_ = record.skips;
}

Machine::Progress Machine::progress() const {
  const std::scoped_lock lock(mutex_);
  return progress_;
}

std::optional<Skip> Machine::skip_of(const Hash& transaction) const {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::find_if(skips_.rbegin(), skips_.rend(), [&](const Skip& skip) { return skip.transaction == transaction; });
  if (found == skips_.rend()) return std::nullopt;
  return *found;
}

abci::InfoResponse Machine::info() {
  const auto now = progress();
  abci::InfoResponse response{.data = "kaisho",
                              .version = options_.version,
                              .app_version = 1,
                              .last_block_height = now.height,
                              .last_block_app_hash = {}};
  if (now.height > 0) response.last_block_app_hash = bytes_of(now.app_hash.view());
  needs_.engine_started();
  return response;
}

abci::InitChainResponse Machine::init_chain(const abci::InitChainRequest& request) {
  const auto genesis = needs_.chain.genesis_hash();
  const auto named = genesis_of(request.app_state);
  if (!named) {
    halt("CometBFT's genesis file has no app_state with kaisho_genesis; it must be the one that belongs to genesis " +
         to_hex(genesis));
  }
  if (*named != genesis) {
    halt("CometBFT's genesis file is of another chain: it names genesis " + to_hex(*named) + ", this node has " +
         to_hex(genesis));
  }
  if (request.initial_height != 1) halt("CometBFT's genesis file begins at another height than 1");
  if (needs_.validators) {
    std::vector<Validator> theirs;
    for (const auto& each : request.validators) theirs.push_back(from_abci(each));
    auto ours = needs_.validators(*needs_.chain.latest());
    std::ranges::sort(theirs);
    std::ranges::sort(ours);
    if (!ours.empty() && theirs != ours) {  // none: members without nodes, the engine's own file decides
      halt("CometBFT's genesis file has other validators than the members of this chain's genesis: " +
           names_of(theirs) + " instead of " + names_of(ours));
    }
  }
  return {.validators = {}, .app_hash = bytes_of(genesis.view())};
}

abci::QueryResponse Machine::query(const abci::QueryRequest& request) {
  abci::QueryResponse response;
  response.codespace = kCodespace;
  const std::string_view path = request.path;
  if (path.starts_with(kFilterByAddress)) return response;  // who it is counts, not where it comes from
  if (path.starts_with(kFilterById)) {
    if (!needs_.node_ids) return response;
    const auto members = needs_.node_ids(*needs_.chain.latest());
    if (members.empty() || std::ranges::find(members, path.substr(kFilterById.size())) != members.end()) {
      return response;
    }
    response.code = 1;
    response.log = "no member of this consortium has this node ID";
    return response;
  }
  if (path == "/kaisho/status") {
    response.value = bytes_of(needs_.status());
    response.height = progress().height;
    return response;
  }
  response.code = 1;
  response.log = "there is nothing at this path; ask the node's own JSON-RPC";
  return response;
}

abci::CheckTxResponse Machine::check(const Received& batch) const {
  abci::CheckTxResponse response;
  response.codespace = kCodespace;
  try {
    const auto verdict = replica()->check(batch);
    if (verdict) return response;
    response.code = static_cast<std::uint32_t>(verdict.error().code);
    response.log = verdict.error().text;
  } catch (const ledger::StateError& error) {  // the next block will halt this member; until then nothing is taken
    response.code = 1;
    response.log = error.what();
  }
  return response;
}

void Machine::check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done) {
  needs_.cache.get(request.tx, progress().height,
                   [this, done = std::move(done)](const BatchCache::Entry& entry) { done(check(entry.batch)); });
}

abci::Transactions Machine::prepare_proposal(abci::PrepareProposalRequest request) {
  auto known = needs_.cache.get_all(request.txs, progress().height);
  std::vector<Offer> offers;
  offers.reserve(known.size());
  for (auto& each : known) offers.push_back({std::move(each.entry.batch), each.entry.since});
  const auto overhead = kTransactionOverhead * request.txs.size();
  const auto room = request.max_tx_bytes > overhead ? request.max_tx_bytes - overhead : 0;
  abci::Transactions proposal;
  try {
    for (const auto at : replica()->prepare(request.block.height, offers, room)) {
      proposal.push_back(std::move(request.txs[at]));
    }
  } catch (const ledger::StateError& error) {
    halt(std::string("reading the state for a proposal: ") + error.what());
  }
  return proposal;
}

std::shared_ptr<Machine::Block> Machine::load(const abci::BlockInfo& info, const Hash& hash,
                                              const abci::Transactions& txs) {
  auto loaded = std::make_shared<Block>();
  loaded->batches.reserve(txs.size());
  loaded->keys.reserve(txs.size());
  for (auto& each : needs_.cache.get_all(txs, progress().height)) {
    loaded->batches.push_back(std::move(each.entry.batch));
    loaded->keys.push_back(each.key);
  }
  loaded->block = {.height = info.height, .time = seconds_of(info.time), .hash = hash, .batches = loaded->batches};
  return loaded;
}

void Machine::begin(std::shared_ptr<const Block> block) {
  if (executing_.valid()) {
    if (executing_hash_ == block->block.hash) return;
    executing_.wait();  // one lane; what it made stays remembered
  }
  executing_hash_ = block->block.hash;
  executing_ = std::async(std::launch::async, [this, replica = replica(), block = std::move(block)] {
    Stopwatch watch;
    auto candidate = replica->execute(block->block);
    times_.execute_ns += watch.lap().worked_ns;
    return candidate;
  });
}

storage::Result<CandidatePtr> Machine::join(const Block& block) {
  if (executing_.valid()) {
    if (executing_hash_ == block.block.hash) return executing_.get();
    executing_.wait();
    executing_ = {};
  }
  return replica()->execute(block.block);
}

abci::ProcessProposalResponse Machine::process_proposal(const abci::ProcessProposalRequest& request) {
  auto loaded = load(request.block, request.hash, request.txs);
  try {
    const auto verdict = replica()->judge(loaded->block);
    if (!verdict) return {.accept = false, .reason = verdict.error().text};
  } catch (const ledger::StateError& error) {
    halt(std::string("reading the state for a vote: ") + error.what());
  }
  begin(std::move(loaded));
  return {.accept = true, .reason = {}};
}

abci::FinalizeBlockResponse Machine::finalize_block(const abci::FinalizeBlockRequest& request) {
  auto loaded = load(request.block, request.hash, request.txs);
  try {
    decided_ = value_or_halt(join(*loaded), "executing a block");
  } catch (const ledger::StateError& error) {
    halt(std::string("executing a block: ") + error.what());
  }
  decided_keys_ = std::move(loaded->keys);
  abci::FinalizeBlockResponse response;
  for (const auto& result : decided_->results) {
    response.tx_results.push_back({.code = static_cast<std::uint32_t>(result.code),
                                   .data = {},
                                   .log = {},
                                   .gas_wanted = result.gas_wanted,
                                   .gas_used = result.gas_used});
  }
  for (const auto& each : decided_->validator_updates) response.validator_updates.push_back(to_abci(each));
  response.app_hash = bytes_of(decided_->app_hash.view());
  return response;
}

abci::CommitResponse Machine::commit() {
  Stopwatch watch;
  if (!decided_) halt("CometBFT asked to commit a block that it never told");
  const auto committed = value_or_halt(replica()->commit(std::exchange(decided_, nullptr)), "writing a block");
  const auto [worked_ns, waited_ns] = watch.lap();
  times_.write_ns += worked_ns;
  times_.flush_ns += waited_ns;
  keep_progress(&committed);
  for (const auto& key : decided_keys_) needs_.cache.forget(key);
  if (committed.block) {
    ++times_.blocks;
    times_.transactions += committed.block->block.transactions.size();
  }
  needs_.committed(committed, decided_keys_);
  if (needs_.snapshots != nullptr && committed.block) needs_.snapshots->consider();
  times_.answer_ns += watch.lap().worked_ns;
  return {.retain_height = droppable()};
}

/// Below which height CometBFT may drop its blocks; 0: none now. They bring back what a power cut takes from here, so
/// it is flushed first, and therefore asked for seldom.
std::uint64_t Machine::droppable() {
  constexpr std::uint64_t kEvery = 100;
  const auto height = progress().height;
  const auto keep = options_.keep_engine_blocks;
  if (keep == 0 || height <= keep || height % kEvery != 0) return 0;
  if (const auto flushed = needs_.chain.flush(); !flushed) halt("flushing the store: " + flushed.error().text);
  return height - keep;
}

std::vector<abci::Snapshot> Machine::list_snapshots() const {
  std::vector<abci::Snapshot> list;
  if (needs_.snapshots == nullptr) return list;
  for (auto& each : needs_.snapshots->list()) {
    const auto height = consensus_height(each.header);
    if (!height) continue;
    list.push_back({.height = *height,
                    .format = each.format,
                    .chunks = each.chunks,
                    .hash = bytes_of(each.hash.view()),
                    .metadata = std::move(each.metadata)});
  }
  return list;
}

Bytes Machine::load_snapshot_chunk(const abci::LoadSnapshotChunkRequest& request) const {
  if (needs_.snapshots == nullptr) return {};
  for (const auto& each : needs_.snapshots->list()) {
    if (consensus_height(each.header) != request.height) continue;
    auto chunk = needs_.snapshots->chunk(each.header.height, request.format, request.chunk);
    if (chunk && *chunk) return **std::move(chunk);
  }
  return {};
}

abci::OfferSnapshotResult Machine::offer_snapshot(const abci::OfferSnapshotRequest& request) {
  using Result = abci::OfferSnapshotResult;
  if (needs_.snapshots == nullptr || request.app_hash.size() != Hash::kSize) return Result::reject;
  const auto trusted = Hash::from(std::span<const std::uint8_t, Hash::kSize>(request.app_hash));
  storage::SnapshotTrust trust;
  trust.header_hash = trusted;
  const auto begun = needs_.snapshots->begin_restore(request.snapshot.metadata, trust);
  if (begun && consensus_height(begun->header) == request.snapshot.height) return Result::accept;
  using Code = storage::SnapshotErrorCode;
  const auto code = begun ? Code::other_header : begun.error().code;
  if (!begun) needs_.log("a snapshot was offered and not taken: " + begun.error().text);
  if (code == Code::unknown_format) return Result::reject_format;
  return code == Code::store || code == Code::not_empty ? Result::abort : Result::reject;
}

abci::ApplySnapshotChunkResponse Machine::apply_snapshot_chunk(const abci::ApplySnapshotChunkRequest& request) {
  using Response = abci::ApplySnapshotChunkResponse;
  Response response{.result = Response::Result::abort, .refetch_chunks = {}, .reject_senders = {}};
  if (needs_.snapshots == nullptr) return response;
  const auto applied = needs_.snapshots->apply(request.index, request.chunk);
  if (applied) {
    if (needs_.snapshots->complete()) finish_restore();
    response.result = Response::Result::accept;
    return response;
  }
  needs_.log("a snapshot's chunk was not taken: " + applied.error().text);
  switch (storage::advice_for(applied.error().code)) {
    case storage::ChunkAdvice::refetch:
      response.result = Response::Result::retry;
      response.refetch_chunks = {request.index};
      response.reject_senders = {request.sender};
      break;
    case storage::ChunkAdvice::reject:
      response.result = Response::Result::reject_snapshot;
      break;
    case storage::ChunkAdvice::abort:
      break;
  }
  return response;
}

/// The engine's record comes with the first commit; until then the restored header says how far this member has come.
void Machine::finish_restore() {
  const auto block = needs_.snapshots->finish();
  if (!block) halt("restoring a snapshot: " + block.error().text);
  auto opened = value_or_halt(needs_.open_replica(), "opening what a snapshot brought");
  {
    const std::scoped_lock lock(mutex_);
    replica_ = std::move(opened);
  }
  keep_progress(nullptr);
  needs_.log("restored block " + std::to_string((*block)->block.header.height) + " from a snapshot");
  needs_.restored(*block);
}

}  // namespace kaisho::consensus
