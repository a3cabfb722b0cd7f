#include "kaisho/state/proof.hpp"

#include <algorithm>
#include <span>

namespace kaisho::state {
namespace {

using Verdict = std::expected<void, ProofError>;
using Steps = std::span<const PathStep>;

Hash root_of(const ics23::Existence& proof) {
  Hash hash = leaf_hash(tree_key(proof.key), value_hash(proof.value));
  for (const auto& step : proof.path) {
    hash = step.sibling_is_left ? inner_hash(step.sibling, hash) : inner_hash(hash, step.sibling);
  }
  return hash;
}

bool is_first(Steps steps) {
  return std::ranges::none_of(steps, [](const auto& step) { return step.sibling_is_left; });
}
bool is_last(Steps steps) {
  return std::ranges::all_of(steps, [](const auto& step) { return step.sibling_is_left; });
}

/// Nothing stands between the two leaves: where their ways part, one goes left and the other right; from there the left
/// one keeps to the right edge of its subtree, the right one to the left edge (ICS-23, IsLeftNeighbor).
bool are_neighbours(Steps left, Steps right) {
  while (!left.empty() && !right.empty() && left.back() == right.back()) {
    left = left.first(left.size() - 1);
    right = right.first(right.size() - 1);
  }
  if (left.empty() || right.empty()) return false;
  const bool parts_here = !left.back().sibling_is_left && right.back().sibling_is_left;
  return parts_here && is_last(left.first(left.size() - 1)) && is_first(right.first(right.size() - 1));
}

Verdict check_neighbours(const Hash& root, const TreeKey& key, const ics23::NonExistence& proof) {
  const auto& [absent, left, right] = proof;
  if (!left && !right) return std::unexpected(ProofError::no_neighbour);
  if (left && root_of(*left) != root) return std::unexpected(ProofError::other_root);
  if (right && root_of(*right) != root) return std::unexpected(ProofError::other_root);
  if (left && tree_key(left->key) >= key) return std::unexpected(ProofError::key_not_between);
  if (right && tree_key(right->key) <= key) return std::unexpected(ProofError::key_not_between);
  if (left && right) {
    if (!are_neighbours(left->path, right->path)) return std::unexpected(ProofError::leaves_in_between);
    return {};
  }
  const bool at_the_edge = left ? is_last(left->path) : is_first(right->path);
  if (!at_the_edge) return std::unexpected(ProofError::not_at_the_edge);
  return {};
}

std::optional<ics23::Existence> existence_of(const LeafPath& path, const LeafSource& leaves) {
  auto data = leaves(path.key);
  if (!data) return std::nullopt;
  return ics23::Existence{.key = std::move(data->raw_key), .value = std::move(data->value), .path = path.steps};
}

/// False where a neighbour that was found has no data.
bool add_neighbour(std::optional<ics23::Existence>& to, const std::optional<LeafPath>& path, const LeafSource& leaves) {
  if (path) to = existence_of(*path, leaves);
  return !path || to;
}

}  // namespace

std::string_view describe(ProofError error) {
  switch (error) {
    case ProofError::undecodable:
      return "the proof is not a canonical ICS-23 proof of a state tree";
    case ProofError::other_kind:
      return "the proof is of the other kind: presence against absence";
    case ProofError::other_key:
      return "the proof speaks of another key";
    case ProofError::other_value:
      return "the key has another value";
    case ProofError::other_root:
      return "the proof leads to another state root";
    case ProofError::no_neighbour:
      return "the proof of absence names no neighbour";
    case ProofError::key_not_between:
      return "the key does not lie between the neighbours";
    case ProofError::leaves_in_between:
      return "other leaves may stand between the two neighbours";
    case ProofError::not_at_the_edge:
      return "the only neighbour is not the first or last leaf of the tree";
  }
  return "unknown proof error";
}

std::expected<void, ProofError> verify_membership(const Hash& root, ByteView raw_key, ByteView value, ByteView proof) {
  const auto decoded = ics23::decode(proof);
  if (!decoded) return std::unexpected(ProofError::undecodable);
  if (!decoded->present) return std::unexpected(ProofError::other_kind);
  if (!equal(decoded->present->key, raw_key)) return std::unexpected(ProofError::other_key);
  if (!equal(decoded->present->value, value)) return std::unexpected(ProofError::other_value);
  if (root_of(*decoded->present) != root) return std::unexpected(ProofError::other_root);
  return {};
}

std::expected<void, ProofError> verify_non_membership(const Hash& root, ByteView raw_key, ByteView proof) {
  const auto decoded = ics23::decode(proof);
  if (!decoded) return std::unexpected(ProofError::undecodable);
  if (!decoded->absent) return std::unexpected(ProofError::other_kind);
  if (!equal(decoded->absent->key, raw_key)) return std::unexpected(ProofError::other_key);
  return check_neighbours(root, tree_key(raw_key), *decoded->absent);
}

std::optional<Bytes> make_proof(ByteView raw_key, const Finding& finding, const LeafSource& leaves) {
  ics23::Proof proof;
  if (finding.leaf) {
    proof.present = existence_of(*finding.leaf, leaves);
    if (!proof.present) return std::nullopt;
    return ics23::encode(proof);
  }
  if (!finding.left && !finding.right) return std::nullopt;
  proof.absent = ics23::NonExistence{.key = bytes_of(raw_key), .left = {}, .right = {}};
  if (!add_neighbour(proof.absent->left, finding.left, leaves)) return std::nullopt;
  if (!add_neighbour(proof.absent->right, finding.right, leaves)) return std::nullopt;
  return ics23::encode(proof);
}

}  // namespace kaisho::state
