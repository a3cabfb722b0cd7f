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

Machine::Machine(Dependencies dependencies, Options options)
    : needs_(std::move(dependencies)), options_(std::move(options)) {
  keep_progress(nullptr);
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
  const auto& record = needs_.replica.info();
  const std::scoped_lock lock(mutex_);
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
    const auto verdict = needs_.replica.check(batch);
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
    for (const auto at : needs_.replica.prepare(request.block.height, offers, room)) {
      proposal.push_back(std::move(request.txs[at]));
    }
  } catch (const ledger::StateError& error) {
    halt(std::string("reading the state for a proposal: ") + error.what());
  }
  return proposal;
}

Machine::Block Machine::load(const abci::BlockInfo& info, const Hash& hash, const abci::Transactions& txs) {
  Block loaded;
  loaded.batches.reserve(txs.size());
  loaded.keys.reserve(txs.size());
  for (auto& each : needs_.cache.get_all(txs, progress().height)) {
    loaded.batches.push_back(std::move(each.entry.batch));
    loaded.keys.push_back(each.key);
  }
  loaded.block = {.height = info.height, .time = seconds_of(info.time), .hash = hash, .batches = {}};
  return loaded;
}

abci::ProcessProposalResponse Machine::process_proposal(const abci::ProcessProposalRequest& request) {
  Stopwatch watch;
  auto loaded = load(request.block, request.hash, request.txs);
  loaded.block.batches = loaded.batches;
  abci::ProcessProposalResponse response{.accept = true, .reason = {}};
  try {
    const auto verdict = value_or_halt(needs_.replica.process(loaded.block), "executing a proposal");
    response.accept = verdict.has_value();
    if (!verdict) response.reason = verdict.error().text;
  } catch (const ledger::StateError& error) {
    halt(std::string("executing a proposal: ") + error.what());
  }
  times_.execute_ns += watch.lap().worked_ns;
  return response;
}

abci::FinalizeBlockResponse Machine::finalize_block(const abci::FinalizeBlockRequest& request) {
  Stopwatch watch;
  auto loaded = load(request.block, request.hash, request.txs);
  loaded.block.batches = loaded.batches;
  try {
    decided_ = value_or_halt(needs_.replica.execute(loaded.block), "executing a block");
  } catch (const ledger::StateError& error) {
    halt(std::string("executing a block: ") + error.what());
  }
  decided_keys_ = std::move(loaded.keys);
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
  times_.execute_ns += watch.lap().worked_ns;
  return response;
}

abci::CommitResponse Machine::commit() {
  Stopwatch watch;
  if (!decided_) halt("CometBFT asked to commit a block that it never told");
  const auto committed = value_or_halt(needs_.replica.commit(std::exchange(decided_, nullptr)), "writing a block");
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
  times_.answer_ns += watch.lap().worked_ns;
  const auto height = progress().height;
  const auto keep = options_.keep_engine_blocks;
  return {.retain_height = keep > 0 && height > keep ? height - keep : 0};
}

}  // namespace kaisho::consensus
