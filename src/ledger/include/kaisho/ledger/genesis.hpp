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
  StateDiff state;  ///< funded accounts, system contracts with their first records
};

/// Block 0 without its state root.
[[nodiscard]] Header genesis_header(const Genesis& genesis);

}  // namespace kaisho::ledger
