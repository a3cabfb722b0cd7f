#pragma once

#include <cstdint>
#include <deque>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "kaisho/state/proof.hpp"

/// The state cut into pieces that can be carried and proved one by one: subtrees of the state tree
/// (docs/formats/snapshot.md). The roots of all pieces give the state root, and a piece's leaves give its root, so a
/// piece is true or false by itself, and together they are the whole state, nothing more.
namespace kaisho::state {

/// The first bits of the tree keys of a subtree.
struct Prefix {
  TreeKey bits;              ///< zero behind `length`
  std::uint16_t length = 0;  ///< 0 … 256

  [[nodiscard]] bool contains(const TreeKey& key) const { return common_bits(bits, key) >= length; }
  /// The half of it whose next bit is `one`; length < 256.
  [[nodiscard]] Prefix half(bool one) const;
  friend bool operator==(const Prefix&, const Prefix&) = default;
};

/// A piece: all leaves whose keys have the prefix.
struct Subtree {
  Prefix prefix;
  Hash root;
  std::uint64_t leaves = 0;  ///< never 0
  friend bool operator==(const Subtree&, const Subtree&) = default;
};

/// Leaves end to end, each raw key ‖ value: the first byte of a key tells both sizes (keys.hpp).
[[nodiscard]] Bytes encode_leaves(std::span<const LeafData> leaves);
/// Takes exactly what `encode_leaves` makes of values that a state can hold; their order is not looked at.
[[nodiscard]] std::optional<std::vector<LeafData>> decode_leaves(ByteView bytes);

/// Why leaves are not those of a subtree. Stable, in order of precedence, never renumbered.
enum class SubtreeError : std::uint8_t {
  other_count = 1,    ///< more or fewer than the subtree has
  not_ascending = 2,  ///< not in the tree's order, or one twice
  not_below = 3,      ///< a key without the prefix
  other_root = 4,     ///< other keys or values
};
[[nodiscard]] std::string_view describe(SubtreeError error);
[[nodiscard]] std::expected<void, SubtreeError> check_subtree(const Subtree& subtree, std::span<const LeafData> leaves);

/// The root of the tree that has exactly these subtrees; `kEmptyRoot` for none. Nothing where they are not in ascending
/// order, overlap, or a prefix is no prefix.
[[nodiscard]] std::optional<Hash> root_of_subtrees(std::span<const Subtree> subtrees);

/// Gives the next leaf in the tree's order, nothing at the end.
using LeafStream = std::function<std::optional<LeafData>()>;

/// Cuts a state into the largest subtrees whose encoded leaves have at most `limit` bytes: the cut depends on the state
/// alone. Holds a little more than `limit` bytes of leaves in memory.
class Division {
 public:
  struct Piece {
    Subtree subtree;
    std::vector<LeafData> leaves;
  };
  /// `limit` is at least the size of one leaf (asserted when one is larger).
  Division(LeafStream leaves, std::size_t limit);
  /// In ascending order; nothing after the last.
  [[nodiscard]] std::optional<Piece> next();

 private:
  struct Waiting {
    TreeKey key;
    LeafData leaf;
  };
  /// Takes leaves with the prefix; false, and all given back, where they are more than the limit.
  [[nodiscard]] bool take(const Prefix& prefix, std::vector<Waiting>& taken);
  [[nodiscard]] bool fill();

  LeafStream stream_;
  std::size_t limit_;
  std::deque<Waiting> waiting_;
  std::vector<Prefix> to_do_;  // the next one last
};

}  // namespace kaisho::state
