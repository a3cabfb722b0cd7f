#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <kaisho/ledger/validity.hpp>

/// Transactions that wait for a block.
namespace kaisho::pool {

/// Why the pool does not take a transaction that is valid by itself. Stable, never renumbered.
enum class Refusal : std::uint8_t {
  already_known = 1,            ///< this very transaction waits already
  nonce_too_low = 2,            ///< a block or a block in the making has the sender's transaction of this nonce
  nonce_too_far_ahead = 3,      ///< more than Limits::max_ahead above the account's nonce
  replacement_underpriced = 4,  ///< another one of this nonce waits, and the new fees are not 10 % above its fees
  sender_full = 5,              ///< Limits::max_per_sender
  gapped_full = 6,              ///< Limits::max_gapped: transactions that wait for an earlier nonce
  full = 7,                     ///< Limits::max_transactions or max_bytes
};
/// A sentence; the words that Ethereum's tools look for ("already known", "nonce too low") are in it.
[[nodiscard]] std::string_view describe(Refusal refusal);

struct Limits {
  std::size_t max_transactions = 65'536;
  std::size_t max_bytes = std::size_t{256} << 20;  ///< wire bytes
  std::size_t max_per_sender = 16'384;
  std::size_t max_gapped = 16'384;
  std::uint64_t max_ahead = 16'384;  ///< nonces above the account's
};

using TransactionPtr = std::shared_ptr<const ledger::SignedTransaction>;

/// Waiting transactions, by sender in the order of their nonces, senders in order of arrival. Holds no lock and knows
/// no state: the owner serializes the calls and tells account nonces.
///
/// A transaction is *ready* when all nonces between the account's and its own are in the pool, *taken* while a block
/// that holds it is in the making.
class Pool {
 public:
  explicit Pool(const Limits& limits = {}) : limits_(limits) {}

  struct Added {
    bool ready = false;            ///< false: waits for an earlier nonce
    std::optional<Hash> replaced;  ///< the transaction that this one displaced
  };
  /// `account_nonce` is the sender's in the last block. An older value can make a transaction of a sender with nothing
  /// else here look gapped: `included` puts that right.
  [[nodiscard]] std::expected<Added, Refusal> add(TransactionPtr tx, std::uint64_t account_nonce);

  /// The ready transaction that arrived first, now taken; null where none is ready.
  [[nodiscard]] TransactionPtr take();
  /// Gives a taken transaction back, the last one first: the block had no room.
  void give_back(const ledger::SignedTransaction& tx);
  /// Forgets a transaction that can not be included; gives those of its sender that were ready behind it and now wait
  /// for a new one of its nonce.
  std::vector<Hash> drop(const ledger::SignedTransaction& tx);
  /// Forgets what a block made final: every transaction of this sender up to this nonce.
  void included(const Address& sender, std::uint64_t nonce);

  [[nodiscard]] bool has_ready() const { return !heads_.empty(); }
  /// The nonce for the sender's next transaction: behind the ready and taken ones; nothing where none of them is here.
  [[nodiscard]] std::optional<std::uint64_t> next_nonce(const Address& sender) const;
  [[nodiscard]] TransactionPtr find(const Hash& hash) const;
  [[nodiscard]] bool is_ready(const Hash& hash) const;

  struct Size {
    std::size_t transactions = 0;
    std::size_t gapped = 0;
    std::size_t bytes = 0;
  };
  [[nodiscard]] Size size() const { return {by_hash_.size(), gapped_, bytes_}; }

 private:
  struct Entry {
    TransactionPtr tx;
    std::uint64_t arrival = 0;
  };
  struct Sender {
    std::map<std::uint64_t, Entry> by_nonce;
    std::uint64_t account_nonce = 0;  ///< in the last block
    std::uint64_t untaken = 0;        ///< the first nonce that no block in the making holds
    std::uint64_t ready_end = 0;      ///< behind the last ready nonce
  };
  using Senders = std::unordered_map<Address, Sender, FixedBytesHash>;

  [[nodiscard]] std::optional<Refusal> refuse(const Sender* sender, const ledger::SignedTransaction& tx,
                                              std::uint64_t account_nonce) const;
  void raise_account_nonce(Sender& sender, std::uint64_t nonce);
  void erase(Sender& sender, std::map<std::uint64_t, Entry>::iterator at);
  void extend_ready(Sender& sender);
  std::vector<Hash> cut_ready(Sender& sender, std::uint64_t nonce);
  void add_head(const Address& address, const Sender& sender);
  void remove_head(const Sender& sender);
  void forget_if_empty(Senders::iterator at);

  Limits limits_;
  Senders senders_;
  std::unordered_map<Hash, TransactionPtr, FixedBytesHash> by_hash_;
  std::map<std::uint64_t, Address> heads_;  ///< arrival of each sender's first ready, untaken transaction
  std::size_t gapped_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t arrivals_ = 0;
};

}  // namespace kaisho::pool
