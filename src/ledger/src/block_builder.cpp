#include <iterator>
#include <utility>

#include "kaisho/ledger/transition.hpp"

namespace kaisho::ledger {
namespace {

Header header_of(const BlockContext& context) {
  Header header;
  header.revision = context.revision;
  header.chain_id = context.chain_id;
  header.height = context.height;
  header.timestamp = context.timestamp;
  header.beneficiary = context.beneficiary;
  header.gas_limit = context.gas_limit;
  header.base_fee = context.base_fee;
  header.prev_randao = context.prev_randao;
  return header;
}

}  // namespace

BlockBuilder::BlockBuilder(const StateView& parent, const BlockContext& context, const Rules& rules)
    : context_(context), rules_(rules), state_(parent) {}

void BlockBuilder::reserve(std::size_t transactions) {
  transactions_.reserve(transactions);
  applied_.reserve(transactions);
}

std::expected<void, InvalidTransaction> BlockBuilder::add(SignedTransaction tx) {
  auto applied = apply(state_, context_, tx, gas_used_, rules_, &memo_);
  if (!applied) return std::unexpected(std::move(applied).error());
  gas_used_ = applied->receipt.cumulative_gas_used;
  state_.apply(std::exchange(applied->diff, {}));
  transactions_.push_back(std::move(tx));
  applied_.push_back(*std::move(applied));
  return {};
}

BlockBuilder::Result BlockBuilder::finish(const Hash& parent_hash, Bytes extra) && {
  Block block{.header = header_of(context_), .transactions = std::move(transactions_), .receipts = {}};
  block.receipts.reserve(applied_.size());
  for (auto& applied : applied_) {
    add_to_bloom(block.header.bloom, applied.receipt.bloom);
    block.receipts.push_back(std::move(applied.receipt));
  }
  block.header.parent_hash = parent_hash;
  block.header.gas_used = gas_used_;
  block.header.transaction_count = block.transactions.size();
  block.header.transactions_root = transactions_root(block.transactions);
  block.header.receipts_root = receipts_root(block.receipts);
  block.header.extra = std::move(extra);
  return {std::move(block), std::move(state_).take_diff()};
}

}  // namespace kaisho::ledger
