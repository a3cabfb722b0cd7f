#pragma once

#include "kaisho/ledger/block.hpp"
#include "kaisho/ledger/state_view.hpp"

namespace kaisho::ledger {

/// Where a chain begins. Its canonical bytes are hashed into block 0, so two chains with different members differ.
struct Genesis {
  ChainId chain_id = 31337;
  Timestamp timestamp = 0;
  Gas gas_limit = 60'000'000;
  Amount base_fee;
  StateDiff state;  ///< funded accounts, system contracts with their first records; every account exists
};

/// RLP [chain_id, timestamp, gas_limit, base_fee, accounts, codes] (docs/formats/block.md).
[[nodiscard]] Bytes encode_genesis(const Genesis& genesis);
/// Takes exactly what `encode_genesis` makes.
[[nodiscard]] std::optional<Genesis> decode_genesis(ByteView bytes);
/// Keccak-256 of the encoded genesis: the `extra` of block 0.
[[nodiscard]] Hash genesis_document_hash(const Genesis& genesis);

/// Block 0 without its state root.
[[nodiscard]] Header genesis_header(const Genesis& genesis);

}  // namespace kaisho::ledger
