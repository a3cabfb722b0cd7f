#include "senders.hpp"

#include <unordered_map>
#include <utility>

#include <kaisho/crypto/all_signed.hpp>

#include "kaisho/pool/thread_time.hpp"

namespace kaisho::pool {
namespace {

/// Below this many a sum of all is no faster than each alone.
constexpr std::size_t kWorthASum = 4;

Recovered decode(Bytes wire) {
  auto transaction = ledger::decode_transaction(wire);
  if (!transaction) return std::unexpected(ledger::RecoverError{transaction.error()});
  if (!crypto::is_low_s(transaction->signature)) {
    return std::unexpected(ledger::RecoverError{.decode = std::nullopt, .high_s = true});
  }
  const auto hash = ledger::transaction_hash(wire);
  return ledger::SignedTransaction{std::move(*transaction), std::move(wire), hash, {}};
}

/// Transactions whose hinted senders' keys are known, on their way into one sum.
struct Hinted {
  std::vector<std::size_t> transactions;
  std::vector<crypto::SignedBy> claims;
  std::vector<crypto::PublicKey> keys;
  std::unordered_map<Address, std::uint32_t, FixedBytesHash> key_of;
};

}  // namespace

/// Decodes all, then recovers all: the two stages are timed together, for a clock costs as much as a hash.
void Senders::recover(std::span<Bytes> wires, std::span<const Address> hints, std::span<Recovered> results) {
  const auto started = thread_time_ns();
  for (std::size_t i = 0; i < wires.size(); ++i) results[i] = decode(std::move(wires[i]));
  const auto decoded = thread_time_ns();
  if (hints.empty()) {
    for (auto& tx : results) recover_one(tx);
  } else {
    check_hinted(hints, results);
  }
  for (const auto& tx : results) transactions_ += tx.has_value();
  decode_ns_ += decoded - started;
  recover_ns_ += thread_time_ns() - decoded;
}

void Senders::check_hinted(std::span<const Address> hints, std::span<Recovered> results) {
  Hinted hinted;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i] || remembered(*results[i])) continue;
    auto at = hinted.key_of.find(hints[i]);
    if (at == hinted.key_of.end()) {
      const auto key = keys_.find(hints[i]);
      if (!key) {
        recover_one(results[i]);
        continue;
      }
      at = hinted.key_of.emplace(hints[i], static_cast<std::uint32_t>(hinted.keys.size())).first;
      hinted.keys.push_back(*key);
    }
    const auto& tx = results[i]->transaction;
    hinted.transactions.push_back(i);
    hinted.claims.push_back({ledger::signing_digest(tx), tx.signature, at->second});
  }
  const bool right = hinted.claims.size() >= kWorthASum && crypto::all_signed(hinted.claims, hinted.keys);
  if (right) recoveries_ += hinted.claims.size();
  for (const auto i : hinted.transactions) {
    if (right) {
      found(*results[i], hints[i]);
    } else {
      recover_one(results[i]);
    }
  }
}

bool Senders::remembered(ledger::SignedTransaction& tx) {
  const auto known = by_transaction_.find(tx.hash);
  if (known) tx.sender = *known;
  return known.has_value();
}

void Senders::recover_one(Recovered& tx) {
  if (!tx || remembered(*tx)) return;
  ++recoveries_;
  const auto key = crypto::recover_public_key(ledger::signing_digest(tx->transaction), tx->transaction.signature);
  if (!key) {
    tx = std::unexpected(ledger::RecoverError{});
    return;
  }
  const auto sender = crypto::address_of(*key);
  keys_.add(sender, *key);
  found(*tx, sender);
}

void Senders::found(ledger::SignedTransaction& tx, const Address& sender) {
  tx.sender = sender;
  by_transaction_.add(tx.hash, sender);
}

}  // namespace kaisho::pool
