#include "courier.hpp"

#include <algorithm>
#include <unordered_map>

#include "refusals.hpp"

namespace kaisho::consensus {

Courier::Courier(const Dependencies& dependencies, const Options& options)
    : needs_(dependencies), options_(options), batcher_(options.batch), outbox_(options.outbox), thread_([this] {
        run();
      }) {}

Courier::~Courier() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Courier::wake() {
  {
    const std::scoped_lock lock(mutex_);
    if (std::exchange(work_, true)) return;
  }
  wake_.notify_one();
}

void Courier::engine_started() {
  {
    const std::scoped_lock lock(mutex_);
    lost_ = false;
    outbox_.send_all_again(std::chrono::steady_clock::now());
    work_ = true;
  }
  wake_.notify_one();
}

Courier::Status Courier::status() const {
  const std::scoped_lock lock(mutex_);
  return {outbox_.size(), trouble_, outbox_.size() > 0 ? waiting_since_ : std::nullopt};
}

void Courier::run() {
  Lock lock(mutex_);
  while (!ending_) {
    work_ = false;
    const auto now = std::chrono::steady_clock::now();
    gather(now);
    const bool made = make_batch(lock, now);
    if (send_one(lock, now) || made) continue;
    wait(lock);
  }
}

void Courier::gather(SteadyTime now) {
  if (outbox_.size() >= options_.in_flight) return;  // the pool's own limits hold back who sends more
  while (!batcher_.full() && !again_.empty()) {
    if (needs_.mempool.is_ready(again_.front()->hash)) batcher_.add(std::move(again_.front()), now);
    again_.pop_front();
  }
  while (!batcher_.full()) {
    auto tx = needs_.mempool.take();
    if (!tx) return;
    batcher_.add(std::move(tx), now);
  }
}

bool Courier::make_batch(Lock& lock, SteadyTime now) {
  if (outbox_.size() >= options_.in_flight || !batcher_.due(now, outbox_.size())) return false;
  OutBatch out;
  out.transactions = batcher_.take();
  lock.unlock();
  auto bytes = std::make_shared<const Bytes>(pack_batch(encode_batch(out.transactions)));
  out.id = BatchCache::key_of(*bytes);
  needs_.cache.put(out.id, std::make_shared<const Batch>(bytes->size(), out.transactions), needs_.height());
  out.bytes = std::move(bytes);
  lock.lock();
  if (outbox_.size() == 0) waiting_since_ = now;
  outbox_.add(std::move(out), now);
  return true;
}

bool Courier::send_one(Lock& lock, SteadyTime now) {
  const auto due = outbox_.due(now);
  if (!due) return false;
  lock.unlock();
  const auto result = needs_.rpc.broadcast(*due->bytes);
  lock.lock();
  sent(lock, *due, result);
  return true;
}

void Courier::sent(Lock& lock, const Outbox::Due& batch, const RpcResult<void>& result) {
  const auto now = std::chrono::steady_clock::now();
  using Kind = RpcFailure::Kind;
  if (!result && result.error().kind == Kind::refused) return give_up(lock, batch.id, result.error().text);
  if (!result && result.error().kind != Kind::known) {
    if (result.error().kind != Kind::full) trouble_ = result.error().text;
    lost_ = lost_ || result.error().kind == Kind::unreachable;
    outbox_.not_taken(batch.id, now);
    return;
  }
  trouble_.clear();
  outbox_.taken(batch.id, now);
  if (!std::exchange(lost_, false)) return;
  outbox_.send_all_again(now);
  outbox_.taken(batch.id, now);
}

/// CheckTx refused the batch: nothing in it can become valid any more.
void Courier::give_up(Lock& lock, const Hash& batch, const std::string& why) {
  const auto open = outbox_.withdraw(batch);
  lock.unlock();
  const Refused refusal{RefusalCode::invalid, "the members' mempool refuses it: " + why};
  for (const auto& tx : open) drop(tx, refusal);
  lock.lock();
}

/// Without the lock. What came behind it in its sender's order waits in the pool again, for a new one of its nonce.
void Courier::drop(const pool::TransactionPtr& tx, const Refused& why) {
  const auto cut = needs_.mempool.drop(*tx, why);
  const std::scoped_lock lock(mutex_);
  for (const auto& hash : cut) outbox_.settle(hash);
}

void Courier::settle(const Committed& committed, const std::vector<Hash>& batches) {
  std::vector<pool::TransactionPtr> open;
  {
    const std::scoped_lock lock(mutex_);
    if (committed.block) {
      const auto now = std::chrono::steady_clock::now();
      if (last_block_) batcher_.pace(now - *last_block_);
      last_block_ = now;
      for (const auto& tx : committed.block->block.transactions) outbox_.settle(tx.hash);
    }
    for (const auto& batch : batches) {
      auto left = outbox_.decided(batch);
      std::ranges::move(left, std::back_inserter(open));
    }
  }
  if (!open.empty()) {
    std::unordered_map<Hash, const Skipped*, FixedBytesHash> skipped;
    for (const auto& each : committed.candidate->skipped) skipped.emplace(each.transaction->hash, &each);
    for (const auto& tx : open) {
      const auto at = skipped.find(tx->hash);
      if (at == skipped.end() || at->second->skip.code != SkipCode::invalid) continue;
      drop(tx, {RefusalCode::invalid, describe(at->second->skip), tx->hash, at->second->skip.invalid});
    }
  }
  {
    const std::scoped_lock lock(mutex_);
    std::ranges::move(open, std::back_inserter(again_));
    work_ = true;
  }
  wake_.notify_one();
}

void Courier::wait(Lock& lock) {
  const auto woken = [this] { return work_ || ending_; };
  auto until = outbox_.next_due();
  if (outbox_.size() < options_.in_flight) {
    const auto deadline = batcher_.deadline(outbox_.size());
    if (deadline && (!until || *deadline < *until)) until = deadline;
  }
  if (until) {
    wake_.wait_until(lock, *until, woken);
  } else {
    wake_.wait(lock, woken);
  }
}

}  // namespace kaisho::consensus
