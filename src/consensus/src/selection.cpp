#include "selection.hpp"

#include <algorithm>
#include <unordered_map>

namespace kaisho::consensus {
namespace {

/// What a consensus transaction takes of a block's bytes: tag and varint length before it (CometBFT's
/// ComputeProtoSizeForTxs).
std::uint64_t block_bytes(std::size_t size) {
  std::uint64_t bytes = 2 + size;
  for (auto rest = size; rest >= 0x80; rest >>= 7) ++bytes;
  return bytes;
}

std::string words(const ledger::InvalidTransaction& why) {
  std::string text(ledger::describe(why.code));
  return why.detail.empty() ? text : text + ": " + why.detail;
}

}  // namespace

std::optional<std::string> Liveness::why_dead(const ledger::SignedTransaction& tx) const {
  if (const auto form = ledger::check_stateless(tx.transaction, context_, options_); !form) return words(form.error());
  const auto account = state_.account(tx.sender).value_or(ledger::Account{});
  if (tx.transaction.nonce < account.nonce) {
    return words({ledger::Invalid::nonce_too_low,
                  "nonce " + std::to_string(tx.transaction.nonce) + ", account has " + std::to_string(account.nonce)});
  }
  if (account.code_hash != ledger::kEmptyCodeHash) return words({ledger::Invalid::sender_not_eoa, {}});
  return std::nullopt;
}

std::uint64_t Liveness::nonce_of(const Address& sender) const {
  const auto account = state_.account(sender);
  return account ? account->nonce : 0;
}

Verdict Listed::add(const Batch& batch) {
  std::optional<std::string> reason;
  bool repeats = false;
  const bool belongs = std::ranges::any_of(batch.transactions, [&](const pool::TransactionPtr& tx) {
    if (hashes_.contains(tx->hash)) {
      repeats = true;
      return false;
    }
    auto dead = liveness_.why_dead(*tx);
    if (dead && !reason) reason = std::move(dead);
    return !dead;
  });
  if (!belongs && repeats) {
    return std::unexpected(
        Reject{RejectCode::repeated_batch, "what is not dead of it stands before it in the block already"});
  }
  if (!belongs) return std::unexpected(Reject{RejectCode::dead_batch, reason.value_or("it is empty")});
  for (const auto& tx : batch.transactions) hashes_.insert(tx->hash);
  transactions_ += batch.transactions.size();
  return {};
}

std::vector<std::size_t> Selection::choose(std::uint64_t height, std::uint64_t patience) const {
  auto chosen = fitting();
  while (leave_gapped(chosen, height, patience)) {
  }
  return chosen;
}

std::vector<std::size_t> Selection::fitting() const {
  std::vector<std::size_t> chosen;
  Listed listed(liveness_);
  std::uint64_t bytes = 0;
  Gas gas = 0;
  for (std::size_t i = 0; i < offers_.size(); ++i) {
    if (!offers_[i].batch) continue;
    const auto& batch = **offers_[i].batch;
    const auto more = block_bytes(batch.size);
    if (bytes + more > room_.bytes || listed.transactions() + batch.transactions.size() > room_.transactions) continue;
    const auto wanted = gas_of(batch);
    if (gas > 0 && gas + wanted > liveness_.gas_limit()) continue;  // one that alone is too much goes alone
    if (!listed.add(batch)) continue;
    bytes += more;
    gas += wanted;
    chosen.push_back(i);
  }
  return chosen;
}

Gas Selection::gas_of(const Batch& batch) const {
  Gas sum = 0;
  for (const auto& tx : batch.transactions) {
    if (!liveness_.why_dead(*tx)) sum += tx->transaction.gas_limit;  // at most 4,096 x 2^24
  }
  return sum;
}

bool Selection::leave_gapped(std::vector<std::size_t>& chosen, std::uint64_t height, std::uint64_t patience) const {
  std::unordered_map<Address, std::vector<std::uint64_t>, FixedBytesHash> nonces;
  for (const auto i : chosen) {
    for (const auto& tx : (*offers_[i].batch)->transactions) nonces[tx->sender].push_back(tx->transaction.nonce);
  }
  std::unordered_map<Address, std::uint64_t, FixedBytesHash> ends;  // the first nonce that is missing
  for (auto& [sender, list] : nonces) {
    std::ranges::sort(list);
    auto end = liveness_.nonce_of(sender);
    for (const auto nonce : list) end += nonce == end ? 1 : 0;
    ends.emplace(sender, end);
  }
  const auto removed = std::erase_if(chosen, [&](std::size_t i) {
    if (height >= offers_[i].since + patience) return false;
    return std::ranges::any_of((*offers_[i].batch)->transactions, [&](const pool::TransactionPtr& tx) {
      return tx->transaction.nonce >= ends.at(tx->sender);
    });
  });
  return removed > 0;
}

}  // namespace kaisho::consensus
