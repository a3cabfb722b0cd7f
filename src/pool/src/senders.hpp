#pragma once

#include <atomic>
#include <span>
#include <vector>

#include <kaisho/crypto/secp256k1.hpp>

#include "kaisho/pool/recovery.hpp"
#include "remembered.hpp"

namespace kaisho::pool {

/// Decodes wires and finds out who signed them, remembering both senders and keys. Thread-safe.
class Senders {
 public:
  explicit Senders(const RecoveryOptions& options)
      : by_transaction_(options.cached_senders), keys_(options.known_keys) {}

  /// Of some wires at once, which it takes. `hints` are as many as the wires, or none; a wrong one costs time only.
  void recover(std::span<Bytes> wires, std::span<const Address> hints, std::span<Recovered> results);
  [[nodiscard]] RecoveryTimes times() const { return {decode_ns_, recover_ns_, transactions_, recoveries_}; }

 private:
  bool remembered(ledger::SignedTransaction& tx);
  /// Which of them are transactions whose senders are still to be found.
  std::vector<std::size_t> unknown(std::span<Recovered> results);
  /// Which of them are left for `recover_alone`.
  std::vector<std::size_t> check_hinted(std::span<const Address> hints, std::span<Recovered> results);
  void recover_alone(const std::vector<std::size_t>& which, std::span<Recovered> results);
  void found(ledger::SignedTransaction& tx, const Address& sender);

  Remembered<Hash, Address> by_transaction_;
  Remembered<Address, crypto::PublicKey> keys_;
  std::atomic<std::uint64_t> decode_ns_{0}, recover_ns_{0}, transactions_{0}, recoveries_{0};
};

}  // namespace kaisho::pool
