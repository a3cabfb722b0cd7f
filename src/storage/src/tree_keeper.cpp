#include "tree_keeper.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kaisho/base/hex.hpp"
#include "records.hpp"
#include "repair.hpp"

namespace kaisho::storage {
namespace {

StoreError damaged_leaf(ByteView key) {
  return {ErrorCode::damaged, fmt::format("leaf {} of the state tree can not be read back: {}", to_hex(key), kRepair)};
}

StoreError mismatch(Height height, const Hash& expected, const Hash& found) {
  return {ErrorCode::state_mismatch,
          fmt::format("state does not match block {}: its header says {}, the stored state gives {}; {}", height,
                      to_hex(expected), to_hex(found), kRepair)};
}

}  // namespace

TreeKeeper::TreeKeeper(const Database& database, const StateTable& states, state::TreeLimits limits)
    : database_(database), states_(states), limits_(limits), tree_(limits) {}

Result<void> TreeKeeper::load(Height height, const Hash& state_root) {
  state::TreeBuilder builder;
  std::optional<StoreError> failed;
  const auto visited = database_.visit(Column::leaves, {}, [&](ByteView key, ByteView value) {
    const auto place = fixed_from<state::TreeKey>(key);
    const auto leaf = records::decode_leaf(value);
    if (!place || !leaf) {
      failed = damaged_leaf(key);
      return false;
    }
    if (leaf->hash_of_value) builder.add(*place, *leaf->hash_of_value);
    return true;
  });
  if (!visited) return visited;
  if (failed) return std::unexpected(*failed);
  tree_ = builder.finish(height, limits_);
  if (tree_.root() != state_root) return std::unexpected(mismatch(height, state_root, tree_.root()));
  return {};
}

void TreeKeeper::adopt(state::StateTree tree) {
  const std::unique_lock lock(mutex_);
  tree_ = std::move(tree);
}

Hash TreeKeeper::propose(const state::ChangeSet& changes) {
  const auto leaf_changes = changes.leaf_changes();
  const std::unique_lock lock(mutex_);
  return tree_.propose(leaf_changes);
}

void TreeKeeper::put(Database::Batch& batch, const state::ChangeSet& changes) {
  for (const auto at : changes.tree_order()) {  // ascending keys: the write buffer takes them at half the cost
    const auto& entry = changes.entries()[at];
    batch.put(Column::leaves, entry.key.view(), records::encode_leaf(entry.hash_of_value, entry.raw_key));
  }
}

void TreeKeeper::accept(Height height) {
  const std::unique_lock lock(mutex_);
  tree_.accept(height);
}

void TreeKeeper::discard() {
  const std::unique_lock lock(mutex_);
  tree_.discard();
}

Result<StateProof> TreeKeeper::prove(ByteView raw_key, Height height, const Hash& state_root) const {
  const auto finding = find(state::tree_key(raw_key), height, state_root);
  if (!finding) return std::unexpected(finding.error());
  std::optional<StoreError> failed;
  auto proof = state::make_proof(raw_key, *finding, leaves_at(height, failed));
  if (failed) return std::unexpected(*failed);
  if (!proof) return std::unexpected(damaged_leaf(raw_key));
  StateProof result{
      .height = height, .state_root = state_root, .key = bytes_of(raw_key), .value = {}, .proof = std::move(*proof)};
  if (finding->leaf) {
    auto value = states_.value(raw_key, height);
    if (!value) return std::unexpected(value.error());
    result.value = std::move(*value);
  }
  return result;
}

Result<state::Finding> TreeKeeper::find(const state::TreeKey& key, Height height, const Hash& state_root) const {
  {
    const std::shared_lock lock(mutex_);
    if (auto finding = tree_.find(key, height)) return std::move(*finding);
  }
  return find_in_the_past(key, height, state_root);
}

Result<state::Finding> TreeKeeper::find_in_the_past(const state::TreeKey& key, Height height,
                                                    const Hash& state_root) const {
  const std::scoped_lock lock(past_mutex_);
  if (!past_ || past_->height() != height) {
    auto tree = rebuild(height);
    if (!tree) return std::unexpected(tree.error());
    if (tree->root() != state_root) return std::unexpected(mismatch(height, state_root, tree->root()));
    past_ = std::move(*tree);
  }
  return past_->find(key, height).value();
}

/// The tree of a height long past, from the flat state: raw keys come in their own order and are sorted by hash.
Result<state::StateTree> TreeKeeper::rebuild(Height height) const {
  std::vector<std::pair<state::TreeKey, Hash>> leaves;
  const auto visited = states_.visit(height, [&](ByteView raw_key, ByteView value) {
    leaves.emplace_back(state::tree_key(raw_key), state::value_hash(value));
    return true;
  });
  if (!visited) return std::unexpected(visited.error());
  std::ranges::sort(leaves);
  state::TreeBuilder builder;
  for (const auto& [key, value] : leaves) builder.add(key, value);
  return builder.finish(height, limits_);
}

state::LeafSource TreeKeeper::leaves_at(Height height, std::optional<StoreError>& failed) const {
  return [this, height, &failed](const state::TreeKey& key) -> std::optional<state::LeafData> {
    const auto bytes = database_.get(Column::leaves, key.view());
    if (!bytes) {
      failed = bytes.error();
      return std::nullopt;
    }
    auto leaf = *bytes ? records::decode_leaf(**bytes) : std::nullopt;
    if (!leaf) return std::nullopt;
    auto value = states_.value(leaf->raw_key, height);
    if (!value) {
      failed = value.error();
      return std::nullopt;
    }
    if (!*value) return std::nullopt;
    return state::LeafData{.raw_key = std::move(leaf->raw_key), .value = std::move(**value)};
  };
}

}  // namespace kaisho::storage
