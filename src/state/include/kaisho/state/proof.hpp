#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string_view>

#include "kaisho/state/ics23.hpp"
#include "kaisho/state/tree.hpp"

/// Proofs that leave the house: this raw key has this value in the state with this root, or it is not there. The
/// verifiers trust nothing but the root; they need no tree, no node and no network.
namespace kaisho::state {

/// Why a proof does not prove what is claimed. Stable, in order of precedence, never renumbered.
enum class ProofError : std::uint8_t {
  undecodable = 1,        ///< not a canonical ICS-23 proof of this tree's shape, or above its size limits
  other_kind = 2,         ///< a proof of absence where presence is claimed, or the reverse
  other_key = 3,          ///< it speaks of another key
  other_value = 4,        ///< the key is there with another value
  other_root = 5,         ///< it leads to another root
  no_neighbour = 6,       ///< a proof of absence without any leaf
  key_not_between = 7,    ///< the neighbours do not stand on both sides of the key
  leaves_in_between = 8,  ///< the two leaves are not next to each other
  not_at_the_edge = 9,    ///< the only neighbour is not the first or last leaf
};
[[nodiscard]] std::string_view describe(ProofError error);

/// `raw_key` has `value` in the state with root `root`.
[[nodiscard]] std::expected<void, ProofError> verify_membership(const Hash& root, ByteView raw_key, ByteView value,
                                                                ByteView proof);
/// `raw_key` is absent from the state with root `root`.
[[nodiscard]] std::expected<void, ProofError> verify_non_membership(const Hash& root, ByteView raw_key, ByteView proof);

/// What a leaf was hashed from.
struct LeafData {
  Bytes raw_key;
  Bytes value;
};
/// Finds a leaf's data by its place in the tree; nothing where the store has lost it.
using LeafSource = std::function<std::optional<LeafData>(const TreeKey&)>;

/// The proof for what `StateTree::find` found for `raw_key`. Nothing where the source lacks a leaf, or the tree is
/// empty (ICS-23 can not express that).
[[nodiscard]] std::optional<Bytes> make_proof(ByteView raw_key, const Finding& finding, const LeafSource& leaves);

}  // namespace kaisho::state
