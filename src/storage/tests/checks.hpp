#pragma once

#include <algorithm>

#include "fixtures.hpp"
#include "kaisho/ledger/executor.hpp"
#include "kaisho/state/changes.hpp"
#include "kaisho/state/hashing.hpp"
#include "kaisho/state/keys.hpp"
#include "kaisho/state/proof.hpp"

namespace kaisho::storage::test {

/// The root that the flat state of a height gives, by its own values and not by the leaf table.
inline Result<Hash> root_of_flat_state(const ChainStore& store, Height height) {
  std::map<state::TreeKey, Hash> leaves;
  const auto visited = store.visit_state(height, [&](ByteView raw_key, ByteView value) {
    leaves[state::tree_key(raw_key)] = state::value_hash(value);
    return true;
  });
  if (!visited) return std::unexpected(visited.error());
  state::TreeBuilder builder;
  for (const auto& [key, value] : leaves) builder.add(key, value);
  return builder.finish(height).root();
}

/// Reads everything and compares it with what `grow` with `transactions` a block must have written. An error that the
/// store reports is returned; a difference that it does not report fails the test.
inline std::optional<StoreError> check_everything(const ChainStore& store, std::size_t transactions) {
  try {
    for (Height height = 0; height <= store.height(); ++height) {
      const auto block = store.block(height);
      if (!block) return block.error();
      if (!*block) return StoreError{ErrorCode::damaged, "block missing"};
      const auto& header = (*block)->block.header;
      EXPECT_EQ((*block)->hash, ledger::header_hash(header));
      EXPECT_EQ(header.transactions_root, ledger::transactions_root((*block)->block.transactions));
      EXPECT_EQ(header.receipts_root, ledger::receipts_root((*block)->block.receipts));
      EXPECT_EQ((*block)->block.transactions.size(), height == 0 ? 0 : transactions);
      for (const auto& tx : (*block)->block.transactions) {
        const auto place = store.find_transaction(tx.hash);
        if (!place) return place.error();
        EXPECT_TRUE(*place && (*place)->height == height);
      }
      if (height % 7 != 0 && height != store.height()) continue;
      const auto root = root_of_flat_state(store, height);
      if (!root) return root.error();
      EXPECT_EQ(*root, header.state_root) << "height " << height;
      const auto history = store.history_inclusion(height, store.height() + 1);
      if (!history) return history.error();
    }
    for (std::uint64_t n = 0; n < 20; ++n) {
      const auto proof = store.prove_state(state::account_key(address(n)), store.height());
      if (!proof) return proof.error();
    }
  } catch (const ledger::StateError& error) {
    return StoreError{ErrorCode::damaged, error.what()};
  }
  return std::nullopt;
}

}  // namespace kaisho::storage::test
