#include "frozen_chain.hpp"

#include <fmt/format.h>

#include "kaisho/base/hex.hpp"
#include "kaisho/state/keys.hpp"
#include "records.hpp"

namespace kaisho::storage {

Result<std::optional<state::LeafData>> FrozenChain::next_leaf() {
  for (;;) {
    const auto entry = frozen_.next();
    if (!entry) return std::unexpected(entry.error());
    if (!*entry) return std::optional<state::LeafData>{};
    auto leaf = records::decode_leaf((*entry)->value);
    if (leaf && !leaf->hash_of_value) continue;  // absent now
    if (leaf) {
      auto value = frozen_.newest_version(state::versioned_key(leaf->raw_key, last().header.height));
      if (!value) return std::unexpected(value.error());
      if (*value && !(*value)->value.empty()) {
        return state::LeafData{.raw_key = std::move(leaf->raw_key), .value = std::move((*value)->value)};
      }
    }
    return fail(ErrorCode::damaged,
                fmt::format("leaf {} of the state tree can not be read back: {}", to_hex((*entry)->key), kRepair));
  }
}

}  // namespace kaisho::storage
