#pragma once

#include <map>
#include <mutex>

#include "database.hpp"
#include "hot_cache.hpp"
#include "kaisho/state/changes.hpp"

namespace kaisho::storage {

/// A diff as changes to raw keys; empty accounts are absent (EIP-161).
[[nodiscard]] state::ChangeSet changes_of(const ledger::StateDiff& diff);

/// The flat, versioned state and the code store, with the hot values in memory.
class StateTable {
 public:
  StateTable(const Database& database, std::size_t hot_entries, Height latest);

  [[nodiscard]] Result<std::optional<ledger::Account>> account(const Address& address, Height height) const;
  [[nodiscard]] Result<Word> slot(const Address& address, const Word& slot, Height height) const;
  /// Null for an unknown hash.
  [[nodiscard]] Result<ledger::Code> code(const Hash& hash) const;
  /// A raw key's value bytes; nothing where it is absent.
  [[nodiscard]] Result<std::optional<Bytes>> value(ByteView raw_key, Height height) const;
  /// Every present (raw key, value), in raw key order, until `visit` returns false.
  [[nodiscard]] Result<void> visit(Height height, const Database::Visitor& visit) const;

  static void put(Database::Batch& batch, const state::ChangeSet& changes, Height height);
  static void put_codes(Database::Batch& batch, const std::map<Hash, ledger::Code>& codes);
  /// The batch of `height` is durable.
  void committed(const ledger::StateDiff& diff, Height height);
  /// The state becomes that of `height` as a whole: nothing that is remembered holds.
  void begin_anew(Height height);

 private:
  using SlotId = FixedBytes<52, struct SlotIdTag>;
  struct Found {
    std::optional<Bytes> value;  // nothing: absent
    Height changed = 0;
  };
  static SlotId slot_id(const Address& address, const Word& slot);
  [[nodiscard]] Result<Found> find(ByteView raw_key, Height height) const;
  [[nodiscard]] std::unexpected<StoreError> bad_value(ByteView raw_key) const;
  void remember(const Hash& hash, const ledger::Code& code) const;

  const Database& database_;
  mutable HotCache<Address, std::optional<ledger::Account>> accounts_;
  mutable HotCache<SlotId, Word> slots_;
  mutable std::mutex codes_mutex_;
  mutable std::map<Hash, ledger::Code> codes_;
  mutable std::size_t codes_bytes_ = 0;
};

}  // namespace kaisho::storage
