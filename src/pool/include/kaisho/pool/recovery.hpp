#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <memory>
#include <vector>

#include <kaisho/ledger/transaction.hpp>

/// Recovering the senders of wire transactions: the slow step of the ledger, done once, on worker threads.
namespace kaisho::pool {

using Recovered = std::expected<ledger::SignedTransaction, ledger::RecoverError>;
/// Takes the results in the order of the wires. Called once, on a worker; batches are handed out one at a time and in
/// the order of their submission, so it must be quick.
using RecoveredBatch = std::function<void(std::vector<Recovered>)>;

/// Nanoseconds of processor time that the workers spent; only ever grow.
struct RecoveryTimes {
  std::uint64_t decode_ns = 0;     ///< RLP, hash
  std::uint64_t recover_ns = 0;    ///< signing digest, recovering or checking
  std::uint64_t transactions = 0;  ///< whose sender was given
  std::uint64_t recoveries = 0;    ///< signatures that were worked on: not those remembered
};

struct RecoveryOptions {
  unsigned threads = 0;                               ///< 0: one a core
  std::size_t max_queued_bytes = 64u << 20;           ///< wires waiting for a worker
  std::size_t cached_senders = std::size_t{1} << 16;  ///< senders remembered by transaction hash
  std::size_t known_keys = std::size_t{1} << 17;      ///< public keys remembered by sender; about 150 bytes each
};

/// Worker threads that recover senders. Thread-safe.
class Recovery {
 public:
  explicit Recovery(const RecoveryOptions& options);
  Recovery(const Recovery&) = delete;
  Recovery& operator=(const Recovery&) = delete;
  /// Finishes what is queued, then ends the threads.
  ~Recovery();

  /// Queues a batch; its transactions are spread over the workers, `done` gets them together and in order. False (and
  /// `done` is never called) where the queue would grow above its limit.
  [[nodiscard]] bool submit(std::vector<Bytes> wires, RecoveredBatch done);
  /// The same where somebody says who the senders are, one for each wire: signatures of senders whose keys are known
  /// from before are checked in one sum, in less than half of the time. The results are the same whatever the hints
  /// say.
  [[nodiscard]] bool submit_hinted(std::vector<Bytes> wires, std::vector<Address> hints, RecoveredBatch done);

  [[nodiscard]] RecoveryTimes times() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::pool
