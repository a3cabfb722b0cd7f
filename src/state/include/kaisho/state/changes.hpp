#pragma once

#include <optional>
#include <vector>

#include "kaisho/state/keys.hpp"
#include "kaisho/state/tree.hpp"

namespace kaisho::state {

/// A block's changes to the state, first collected by raw key, then hashed all at once and put into the tree's order.
class ChangeSet {
 public:
  struct Entry {
    TreeKey key;
    std::optional<Hash> hash_of_value;  ///< nothing: the key is removed
    ByteView raw_key;                   ///< looks into the set
    ByteView value;                     ///< looks into the set; empty: removed
  };

  /// No key may be set twice.
  void set_account(const Address& address, const std::optional<AccountValue>& account);
  /// A zero word removes the slot.
  void set_slot(const Address& address, const Word& slot, const Word& value);

  /// Hashes and sorts; nothing may be set afterwards.
  void seal();
  /// In the order in which they were set, accounts first: that of the raw keys where the caller kept it.
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  /// In the tree's order.
  [[nodiscard]] std::vector<LeafChange> leaf_changes() const;
  /// Positions in `entries()`, in the tree's order.
  [[nodiscard]] const std::vector<std::uint32_t>& tree_order() const { return order_; }

 private:
  Bytes account_keys_, account_values_;  // items of one size, end to end: what the hash takes in one call
  Bytes slot_keys_, slot_values_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> order_;

  void add_entries(const Bytes& keys, std::size_t key_size, const Bytes& values, std::size_t value_size);
};

}  // namespace kaisho::state
