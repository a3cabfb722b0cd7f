#pragma once

#include <functional>

#include "kaisho/storage/chain_store.hpp"

namespace kaisho::storage {

/// What a whole check looked at.
struct CheckedStore {
  Height first = 0;  ///< lowest block above 0 that is kept
  Height last = 0;
  std::uint64_t transactions = 0;
  std::uint64_t leaves = 0;  ///< accounts and slots of the last state
  std::uint64_t codes = 0;
};

/// Reads everything and compares it with everything: each block with its hash, its parent, its two roots and the
/// look-ups of its transactions; the headers with the history tree; every value of the last state with the state root;
/// every code with its hash. What opening does not see: a table whose bytes are whole and wrong. `progress` is told the
/// height reached. Errors: damaged, state_mismatch, and those of reading, each naming what is wrong.
[[nodiscard]] Result<CheckedStore> check_store(
    const ChainStore& store, const std::function<void(Height)>& progress = [](Height) {});

}  // namespace kaisho::storage
