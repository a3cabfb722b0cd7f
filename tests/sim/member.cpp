#include "member.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::sim {
namespace {

constexpr std::uint64_t kMostBytes = 4'096;  // of a proposal: small, so that not everything fits

/// Validators that follow from a state, as governance has them: a client's power grows with what it sent, and the last
/// one joins with its first transaction.
std::vector<consensus::Validator> validators_in(const Workload& workload, const ledger::StateView& state) {
  std::vector<consensus::Validator> validators;
  for (std::size_t client = 0; client < kClients; ++client) {
    const auto nonce = state.account(workload.address(client)).value_or(ledger::Account{}).nonce;
    if (client + 1 == kClients && nonce == 0) continue;
    auto& validator = validators.emplace_back();
    validator.key.bytes[0] = static_cast<std::uint8_t>(client);
    validator.power = 1 + nonce / 4;
  }
  return validators;
}

}  // namespace

PackedPtr pack(Bytes bytes) {
  const auto hash = crypto::keccak256(bytes);
  return std::make_shared<const Packed>(Packed{std::move(bytes), hash});
}

BlockPtr seal(Block block) {
  Bytes bytes;
  for (const auto number : {block.height, block.round, std::uint64_t{block.proposer}, block.time}) {
    for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
  }
  for (const auto& batch : block.batches) bytes.insert(bytes.end(), batch->hash.bytes.begin(), batch->hash.bytes.end());
  block.hash = crypto::keccak256(bytes);
  return std::make_shared<const Block>(std::move(block));
}

Member::Member(const Workload& workload, const ledger::Rules& rules, Break broken)
    : workload_(workload), rules_(rules), broken_(broken), chain_(workload.genesis()) {
  start();
}

void Member::start() {
  const auto validators = [this](const ledger::StateView& state) { return validators_in(workload_, state); };
  auto opened = consensus::Replica::open({chain_, rules_, validators}, {.patience = 6});
  KAISHO_ASSERT(opened.has_value());
  replica_ = *std::move(opened);
}

void Member::crash() {
  replica_.reset();
  chain_.crash();
  mempool_.clear();
  pending_.clear();
  cache_.clear();
  candidate_.reset();
  first_.reset();
}

void Member::submit(const pool::TransactionPtr& tx) {
  if (std::ranges::find(pending_, tx) == pending_.end()) pending_.push_back(tx);
}

PackedPtr Member::make_batch(std::size_t most) {
  if (pending_.empty()) return nullptr;
  const auto count = static_cast<std::ptrdiff_t>(std::min(most, pending_.size()));
  const std::vector<pool::TransactionPtr> chosen(pending_.begin(), pending_.begin() + count);
  pending_.erase(pending_.begin(), pending_.begin() + count);
  return pack(consensus::pack_batch(consensus::encode_batch(chosen)));
}

const consensus::Received& Member::received(const PackedPtr& batch) {
  const auto at = cache_.find(batch->hash);
  if (at != cache_.end()) return at->second;
  return cache_.emplace(batch->hash, workload_.receive(batch->bytes)).first->second;
}

std::vector<consensus::Received> Member::received(const Block& block) {
  std::vector<consensus::Received> batches;
  for (const auto& batch : block.batches) batches.push_back(received(batch));
  return batches;
}

bool Member::check(const PackedPtr& batch) {
  const auto known = [&](const Waiting& waiting) { return waiting.packed->hash == batch->hash; };
  if (std::ranges::any_of(mempool_, known)) return true;
  const auto& opened = received(batch);
  if (!replica_->check(opened)) return false;
  mempool_.push_back({batch, {opened, info().height + 1}});
  return true;
}

std::vector<PackedPtr> Member::mempool() const {
  std::vector<PackedPtr> all;
  for (const auto& waiting : mempool_) all.push_back(waiting.packed);
  return all;
}

std::vector<PackedPtr> Member::prepare() const {
  if (broken_ == Break::propose) return mempool();
  std::vector<consensus::Offer> offers;
  for (const auto& waiting : mempool_) offers.push_back(waiting.offer);
  std::vector<PackedPtr> chosen;
  for (const auto i : replica_->prepare(info().height + 1, offers, kMostBytes)) chosen.push_back(mempool_[i].packed);
  return chosen;
}

consensus::Verdict Member::process(const Block& block) {
  if (broken_ == Break::vote) return {};
  const auto batches = received(block);
  const consensus::ConsensusBlock proposal{block.height, block.time, block.hash, batches};
  auto verdict = replica_->process(proposal);
  KAISHO_ASSERT(verdict.has_value());
  if (*verdict && !first_) first_ = *replica_->execute(proposal);
  return *std::move(verdict);
}

void Member::finalize(const Block& block) {
  auto batches = received(block);
  if (broken_ == Break::order) std::ranges::reverse(batches);
  const auto time = block.time + (broken_ == Break::clock ? 1 : 0);
  auto hash = block.hash;
  // A wrong order or time shows only where the candidate of the vote is not reused.
  if (broken_ == Break::order || broken_ == Break::clock) hash.bytes[0] ^= 1;
  auto made = replica_->execute({block.height, time, hash, batches});
  KAISHO_ASSERT(made.has_value());
  candidate_ = broken_ == Break::reuse && first_ ? first_ : *std::move(made);
  if (broken_ == Break::persist) KAISHO_ASSERT(replica_->commit(candidate_).has_value());
}

consensus::CandidatePtr Member::commit(const Block& block) {
  const auto candidate = std::exchange(candidate_, nullptr);
  first_.reset();
  if (broken_ != Break::persist) KAISHO_ASSERT(replica_->commit(candidate).has_value());
  std::erase_if(mempool_, [&](const Waiting& waiting) {
    const auto same = [&](const PackedPtr& batch) { return batch->hash == waiting.packed->hash; };
    return std::ranges::any_of(block.batches, same) || !replica_->check(waiting.offer.batch);
  });
  return candidate;
}

}  // namespace kaisho::sim
