#include "execution.hpp"

namespace kaisho::consensus {

void Execution::run(std::span<const Received> batches) {
  results_.reserve(batches.size());
  std::size_t transactions = 0;
  for (const auto& batch : batches) transactions += batch ? (*batch)->transactions.size() : 0;
  seen_.reserve(transactions);
  builder_.reserve(transactions);
  for (const auto& batch : batches) {
    auto& result = results_.emplace_back();
    result.code = batch ? BatchResult::Code::nothing : BatchResult::Code::not_a_batch;
    if (!batch) continue;
    for (const auto& tx : (*batch)->transactions) offer({tx, results_.size() - 1});
  }
  for (const auto& [sender, by_nonce] : waiting_) {
    for (const auto& [nonce, items] : by_nonce) {
      for (const auto& item : items) {
        skip(item, SkipCode::waiting,
             "nonce " + std::to_string(nonce) + ", account has " + std::to_string(next_nonce(sender)));
      }
    }
  }
  waiting_.clear();
}

void Execution::offer(const Item& item) {
  const auto& tx = *item.tx;
  if (!seen_.insert(tx.hash).second) return skip(item, SkipCode::duplicate);
  if (tx.transaction.nonce > next_nonce(tx.sender)) {
    waiting_[tx.sender][tx.transaction.nonce].push_back(item);
    return;
  }
  if (execute(item) && !waiting_.empty()) release(tx.sender);
}

bool Execution::execute(const Item& item) {
  auto added = builder_.add(*item.tx);
  if (!added) return skip(item, std::move(added).error()), false;
  auto& result = results_[item.batch];
  result.code = BatchResult::Code::executed;
  result.gas_wanted += item.tx->transaction.gas_limit;
  result.gas_used += builder_.applied(builder_.size() - 1).receipt.gas_used;
  return true;
}

void Execution::release(const Address& sender) {
  const auto at = waiting_.find(sender);
  if (at == waiting_.end()) return;
  auto& by_nonce = at->second;
  for (bool executed = true; executed && !by_nonce.empty() && by_nonce.begin()->first == next_nonce(sender);) {
    executed = false;
    for (const auto& item : by_nonce.begin()->second) executed |= execute(item);  // of two, the second one is too low
    by_nonce.erase(by_nonce.begin());
  }
  if (by_nonce.empty()) waiting_.erase(at);
}

void Execution::skip(const Item& item, SkipCode code, std::string detail) {
  skipped_.push_back({item.tx, {height_, item.tx->hash, code, {}}, std::move(detail)});
}

void Execution::skip(const Item& item, ledger::InvalidTransaction why) {
  if (why.code == ledger::Invalid::gas_above_block && item.tx->transaction.gas_limit <= context_.gas_limit) {
    return skip(item, SkipCode::no_room, std::move(why.detail));
  }
  skipped_.push_back({item.tx, {height_, item.tx->hash, SkipCode::invalid, why.code}, std::move(why.detail)});
}

std::uint64_t Execution::next_nonce(const Address& sender) const {
  const auto account = builder_.state().account(sender);
  return account ? account->nonce : 0;
}

std::vector<Output> Execution::outputs() const {
  std::vector<Output> outputs;
  outputs.reserve(builder_.size());
  for (std::size_t i = 0; i < builder_.size(); ++i) {
    const auto& applied = builder_.applied(i);
    outputs.push_back({applied.output, applied.halt_reason});
  }
  return outputs;
}

}  // namespace kaisho::consensus
