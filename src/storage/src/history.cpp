#include "history.hpp"

#include <fmt/format.h>

#include <bit>

#include "kaisho/base/hex.hpp"
#include "records.hpp"
#include "repair.hpp"

namespace kaisho::storage {
namespace {

namespace merkle = codec::merkle;

Bytes node_key(unsigned level, std::uint64_t index) {
  Bytes key{static_cast<std::uint8_t>(level)};
  append(key, records::big_endian(index));
  return key;
}

}  // namespace

Result<std::vector<Hash>> History::peaks(std::uint64_t size) const {
  std::vector<Hash> peaks;  // one perfect subtree a set bit of the size, the widest first
  std::uint64_t before = 0;
  for (unsigned level = 64; level-- > 0;) {
    const std::uint64_t width = std::uint64_t{1} << level;
    if ((size & width) == 0) continue;
    const auto peak = node(level, before >> level);
    if (!peak) return std::unexpected(peak.error());
    peaks.push_back(*peak);
    before += width;
  }
  return peaks;
}

Result<void> History::load(std::uint64_t size) {
  auto peaks = this->peaks(size);
  if (!peaks) return std::unexpected(peaks.error());
  edge_ = merkle::Frontier::restore(size, std::move(*peaks)).value();
  return {};
}

void History::put_edge(Database::Batch& batch, const merkle::Frontier& edge, std::span<const Hash> genesis_path,
                       std::uint64_t whole) {
  std::uint64_t before = 0;
  auto peak = edge.peaks().begin();
  for (unsigned level = 64; level-- > 0;) {
    const std::uint64_t width = std::uint64_t{1} << level;
    if ((edge.size() & width) == 0) continue;
    batch.put(Column::history, node_key(level, before >> level), (peak++)->view());
    before += width;
  }
  for (unsigned level = 0; level < genesis_path.size(); ++level) {  // its siblings are the second nodes of each level
    const bool perfect = std::uint64_t{2} << level <= whole;
    if (perfect) batch.put(Column::history, node_key(level, 1), genesis_path[level].view());
  }
}

void History::put_nodes(Database::Batch& batch, const std::vector<merkle::Node>& nodes) {
  for (const auto& node : nodes) batch.put(Column::history, node_key(node.level, node.index), node.hash.view());
}

void History::put(Database::Batch& batch, const ledger::Header& header) {
  next_ = edge_;
  put_nodes(batch, next_.append(merkle::leaf_hash(ledger::encode_header(header))));
}

Result<Hash> History::root(std::uint64_t size) const {
  return with_nodes([&](const merkle::NodeReader& nodes) { return merkle::root(nodes, size); });
}

Result<std::vector<Hash>> History::inclusion(std::uint64_t index, std::uint64_t size) const {
  return with_nodes([&](const merkle::NodeReader& nodes) { return merkle::inclusion_proof(nodes, index, size); });
}

Result<std::vector<Hash>> History::consistency(std::uint64_t old_size, std::uint64_t new_size) const {
  return with_nodes(
      [&](const merkle::NodeReader& nodes) { return merkle::consistency_proof(nodes, old_size, new_size); });
}

/// Runs a proof algorithm over the stored nodes; a node that can not be read fails the whole.
template <class Compute>
auto History::with_nodes(const Compute& compute) const -> Result<decltype(compute({}))> {
  std::optional<StoreError> failed;
  const merkle::NodeReader nodes = [&](unsigned level, std::uint64_t index) {
    const auto found = node(level, index);
    if (!found && !failed) failed = found.error();
    return found.value_or(Hash{});
  };
  auto result = compute(nodes);
  if (failed) return std::unexpected(*failed);
  return result;
}

Result<Hash> History::node(unsigned level, std::uint64_t index) const {
  const auto bytes = database_.get(Column::history, node_key(level, index));
  if (!bytes) return std::unexpected(bytes.error());
  const auto hash = *bytes ? fixed_from<Hash>(**bytes) : std::nullopt;
  if (!hash && begins_at_.load() > 0) {
    return std::unexpected(
        StoreError{ErrorCode::pruned,
                   fmt::format("this node began with a snapshot and has no history below block {}: ask a member "
                               "that has run from the beginning",
                               begins_at_.load())});
  }
  if (!hash) {
    return std::unexpected(
        StoreError{ErrorCode::damaged,
                   fmt::format("node {} of level {} of the history tree is missing: {}", index, level, kRepair)});
  }
  return *hash;
}

}  // namespace kaisho::storage
