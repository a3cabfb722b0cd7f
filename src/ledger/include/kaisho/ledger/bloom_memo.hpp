#pragma once

#include <array>

#include "kaisho/ledger/block.hpp"
#include "kaisho/ledger/state_view.hpp"

namespace kaisho::ledger {

/// Bloom filters of one block's receipts without hashing twice: an item costs a Keccak-256, and the logs of one block
/// name the same contracts, events and accounts again and again. For one thread.
class BloomMemo {
 public:
  BloomMemo();

  /// Equal to the function without a memo.
  [[nodiscard]] Bloom bloom_of(const std::vector<Log>& logs);

 private:
  using Bits = std::array<std::uint16_t, 3>;
  template <class Item>
  void add(Bloom& bloom, std::unordered_map<Item, Bits, SeededHash>& known, const Item& item);

  std::unordered_map<Address, Bits, SeededHash> addresses_;
  std::unordered_map<Word, Bits, SeededHash> topics_;
};

}  // namespace kaisho::ledger
