#pragma once

#include <mutex>
#include <span>
#include <unordered_map>

#include <kaisho/pool/recovery.hpp>

#include "ticket.hpp"

namespace kaisho::consensus {

/// The pool with its lock, the clients that wait for their transactions, and the check that stands before it.
class Mempool {
 public:
  struct Dependencies {
    storage::ChainStore& store;
    const ledger::Rules& rules;
    std::function<ledger::BlockContext()> next_context;
    std::function<void()> ready;  ///< told when something can go into a block
  };
  /// `wait_for_block`: clients get their answer from the block, else as soon as the pool has the transaction.
  Mempool(Dependencies dependencies, const pool::Limits& limits, bool wait_for_block)
      : needs_(std::move(dependencies)), wait_for_block_(wait_for_block), pool_(limits) {}

  /// Checks each transaction against the last block's state and adds it, in order.
  void admit(std::vector<pool::Recovered> batch, const std::shared_ptr<Ticket>& ticket);

  // --- for the thread that makes blocks ---
  [[nodiscard]] pool::TransactionPtr take();
  void give_back(const ledger::SignedTransaction& tx);
  /// Gives those of its sender that were ready behind it and now wait for a new one of its nonce.
  std::vector<Hash> drop(const ledger::SignedTransaction& tx, Refused why);
  /// The block is durable: forgets its transactions and answers who waits for them. `inclusions` in the block's order.
  void settle(const storage::BlockPtr& block, std::vector<Inclusion> inclusions);
  /// Takes nothing any more and says why; clients that wait now hear `for_waiting`.
  void close(const Refused& why, const Refused& for_waiting);

  [[nodiscard]] bool has_ready() const;
  /// Whether it is here and waits for no earlier nonce: also where it was taken.
  [[nodiscard]] bool is_ready(const Hash& hash) const;
  [[nodiscard]] std::optional<std::uint64_t> next_nonce(const Address& sender) const;
  [[nodiscard]] pool::TransactionPtr find(const Hash& hash) const;
  [[nodiscard]] pool::Pool::Size size() const;
  [[nodiscard]] std::uint64_t admit_ns() const { return admit_ns_; }

 private:
  struct Candidate {
    pool::TransactionPtr tx;
    std::uint64_t account_nonce = 0;
    std::size_t index = 0;
  };
  /// Results that are given out after the lock is gone: clients must not be called under it.
  using Answers = std::vector<std::pair<Waiter, SubmitResult>>;

  [[nodiscard]] std::expected<Candidate, Refused> check(pool::Recovered recovered, const ledger::StateView& state,
                                                        const ledger::BlockContext& context) const;
  /// False where its client would have to wait for an earlier nonce.
  bool add(const Candidate& candidate, const std::shared_ptr<Ticket>& ticket, Answers& answers);
  /// Whether a transaction that looked gapped is ready by the last block's nonces.
  [[nodiscard]] bool catch_up(const ledger::SignedTransaction& tx);
  [[nodiscard]] std::optional<Waiter> remove_waiter(const Hash& hash);

  Dependencies needs_;
  const bool wait_for_block_;
  mutable std::mutex mutex_;
  pool::Pool pool_;
  std::unordered_map<Hash, Waiter, FixedBytesHash> waiters_;
  std::optional<Refused> closed_;
  std::atomic<std::uint64_t> admit_ns_{0};
};

}  // namespace kaisho::consensus
