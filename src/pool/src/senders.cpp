#include "senders.hpp"

#include <unordered_map>
#include <utility>

#include <kaisho/crypto/all_signed.hpp>
#include <kaisho/crypto/recover_many.hpp>

#include "kaisho/pool/thread_time.hpp"

namespace kaisho::pool {
namespace {

/// Below this many a sum of all is no faster than each alone (bench_signatures).
constexpr std::size_t kWorthASum = 12;

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
  recover_alone(hints.empty() ? unknown(results) : check_hinted(hints, results), results);
  for (const auto& tx : results) transactions_ += tx.has_value();
  decode_ns_ += decoded - started;
  recover_ns_ += thread_time_ns() - decoded;
}

std::vector<std::size_t> Senders::unknown(std::span<Recovered> results) {
  std::vector<std::size_t> unknown;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i] && !remembered(*results[i])) unknown.push_back(i);
  }
  return unknown;
}

std::vector<std::size_t> Senders::check_hinted(std::span<const Address> hints, std::span<Recovered> results) {
  Hinted hinted;
  std::vector<std::size_t> alone;
  for (const auto i : unknown(results)) {
    auto at = hinted.key_of.find(hints[i]);
    if (at == hinted.key_of.end()) {
      const auto key = keys_.find(hints[i]);
      if (!key) {
        alone.push_back(i);
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
  if (!right) {
    alone.insert(alone.end(), hinted.transactions.begin(), hinted.transactions.end());
    return alone;
  }
  recoveries_ += hinted.claims.size();
  for (const auto i : hinted.transactions) found(*results[i], hints[i]);
  return alone;
}

bool Senders::remembered(ledger::SignedTransaction& tx) {
  const auto known = by_transaction_.find(tx.hash);
  if (known) tx.sender = *known;
  return known.has_value();
}

void Senders::recover_alone(const std::vector<std::size_t>& which, std::span<Recovered> results) {
  std::vector<crypto::SignedDigest> all;
  all.reserve(which.size());
  for (const auto i : which) {
    const auto& tx = results[i]->transaction;
    all.push_back({ledger::signing_digest(tx), tx.signature});
  }
  recoveries_ += which.size();
  const auto keys = crypto::recover_public_keys(all);
  for (std::size_t i = 0; i < which.size(); ++i) {
    auto& result = results[which[i]];
    const auto& key = keys[i];
    if (!key) {
      result = std::unexpected(ledger::RecoverError{});
      continue;
    }
    const auto sender = crypto::address_of(*key);
    keys_.add(sender, *key);
    found(*result, sender);
  }
}

void Senders::found(ledger::SignedTransaction& tx, const Address& sender) {
  tx.sender = sender;
  by_transaction_.add(tx.hash, sender);
}

}  // namespace kaisho::pool
