#include <algorithm>

#include "errors.hpp"
#include "kaisho/services/ledger_service.hpp"

namespace kaisho::services {
namespace {

/// Runs a look-up whose view may throw, as a value.
template <class Look>
auto guarded(Look look) -> Result<decltype(look())> {
  try {
    return look();
  } catch (const ledger::StateError& error) {
    return std::unexpected(error_of(error));
  }
}

/// Priority fees of the block's transactions at the percentiles of the gas used, as eth_feeHistory defines it.
std::vector<Amount> rewards_of(const ledger::Block& block, const std::vector<double>& percentiles) {
  std::vector<std::pair<Amount, Gas>> paid;
  for (const auto& receipt : block.receipts) {
    const auto tip = receipt.effective_gas_price.checked_sub(block.header.base_fee);
    paid.emplace_back(tip.value_or(Amount{}), receipt.gas_used);
  }
  std::ranges::sort(paid);
  std::vector<Amount> rewards;
  std::size_t at = 0;
  Gas sum = paid.empty() ? 0 : paid[0].second;
  for (const double percentile : percentiles) {
    const auto threshold = static_cast<Gas>(percentile / 100 * static_cast<double>(block.header.gas_used));
    while (at + 1 < paid.size() && sum < threshold) sum += paid[++at].second;
    rewards.push_back(paid.empty() ? Amount{} : paid[at].first);
  }
  return rewards;
}

}  // namespace

ChainId LedgerService::chain_id() const { return head()->block.header.chain_id; }
Height LedgerService::height() const { return needs_.store.height(); }
BlockPtr LedgerService::head() const { return needs_.store.last_block(); }

Result<Height> LedgerService::resolve(const BlockId& id) const {
  if (const auto* tag = std::get_if<Tag>(&id)) return *tag == Tag::earliest ? Height{0} : height();
  if (const auto* number = std::get_if<Height>(&id)) {
    if (*number <= height()) return *number;
    return fail(ErrorCode::unknown_block,
                "no block " + std::to_string(*number) + ": the last one is " + std::to_string(height()));
  }
  const auto found = needs_.store.height_of(std::get<Hash>(id));
  if (!found) return std::unexpected(error_of(found.error()));
  if (!*found) return fail(ErrorCode::unknown_block, "no block has this hash");
  return **found;
}

Result<BlockPtr> LedgerService::block(const BlockId& id) const {
  if (const auto* tag = std::get_if<Tag>(&id); tag && *tag != Tag::earliest) return head();
  const auto height = resolve(id);
  if (!height) {
    if (height.error().code == ErrorCode::unknown_block) return nullptr;
    return std::unexpected(height.error());
  }
  auto block = needs_.store.block(*height);
  if (!block) return std::unexpected(error_of(block.error()));
  return *block;
}

Result<std::optional<MinedTransaction>> LedgerService::transaction(const Hash& hash) const {
  const auto place = needs_.store.find_transaction(hash);
  if (!place) return std::unexpected(error_of(place.error()));
  if (!*place) return std::nullopt;
  return transaction(BlockId{(*place)->height}, (*place)->index);
}

Result<std::optional<MinedTransaction>> LedgerService::transaction(const BlockId& id, std::uint64_t index) const {
  const auto found = block(id);
  if (!found) return std::unexpected(found.error());
  if (!*found || index >= (*found)->block.transactions.size()) return std::nullopt;
  const auto at = static_cast<std::uint32_t>(index);
  return MinedTransaction{.block = *found, .index = at};
}

std::shared_ptr<const ledger::SignedTransaction> LedgerService::waiting(const Hash& hash) const {
  return needs_.engine.pending(hash);
}

std::vector<MinedTransaction> LedgerService::transactions_of(const BlockPtr& block) {
  std::vector<MinedTransaction> transactions;
  transactions.reserve(block->block.transactions.size());
  std::uint64_t logs = 0;
  for (std::uint32_t i = 0; i < block->block.transactions.size(); ++i) {
    transactions.push_back({block, i, logs});
    logs += block->block.receipts[i].logs.size();
  }
  return transactions;
}

Result<std::shared_ptr<const ledger::StateView>> LedgerService::state(const BlockId& at) const {
  if (const auto* tag = std::get_if<Tag>(&at); tag && *tag != Tag::earliest) return needs_.store.latest();
  const auto height = resolve(at);
  if (!height) return std::unexpected(height.error());
  auto view = needs_.store.at(*height);
  if (!view) return std::unexpected(error_of(view.error()));
  return *std::move(view);
}

Result<Amount> LedgerService::balance(const Address& address, const BlockId& at) const {
  const auto view = state(at);
  if (!view) return std::unexpected(view.error());
  return guarded([&] {
    const auto account = (*view)->account(address);
    return account ? account->balance : Amount{};
  });
}

Result<std::uint64_t> LedgerService::nonce(const Address& address, const BlockId& at) const {
  if (at == BlockId{Tag::pending}) return guarded([&] { return needs_.engine.pending_nonce(address); });
  const auto view = state(at);
  if (!view) return std::unexpected(view.error());
  return guarded([&] {
    const auto account = (*view)->account(address);
    return account ? account->nonce : std::uint64_t{0};
  });
}

Result<Bytes> LedgerService::code(const Address& address, const BlockId& at) const {
  const auto view = state(at);
  if (!view) return std::unexpected(view.error());
  return guarded([&] {
    const auto account = (*view)->account(address);
    const auto code = account ? (*view)->code(account->code_hash) : nullptr;
    return code ? *code : Bytes{};
  });
}

Result<Word> LedgerService::storage(const Address& address, const Word& slot, const BlockId& at) const {
  const auto view = state(at);
  if (!view) return std::unexpected(view.error());
  return guarded([&] { return (*view)->storage(address, slot); });
}

Amount LedgerService::gas_price() const { return needs_.engine.next_context().base_fee; }

Result<FeeHistory> LedgerService::fee_history(std::uint64_t blocks, const BlockId& newest,
                                              const std::vector<double>& percentiles) const {
  const bool ordered = std::ranges::is_sorted(percentiles) &&
                       std::ranges::all_of(percentiles, [](double p) { return p >= 0 && p <= 100; });
  if (!ordered || percentiles.size() > 100) {
    return fail(ErrorCode::invalid_request, "percentiles must rise from 0 to 100, at most 100 of them");
  }
  const auto last = resolve(newest);
  if (!last) return std::unexpected(last.error());
  const auto count = std::min({blocks, limits_.max_fee_blocks, *last + 1});
  FeeHistory history;
  history.oldest = *last + 1 - count;
  for (Height height = history.oldest; height <= *last && count > 0; ++height) {
    const auto found = block(BlockId{height});
    if (!found) return std::unexpected(found.error());
    if (!*found) return fail(ErrorCode::storage, "block " + std::to_string(height) + " is missing");
    const auto& header = (*found)->block.header;
    history.base_fees.push_back(header.base_fee);
    history.gas_used_ratios.push_back(static_cast<double>(header.gas_used) / static_cast<double>(header.gas_limit));
    if (!percentiles.empty()) history.rewards.push_back(rewards_of((*found)->block, percentiles));
  }
  history.base_fees.push_back(gas_price());
  return history;
}

Result<storage::StateProof> LedgerService::state_proof(ByteView raw_key, const BlockId& at) const {
  const auto height = resolve(at);
  if (!height) return std::unexpected(height.error());
  auto proof = needs_.store.prove_state(raw_key, *height);
  if (!proof) return std::unexpected(error_of(proof.error()));
  return *std::move(proof);
}

}  // namespace kaisho::services
