#include "kaisho/pool/pool.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>

namespace kaisho::pool {
namespace {

/// Both fees at least a tenth above those that the other one offers (geth's rule). At a fee of 0 nothing is above.
bool outbids(const ledger::Transaction& challenger, const ledger::Transaction& holder) {
  const auto above = [](const Amount& now, const Amount& before) {
    const auto ten_times = now.checked_mul(U256{10});
    const auto eleven_times = before.checked_mul(U256{11});
    return now > before && ten_times && eleven_times && *ten_times >= *eleven_times;
  };
  return above(challenger.max_fee_per_gas, holder.max_fee_per_gas) &&
         (above(challenger.max_priority_fee_per_gas, holder.max_priority_fee_per_gas) ||
          (challenger.max_priority_fee_per_gas.is_zero() && holder.max_priority_fee_per_gas.is_zero()));
}

}  // namespace

std::string_view describe(Refusal refusal) {
  switch (refusal) {
    case Refusal::already_known:
      return "already known";
    case Refusal::nonce_too_low:
      return "nonce too low: a transaction of this nonce is in the block in the making";
    case Refusal::nonce_too_far_ahead:
      return "nonce too high: too far ahead of the account's nonce";
    case Refusal::replacement_underpriced:
      return "replacement transaction underpriced: another one of this nonce waits, the fees must be 10 % above its";
    case Refusal::sender_full:
      return "too many transactions of this sender wait";
    case Refusal::gapped_full:
      return "nonce too high: too many transactions wait for earlier ones of their sender";
    case Refusal::full:
      return "the pool is full";
  }
  return "refused by the pool";
}

std::optional<Refusal> Pool::refuse(const Sender* sender, const ledger::SignedTransaction& tx,
                                    std::uint64_t account_nonce) const {
  const auto nonce = tx.transaction.nonce;
  const auto base = sender ? std::max(sender->account_nonce, account_nonce) : account_nonce;
  if (nonce < (sender ? std::max(base, sender->untaken) : base)) return Refusal::nonce_too_low;
  if (nonce - base > limits_.max_ahead) return Refusal::nonce_too_far_ahead;
  if (sender) {
    const auto holder = sender->by_nonce.find(nonce);
    if (holder != sender->by_nonce.end()) {
      if (outbids(tx.transaction, holder->second.tx->transaction)) return std::nullopt;
      return Refusal::replacement_underpriced;
    }
    if (sender->by_nonce.size() >= limits_.max_per_sender) return Refusal::sender_full;
  }
  if (by_hash_.size() >= limits_.max_transactions || bytes_ + tx.wire.size() > limits_.max_bytes) return Refusal::full;
  const bool gapped = nonce > (sender ? std::max(base, sender->ready_end) : base);
  if (gapped && gapped_ >= limits_.max_gapped) return Refusal::gapped_full;
  return std::nullopt;
}

std::expected<Pool::Added, Refusal> Pool::add(TransactionPtr tx, std::uint64_t account_nonce) {
  if (by_hash_.contains(tx->hash)) return std::unexpected(Refusal::already_known);
  auto at = senders_.find(tx->sender);
  const auto refusal = refuse(at == senders_.end() ? nullptr : &at->second, *tx, account_nonce);
  if (refusal) return std::unexpected(*refusal);

  if (at == senders_.end()) {
    at = senders_.emplace(tx->sender, Sender{{}, account_nonce, account_nonce, account_nonce}).first;
  }
  Sender& sender = at->second;
  raise_account_nonce(sender, account_nonce);

  Added added;
  const auto nonce = tx->transaction.nonce;
  auto [entry, fresh] = sender.by_nonce.try_emplace(nonce, Entry{tx, arrivals_});
  if (!fresh) {  // keeps the place in the queue of the one it replaces
    added.replaced = entry->second.tx->hash;
    bytes_ -= entry->second.tx->wire.size();
    by_hash_.erase(*added.replaced);
    entry->second.tx = tx;
  } else {
    ++arrivals_;
    ++gapped_;
  }
  bytes_ += tx->wire.size();
  by_hash_.emplace(tx->hash, tx);
  extend_ready(sender);
  if (sender.untaken == nonce && fresh) add_head(tx->sender, sender);
  added.ready = nonce < sender.ready_end;
  return added;
}

void Pool::extend_ready(Sender& sender) {
  for (auto at = sender.by_nonce.find(sender.ready_end); at != sender.by_nonce.end() && at->first == sender.ready_end;
       ++at) {
    ++sender.ready_end;
    --gapped_;
  }
}

std::vector<Hash> Pool::cut_ready(Sender& sender, std::uint64_t nonce) {
  std::vector<Hash> cut;
  if (nonce >= sender.ready_end) return cut;
  for (auto at = sender.by_nonce.upper_bound(nonce); at != sender.by_nonce.end() && at->first < sender.ready_end;
       ++at) {
    cut.push_back(at->second.tx->hash);
  }
  gapped_ += cut.size();
  sender.ready_end = nonce;
  return cut;
}

void Pool::add_head(const Address& address, const Sender& sender) {
  const auto at = sender.by_nonce.find(sender.untaken);
  if (at != sender.by_nonce.end()) heads_.emplace(at->second.arrival, address);
}

void Pool::remove_head(const Sender& sender) {
  const auto at = sender.by_nonce.find(sender.untaken);
  if (at != sender.by_nonce.end()) heads_.erase(at->second.arrival);
}

TransactionPtr Pool::take() {
  if (heads_.empty()) return nullptr;
  const auto address = heads_.begin()->second;
  Sender& sender = senders_.at(address);
  heads_.erase(heads_.begin());
  auto tx = sender.by_nonce.at(sender.untaken).tx;
  ++sender.untaken;
  add_head(address, sender);
  return tx;
}

void Pool::give_back(const ledger::SignedTransaction& tx) {
  Sender& sender = senders_.at(tx.sender);
  KAISHO_ASSERT(sender.untaken == tx.transaction.nonce + 1);
  remove_head(sender);
  --sender.untaken;
  add_head(tx.sender, sender);
}

void Pool::erase(Sender& sender, std::map<std::uint64_t, Entry>::iterator at) {
  bytes_ -= at->second.tx->wire.size();
  by_hash_.erase(at->second.tx->hash);
  sender.by_nonce.erase(at);
}

std::vector<Hash> Pool::drop(const ledger::SignedTransaction& tx) {
  const auto at = senders_.find(tx.sender);
  if (at == senders_.end()) return {};
  Sender& sender = at->second;
  const auto nonce = tx.transaction.nonce;
  const auto entry = sender.by_nonce.find(nonce);
  if (entry == sender.by_nonce.end() || entry->second.tx->hash != tx.hash) return {};
  remove_head(sender);
  if (nonce >= sender.ready_end) --gapped_;
  auto cut = cut_ready(sender, nonce);
  sender.untaken = std::min(sender.untaken, nonce);
  erase(sender, entry);
  add_head(tx.sender, sender);
  forget_if_empty(at);
  return cut;
}

void Pool::raise_account_nonce(Sender& sender, std::uint64_t nonce) {
  if (nonce <= sender.account_nonce) return;
  sender.account_nonce = nonce;
  while (!sender.by_nonce.empty() && sender.by_nonce.begin()->first < nonce) {
    const auto first = sender.by_nonce.begin();
    if (first->first == sender.untaken) heads_.erase(first->second.arrival);
    if (first->first >= sender.ready_end) --gapped_;
    erase(sender, first);
  }
  if (sender.untaken < nonce) {
    sender.untaken = nonce;
    sender.ready_end = std::max(sender.ready_end, nonce);
    extend_ready(sender);
    if (!sender.by_nonce.empty()) add_head(sender.by_nonce.begin()->second.tx->sender, sender);
  }
}

void Pool::included(const Address& address, std::uint64_t nonce) {
  const auto at = senders_.find(address);
  if (at == senders_.end()) return;
  raise_account_nonce(at->second, nonce + 1);
  forget_if_empty(at);
}

void Pool::forget_if_empty(Senders::iterator at) {
  if (at->second.by_nonce.empty()) senders_.erase(at);
}

std::optional<std::uint64_t> Pool::next_nonce(const Address& address) const {
  const auto at = senders_.find(address);
  if (at == senders_.end() || at->second.ready_end == at->second.account_nonce) return std::nullopt;
  return at->second.ready_end;
}

TransactionPtr Pool::find(const Hash& hash) const {
  const auto at = by_hash_.find(hash);
  return at == by_hash_.end() ? nullptr : at->second;
}

bool Pool::is_ready(const Hash& hash) const {
  const auto tx = find(hash);
  return tx && tx->transaction.nonce < senders_.at(tx->sender).ready_end;
}

}  // namespace kaisho::pool
