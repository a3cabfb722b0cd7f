#include "selection.hpp"

#include <algorithm>
#include <unordered_map>

namespace kaisho::consensus {
namespace {

/// Holding one batch back can open a gap for the next. Whoever builds a long row of such batches only gets them skipped
/// in a block instead of held back.
constexpr int kPasses = 4;

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

Verdict Listed::judge(const Batch& batch) const {
  std::optional<std::string> reason;
  bool repeats = false;
  const bool belongs = std::ranges::any_of(batch.transactions, [&](const pool::TransactionPtr& tx) {
    if (hashes_.contains(tx->hash)) {
      repeats = true;
      return false;
    }
    auto dead = liveness_.why_dead(*tx);
    if (!dead) return true;
    if (!reason) reason = std::move(dead);
    return false;
  });
  if (belongs) return {};
  if (repeats) {
    return std::unexpected(
        Reject{RejectCode::repeated_batch, "what is not dead of it stands before it in the block already"});
  }
  return std::unexpected(Reject{RejectCode::dead_batch, reason.value_or("it is empty")});
}

Verdict Listed::add(const Batch& batch) {
  if (auto verdict = judge(batch); !verdict) return verdict;
  for (const auto& tx : batch.transactions) hashes_.insert(tx->hash);
  transactions_ += batch.transactions.size();
  return {};
}

Selection::Selection(const Liveness& liveness, std::span<const Offer> offers, const Room& room)
    : liveness_(liveness), offers_(offers), room_(room), gas_(offers.size()), held_(offers.size()) {
  for (std::size_t i = 0; i < offers.size(); ++i) {
    if (!offers[i].batch) continue;
    for (const auto& tx : (*offers[i].batch)->transactions) {
      if (!liveness.why_dead(*tx)) gas_[i] += tx->transaction.gas_limit;  // at most 4,096 x 2^24
    }
  }
}

std::vector<std::size_t> Selection::choose(std::uint64_t height, std::uint64_t patience) {
  auto chosen = fitting();
  for (int pass = 0; pass < kPasses && hold_gapped(chosen, height, patience); ++pass) chosen = fitting();
  return chosen;
}

std::vector<std::size_t> Selection::fitting() const {
  std::vector<std::size_t> chosen;
  Listed listed(liveness_);
  std::uint64_t bytes = 0;
  Gas gas = 0;
  for (std::size_t i = 0; i < offers_.size(); ++i) {
    if (!offers_[i].batch || held_[i]) continue;
    const auto& batch = **offers_[i].batch;
    const auto more = block_bytes(batch.size);
    if (bytes + more > room_.bytes || listed.transactions() + batch.transactions.size() > room_.transactions) continue;
    if (gas > 0 && gas + gas_[i] > liveness_.gas_limit()) continue;  // one that alone is too much goes alone
    if (!listed.add(batch)) continue;
    bytes += more;
    gas += gas_[i];
    chosen.push_back(i);
  }
  return chosen;
}

bool Selection::hold_gapped(const std::vector<std::size_t>& chosen, std::uint64_t height, std::uint64_t patience) {
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
  bool any = false;
  for (const auto i : chosen) {
    if (height >= offers_[i].since + patience) continue;
    held_[i] = std::ranges::any_of((*offers_[i].batch)->transactions, [&](const pool::TransactionPtr& tx) {
      return tx->transaction.nonce >= ends.at(tx->sender);
    });
    any |= held_[i];
  }
  return any;
}

}  // namespace kaisho::consensus
