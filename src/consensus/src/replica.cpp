#include "kaisho/consensus/replica.hpp"

#include <algorithm>
#include <map>

#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>

#include "execution.hpp"
#include "selection.hpp"

namespace kaisho::consensus {
namespace {

std::unexpected<storage::StoreError> fail(storage::ErrorCode code, std::string text) {
  return std::unexpected(storage::StoreError{code, std::move(text)});
}

std::unexpected<Reject> reject(RejectCode code, std::string text) {
  return std::unexpected(Reject{code, std::move(text)});
}

std::string words(const BatchFault& fault) {
  std::string text(describe(fault.code));
  return fault.detail.empty() ? text : text + ": " + fault.detail;
}

/// Where no record was written: a new chain, or one whose blocks came from a snapshot.
storage::Result<Record> record_from(const storage::StoredBlock& last) {
  if (last.block.header.height == 0) return Record{.height = 0, .block = {}, .app_hash = last.hash, .skips = {}};
  const auto extra = decode_extra(last.block.header.extra);
  if (extra) return Record{.height = extra->height, .block = {}, .app_hash = last.hash, .skips = {}};
  return fail(storage::ErrorCode::other_chain,
              "block " + std::to_string(last.block.header.height) +
                  " names no consensus height: another engine made this chain; choose another data folder");
}

storage::Result<Record> read_record(const Bytes& bytes, const storage::StoredBlock& last) {
  auto record = decode_record(bytes);
  if (record && record->app_hash == last.hash) return *std::move(record);
  return fail(storage::ErrorCode::damaged, "the engine's record does not belong to block " +
                                               std::to_string(last.block.header.height) + " (" + to_hex(last.hash) +
                                               "): restore this member from a snapshot");
}

/// What the engine has to change. None where nothing would be left: it can not go on without a validator.
std::vector<Validator> updates_between(std::vector<Validator> before, std::vector<Validator> after) {
  std::map<decltype(Validator::key), std::uint64_t> powers;
  for (const auto& validator : after) powers[validator.key] = validator.power;
  if (std::ranges::all_of(powers, [](const auto& entry) { return entry.second == 0; })) return {};
  std::vector<Validator> updates;
  for (const auto& validator : before) {
    const auto now = powers.try_emplace(validator.key, 0).first;
    if (now->second == validator.power) powers.erase(now);
  }
  for (const auto& [key, power] : powers) updates.push_back({key, power});
  return updates;
}

/// A used nonce may be this very transaction's own.
storage::Result<void> name_duplicates(const Chain& chain, std::vector<Skipped>& skipped) {
  for (auto& [tx, skip, detail] : skipped) {
    if (skip.invalid != ledger::Invalid::nonce_too_low) continue;
    const auto known = chain.has_transaction(tx->hash);
    if (!known) return std::unexpected(known.error());
    if (!*known) continue;
    skip.code = SkipCode::duplicate;
    skip.invalid.reset();
  }
  return {};
}

}  // namespace

std::string_view name_of(RejectCode code) {
  switch (code) {
    case RejectCode::not_a_batch:
      return "not_a_batch";
    case RejectCode::dead_batch:
      return "dead_batch";
    case RejectCode::repeated_batch:
      return "repeated_batch";
    case RejectCode::too_many:
      return "too_many";
    case RejectCode::not_next:
      return "not_next";
  }
  return "unknown";
}

storage::Result<std::unique_ptr<Replica>> Replica::open(Dependencies dependencies, const ReplicaLimits& limits) {
  const auto last = dependencies.chain.last_block();
  const auto stored = dependencies.chain.record();
  if (!stored) return std::unexpected(stored.error());
  const std::optional<Bytes>& bytes = *stored;
  auto record = bytes ? read_record(*bytes, *last) : record_from(*last);
  if (!record) return std::unexpected(record.error());
  return std::unique_ptr<Replica>(new Replica(std::move(dependencies), limits, *std::move(record)));
}

std::optional<Skip> Replica::skip_of(const Hash& transaction) const {
  for (auto at = record_.skips.rbegin(); at != record_.skips.rend(); ++at) {
    if (at->transaction == transaction) return *at;
  }
  return std::nullopt;
}

ledger::BlockContext Replica::next_context() const {
  const auto last = needs_.chain.last_block();
  return ledger::context_after(last->block.header, last->hash, 0, {});
}

Verdict Replica::check(const Received& batch) const {
  if (!batch) return reject(RejectCode::not_a_batch, words(batch.error()));
  const auto state = needs_.chain.latest();
  const auto context = next_context();
  const Liveness liveness(*state, context, needs_.rules);
  return Listed(liveness).judge(**batch);
}

std::vector<std::size_t> Replica::prepare(std::uint64_t height, std::span<const Offer> offers,
                                          std::uint64_t max_bytes) const {
  const auto state = needs_.chain.latest();
  const auto context = next_context();
  const Liveness liveness(*state, context, needs_.rules);
  const Selection::Room room{std::min<std::uint64_t>(max_bytes, limits_.proposal_bytes), limits_.block_transactions};
  return Selection(liveness, offers, room).choose(height, limits_.patience);
}

Verdict Replica::judge(const ConsensusBlock& block) const {
  if (block.height != record_.height + 1) {
    return reject(RejectCode::not_next, "height " + std::to_string(block.height) + " was proposed, the next one is " +
                                            std::to_string(record_.height + 1));
  }
  const auto state = needs_.chain.latest();
  const auto context = next_context();
  const Liveness liveness(*state, context, needs_.rules);
  Listed listed(liveness);
  for (std::size_t i = 0; i < block.batches.size(); ++i) {
    const auto& batch = block.batches[i];
    const auto name = "batch " + std::to_string(i) + ": ";
    if (!batch) return reject(RejectCode::not_a_batch, name + words(batch.error()));
    if (auto added = listed.add(**batch); !added) return reject(added.error().code, name + added.error().text);
    if (listed.transactions() > limits_.block_transactions) {
      return reject(RejectCode::too_many,
                    name + "the block holds more than " + std::to_string(limits_.block_transactions) + " transactions");
    }
  }
  return {};
}

storage::Result<Verdict> Replica::process(const ConsensusBlock& block) {
  auto verdict = judge(block);
  if (!verdict) return verdict;
  if (const auto made = execute(block); !made) return std::unexpected(made.error());
  return verdict;
}

storage::Result<CandidatePtr> Replica::execute(const ConsensusBlock& block) {
  if (block.height != record_.height + 1) {
    return fail(storage::ErrorCode::not_next, "height " + std::to_string(block.height) +
                                                  " was decided, this member's next one is " +
                                                  std::to_string(record_.height + 1));
  }
  if (auto known = remembered(block)) return known;
  auto candidate = run(block);
  if (!candidate) return std::unexpected(candidate.error());
  remember(*candidate);
  return CandidatePtr(*std::move(candidate));
}

storage::Result<std::shared_ptr<Candidate>> Replica::run(const ConsensusBlock& block) {
  const auto parent = needs_.chain.last_block();
  const auto state = needs_.chain.latest();
  const auto context = ledger::context_after(parent->block.header, parent->hash, block.time, {});
  Execution execution(*state, context, needs_.rules, block.height);
  execution.run(block.batches);

  auto candidate = std::make_shared<Candidate>();
  candidate->height = block.height;
  candidate->hash = block.hash;
  candidate->app_hash = record_.app_hash;
  candidate->results = std::move(execution.results());
  candidate->skipped = std::move(execution.skipped());
  if (auto named = name_duplicates(needs_.chain, candidate->skipped); !named) return std::unexpected(named.error());
  if (execution.builder().size() == 0) return candidate;

  if (needs_.validators) {
    candidate->validator_updates =
        updates_between(needs_.validators(*state), needs_.validators(execution.builder().state()));
  }
  auto outputs = execution.outputs();
  const auto history = needs_.chain.history_root();
  if (!history) return std::unexpected(history.error());
  auto [made, diff] = std::move(execution.builder())
                          .finish(parent->hash, encode_extra({.height = block.height, .history_root = *history}));
  auto staged = needs_.chain.prepare(std::move(diff));
  if (!staged) return std::unexpected(staged.error());
  made.header.state_root = staged->state_root;
  candidate->app_hash = ledger::header_hash(made.header);
  candidate->made.emplace(std::move(made), *std::move(staged), std::move(outputs));
  return candidate;
}

std::shared_ptr<Candidate> Replica::remembered(const ConsensusBlock& block) const {
  const auto at = std::ranges::find(candidates_, block.hash, [](const auto& known) { return known->hash; });
  return at == candidates_.end() ? nullptr : *at;
}

void Replica::remember(std::shared_ptr<Candidate> candidate) {
  if (candidates_.size() >= std::max<std::size_t>(limits_.candidates, 1)) candidates_.erase(candidates_.begin());
  candidates_.push_back(std::move(candidate));
}

storage::Result<Committed> Replica::commit(const CandidatePtr& candidate) {
  const auto at = std::ranges::find(candidates_, candidate);
  KAISHO_ASSERT(at != candidates_.end());
  const std::shared_ptr<Candidate> own = std::move(*at);  // candidates of other rounds go with the commit too
  auto record = record_;
  record.height = own->height;
  record.block = own->hash;
  record.app_hash = own->app_hash;
  for (const auto& [tx, skip, detail] : own->skipped) {
    if (skip.code != SkipCode::duplicate) record.skips.push_back(skip);
  }
  while (record.skips.size() > kMaxSkips) record.skips.pop_front();
  const auto bytes = encode_record(record);

  Committed committed{.block = nullptr, .outputs = {}, .candidate = own};
  if (auto made = std::exchange(own->made, std::nullopt)) {
    auto block = needs_.chain.commit(std::move(made->block), made->state, bytes);
    if (!block) return std::unexpected(block.error());
    committed.block = *std::move(block);
    committed.outputs = std::move(made->outputs);
  } else if (auto kept = needs_.chain.keep_record(bytes); !kept) {
    return std::unexpected(kept.error());
  }
  record_ = std::move(record);
  candidates_.clear();
  return committed;
}

}  // namespace kaisho::consensus
