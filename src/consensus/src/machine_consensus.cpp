#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/ledger/executor.hpp>

#include "machine.hpp"

// Proposals, votes and blocks: one call after another.
namespace kaisho::consensus {
namespace {

/// Protobuf's cost of one transaction in a block: a tag and a length of at most four bytes.
constexpr std::uint64_t kTransactionOverhead = 5;

std::uint64_t seconds_of(abci::TimeNs time) { return time < 0 ? 0 : static_cast<std::uint64_t>(time) / 1'000'000'000u; }

abci::ValidatorUpdate to_abci(const Validator& validator) {
  abci::ValidatorUpdate update{.ed25519_key = {}, .power = validator.power};
  update.ed25519_key.bytes = validator.key.bytes;
  return update;
}

}  // namespace

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

/// The engine takes no reason: it is for this member's people, with the proposer's address as the engine writes it.
abci::ProcessProposalResponse Machine::refuse(const abci::BlockInfo& block, const Reject& why) {
  auto proposer = to_hex_plain(block.proposer.view());
  std::ranges::transform(proposer, proposer.begin(),
                         [](char c) { return c >= 'a' ? static_cast<char>(c - 'a' + 'A') : c; });
  needs_.log("refused the block that validator " + proposer + " proposed at height " + std::to_string(block.height) +
             ": " + why.text);
  return {.accept = false, .reason = why.text};
}

abci::ProcessProposalResponse Machine::process_proposal(const abci::ProcessProposalRequest& request) {
  auto loaded = load(request.block, request.hash, request.txs);
  try {
    const auto verdict = replica()->judge(loaded->block);
    if (!verdict) return refuse(request.block, verdict.error());
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

}  // namespace kaisho::consensus
