#include "batch_cache.hpp"

#include <kaisho/crypto/hash.hpp>
#include <latch>

namespace kaisho::consensus {
namespace {

std::vector<Bytes> wires_of(const std::vector<BatchEntry>& entries) {
  std::vector<Bytes> wires;
  wires.reserve(entries.size());
  for (const auto& entry : entries) wires.push_back(bytes_of(entry.wire));
  return wires;
}

std::vector<Address> senders_of(const std::vector<BatchEntry>& entries) {
  std::vector<Address> senders;
  senders.reserve(entries.size());
  for (const auto& entry : entries) senders.push_back(entry.sender);
  return senders;
}

}  // namespace

Hash BatchCache::key_of(ByteView bytes) { return crypto::blake3(bytes); }

void BatchCache::put(const Hash& key, BatchPtr batch, std::uint64_t since) {
  const std::scoped_lock lock(mutex_);
  const auto [at, fresh] = slots_.try_emplace(key);
  if (!fresh) return;
  at->second.bytes = batch->size;
  at->second.entry = Entry{std::move(batch), since};
  bytes_ += at->second.bytes;
  order_.push_back(key);
  make_room();
}

void BatchCache::get(ByteView bytes, std::uint64_t since, Done done) {
  get(key_of(bytes), bytes, since, std::move(done));
}

void BatchCache::get(const Hash& key, ByteView bytes, std::uint64_t since, Done done) {
  {
    std::unique_lock lock(mutex_);
    const auto [at, fresh] = slots_.try_emplace(key);
    Slot& slot = at->second;
    if (slot.entry) {
      const Entry entry = *slot.entry;
      lock.unlock();
      return done(entry);
    }
    slot.waiting.push_back(std::move(done));
    if (!fresh) return;
    slot.since = since;
    slot.bytes = bytes.size();
    bytes_ += slot.bytes;
    order_.push_back(key);
    make_room();
  }
  const auto unpacked = UnpackedBatch::from(bytes);
  if (!unpacked) return finish(key, std::unexpected(unpacked.error()));
  const auto entries = decode_batch(unpacked->bytes());
  if (!entries) return finish(key, std::unexpected(entries.error()));
  const auto senders = senders_of(*entries);
  const bool queued = recovery_.submit_hinted(
      wires_of(*entries), senders, [this, key, senders, size = bytes.size()](std::vector<pool::Recovered> recovered) {
        finish(key, make_batch(size, senders, std::move(recovered)));
      });
  // The workers' queue is full: this thread does it, and so slows down whoever sends so much.
  if (!queued) finish(key, receive_batch(bytes));
}

void BatchCache::finish(const Hash& key, Received received) {
  std::vector<Done> waiting;
  Entry entry{std::move(received), 0};
  {
    const std::scoped_lock lock(mutex_);
    const auto at = slots_.find(key);
    if (at == slots_.end()) return;  // decided meanwhile by way of another member's answer; nobody waits
    Slot& slot = at->second;
    entry.since = slot.since;
    slot.entry = entry;
    waiting.swap(slot.waiting);
  }
  for (const auto& done : waiting) done(entry);
}

std::vector<BatchCache::Known> BatchCache::get_all(const std::vector<Bytes>& transactions, std::uint64_t since) {
  std::vector<Known> known(transactions.size());
  std::latch left(static_cast<std::ptrdiff_t>(transactions.size()));
  for (std::size_t i = 0; i < transactions.size(); ++i) {
    known[i].key = key_of(transactions[i]);
    get(known[i].key, transactions[i], since, [&known, &left, i](const Entry& entry) {
      known[i].entry = entry;
      left.count_down();
    });
  }
  left.wait();
  return known;
}

void BatchCache::forget(const Hash& key) {
  const std::scoped_lock lock(mutex_);
  const auto at = slots_.find(key);
  if (at == slots_.end() || !at->second.entry) return;
  bytes_ -= at->second.bytes;
  slots_.erase(at);
}

void BatchCache::make_room() {
  const auto crowded = [this] { return bytes_ > max_bytes_ || order_.size() > 2 * slots_.size() + 1'024; };
  while (crowded() && !order_.empty()) {
    const auto at = slots_.find(order_.front());
    if (at != slots_.end()) {
      if (!at->second.entry) return;  // somebody waits for it
      bytes_ -= at->second.bytes;
      slots_.erase(at);
    }
    order_.pop_front();
  }
}

}  // namespace kaisho::consensus
