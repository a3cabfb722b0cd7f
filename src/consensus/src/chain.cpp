#include "kaisho/consensus/chain.hpp"

#include <kaisho/base/hex.hpp>

namespace kaisho::consensus {

Bytes encode_extra(const DecidedExtra& extra) {
  Bytes bytes(8);
  for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::uint8_t>(extra.height >> (56 - 8 * i));
  append(bytes, extra.history_root.view());
  return bytes;
}

std::optional<DecidedExtra> decode_extra(ByteView extra) {
  if (extra.size() != 8 + Hash::kSize) return std::nullopt;
  DecidedExtra decoded{.height = 0, .history_root = *fixed_from<Hash>(extra.subspan(8))};
  for (const auto byte : extra.first(8)) decoded.height = decoded.height << 8 | byte;
  return decoded;
}

storage::BlockPtr StoreChain::last_block() const { return store_.last_block(); }
std::shared_ptr<const ledger::StateView> StoreChain::latest() const { return store_.latest(); }
Hash StoreChain::genesis_hash() const { return store_.genesis_hash(); }

storage::Result<Hash> StoreChain::history_root() const { return store_.history_root(store_.height() + 1); }

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
storage::Result<void> StoreChain::flush() { return store_.flush(); }
storage::Result<std::optional<Bytes>> StoreChain::record() const { return store_.record(); }

}  // namespace kaisho::consensus
