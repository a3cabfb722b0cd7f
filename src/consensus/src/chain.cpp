#include "kaisho/consensus/chain.hpp"

namespace kaisho::consensus {

storage::BlockPtr StoreChain::last_block() const { return store_.last_block(); }
std::shared_ptr<const ledger::StateView> StoreChain::latest() const { return store_.latest(); }
Hash StoreChain::genesis_hash() const { return store_.genesis_hash(); }

storage::Result<bool> StoreChain::has_transaction(const Hash& hash) const {
  const auto place = store_.find_transaction(hash);
  if (!place) return std::unexpected(place.error());
  return place->has_value();
}

storage::Result<storage::Candidate> StoreChain::prepare(ledger::StateDiff diff) {
  return store_.prepare(std::move(diff));
}

storage::Result<storage::BlockPtr> StoreChain::commit(ledger::Block block, const storage::Candidate& candidate,
                                                      ByteView record) {
  return store_.commit(std::move(block), candidate, record);
}

storage::Result<void> StoreChain::keep_record(ByteView record) { return store_.keep_record(record); }
storage::Result<std::optional<Bytes>> StoreChain::record() const { return store_.record(); }

}  // namespace kaisho::consensus
