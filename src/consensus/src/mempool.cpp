#include "mempool.hpp"

#include <kaisho/ledger/executor.hpp>

#include "refusals.hpp"
#include "stopwatch.hpp"

namespace kaisho::consensus {
namespace {

/// The last block's state as the transaction will find it: with the earlier ones of its sender done. So every rule but
/// the gap in the nonces is judged at once.
class AsIfInTurn final : public ledger::StateView {
 public:
  AsIfInTurn(const ledger::StateView& state, const ledger::SignedTransaction& tx) : state_(state), tx_(tx) {}

  [[nodiscard]] std::optional<ledger::Account> account(const Address& address) const override {
    auto found = state_.account(address);
    if (address != tx_.sender) return found;
    account_nonce_ = found ? found->nonce : 0;
    if (account_nonce_ >= tx_.transaction.nonce) return found;
    if (!found) found.emplace();
    found->nonce = tx_.transaction.nonce;
    return found;
  }
  [[nodiscard]] Word storage(const Address& address, const Word& slot) const override {
    return state_.storage(address, slot);
  }
  [[nodiscard]] ledger::Code code(const Hash& hash) const override { return state_.code(hash); }
  [[nodiscard]] Hash block_hash(Height height) const override { return state_.block_hash(height); }

  /// As the state has it, once the sender's account was asked for.
  [[nodiscard]] std::uint64_t account_nonce() const { return account_nonce_; }

 private:
  const ledger::StateView& state_;
  const ledger::SignedTransaction& tx_;
  mutable std::uint64_t account_nonce_ = 0;
};

}  // namespace

std::expected<Mempool::Candidate, Refused> Mempool::check(pool::Recovered recovered, const ledger::StateView& state,
                                                          const ledger::BlockContext& context) const {
  if (!recovered) return std::unexpected(refused(recovered.error()));
  auto tx = std::make_shared<const ledger::SignedTransaction>(std::move(*recovered));
  const AsIfInTurn view(state, *tx);
  const ledger::ValidityOptions options{.limit_code_size = needs_.rules.limit_code_size};
  const auto valid = ledger::check_transaction(view, context, *tx, context.gas_limit, needs_.rules.admission, options);
  if (!valid) return std::unexpected(refused(valid.error(), tx));
  return Candidate{std::move(tx), view.account_nonce(), 0};
}

void Mempool::admit(std::vector<pool::Recovered> batch, const std::shared_ptr<Ticket>& ticket) {
  Stopwatch watch;
  std::vector<Candidate> candidates;
  candidates.reserve(batch.size());
  Answers answers;
  const auto context = needs_.next_context();
  const auto state = needs_.store.latest();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    try {
      auto candidate = check(std::move(batch[i]), *state, context);
      if (candidate) {
        candidate->index = i;
        candidates.push_back(*std::move(candidate));
      } else {
        answers.emplace_back(Waiter{ticket, i}, std::unexpected(std::move(candidate).error()));
      }
    } catch (const ledger::StateError& error) {
      answers.emplace_back(Waiter{ticket, i},
                           std::unexpected(refused(storage::StoreError{storage::ErrorCode::medium, error.what()})));
    }
  }
  bool ready = false;
  {
    const std::scoped_lock lock(mutex_);
    std::vector<Hash> gapped;
    for (const auto& candidate : candidates) {
      if (!add(candidate, ticket, answers)) gapped.push_back(candidate.tx->hash);
    }
    // Only now is it known which ones still wait for an earlier nonce: a batch may bring them in any order.
    for (const auto& hash : gapped) {
      if (pool_.is_ready(hash)) continue;
      if (const auto waiter = remove_waiter(hash)) answers.emplace_back(*waiter, Accepted{hash, {}});
    }
    ready = pool_.has_ready();
  }
  admit_ns_ += watch.lap().worked_ns;
  if (ready) needs_.ready();
  for (auto& [waiter, result] : answers) waiter.set(std::move(result));
}

bool Mempool::add(const Candidate& candidate, const std::shared_ptr<Ticket>& ticket, Answers& answers) {
  const auto& tx = *candidate.tx;
  Waiter waiter{ticket, candidate.index};
  if (closed_) {
    answers.emplace_back(std::move(waiter), std::unexpected(*closed_));
    return true;
  }
  const auto added = pool_.add(candidate.tx, candidate.account_nonce);
  if (!added) {
    answers.emplace_back(std::move(waiter), std::unexpected(refused(added.error(), tx.hash)));
    return true;
  }
  const bool ready = added->ready || catch_up(tx);
  if (!pool_.find(tx.hash)) {
    answers.emplace_back(std::move(waiter), std::unexpected(refused(pool::Refusal::nonce_too_low, tx.hash)));
    return true;
  }
  if (added->replaced) {
    if (const auto displaced = remove_waiter(*added->replaced)) {
      Refused why{RefusalCode::pool, "replaced by a transaction with higher fees", added->replaced, {}, {}};
      answers.emplace_back(*displaced, std::unexpected(std::move(why)));
    }
  }
  if (wait_for_block_) {
    waiters_.emplace(tx.hash, std::move(waiter));
  } else {
    answers.emplace_back(std::move(waiter), Accepted{tx.hash, {}});
  }
  return ready || !wait_for_block_;
}

/// The check looked at an older block than the pool may have settled since, and the pool forgets a sender with nothing
/// left: the gap that it sees may be filled already. A block is durable before it is settled, so under the pool's lock
/// the store is never behind.
bool Mempool::catch_up(const ledger::SignedTransaction& tx) {
  try {
    const auto account = needs_.store.latest()->account(tx.sender);
    if (account && account->nonce > 0) pool_.included(tx.sender, account->nonce - 1);
  } catch (const ledger::StateError&) {
    return false;  // it waits, as one with a gap does
  }
  return pool_.is_ready(tx.hash);
}

std::optional<Waiter> Mempool::remove_waiter(const Hash& hash) {
  const auto at = waiters_.find(hash);
  if (at == waiters_.end()) return std::nullopt;
  Waiter waiter = std::move(at->second);
  waiters_.erase(at);
  return waiter;
}

pool::TransactionPtr Mempool::take() {
  const std::scoped_lock lock(mutex_);
  return pool_.take();
}

void Mempool::give_back(const ledger::SignedTransaction& tx) {
  const std::scoped_lock lock(mutex_);
  pool_.give_back(tx);
}

std::vector<Hash> Mempool::drop(const ledger::SignedTransaction& tx, Refused why) {
  Answers answers;
  std::vector<Hash> waiting_again;
  {
    const std::scoped_lock lock(mutex_);
    waiting_again = pool_.drop(tx);
    if (const auto waiter = remove_waiter(tx.hash)) answers.emplace_back(*waiter, std::unexpected(std::move(why)));
    for (const auto& hash : waiting_again) {
      if (const auto waiter = remove_waiter(hash)) answers.emplace_back(*waiter, Accepted{hash, {}});
    }
  }
  for (auto& [waiter, result] : answers) waiter.set(std::move(result));
  return waiting_again;
}

void Mempool::settle(const storage::BlockPtr& block, std::vector<Inclusion> inclusions) {
  Answers answers;
  answers.reserve(inclusions.size());
  {
    const std::scoped_lock lock(mutex_);
    for (std::size_t i = 0; i < inclusions.size(); ++i) {
      const auto& tx = block->block.transactions[i];
      pool_.included(tx.sender, tx.transaction.nonce);
      if (const auto waiter = remove_waiter(tx.hash)) {
        answers.emplace_back(*waiter, Accepted{tx.hash, std::move(inclusions[i])});
      }
    }
  }
  for (auto& [waiter, result] : answers) waiter.set(std::move(result));
}

void Mempool::close(const Refused& why, const Refused& for_waiting) {
  decltype(waiters_) waiting;
  {
    const std::scoped_lock lock(mutex_);
    if (!closed_) closed_ = why;
    waiting.swap(waiters_);
  }
  for (const auto& [hash, waiter] : waiting) {
    Refused own = for_waiting;
    own.hash = hash;
    waiter.set(std::unexpected(std::move(own)));
  }
}

bool Mempool::has_ready() const {
  const std::scoped_lock lock(mutex_);
  return pool_.has_ready();
}

bool Mempool::is_ready(const Hash& hash) const {
  const std::scoped_lock lock(mutex_);
  return pool_.is_ready(hash);
}

std::optional<std::uint64_t> Mempool::next_nonce(const Address& sender) const {
  const std::scoped_lock lock(mutex_);
  return pool_.next_nonce(sender);
}

pool::TransactionPtr Mempool::find(const Hash& hash) const {
  const std::scoped_lock lock(mutex_);
  return pool_.find(hash);
}

pool::Pool::Size Mempool::size() const {
  const std::scoped_lock lock(mutex_);
  return pool_.size();
}

}  // namespace kaisho::consensus
