#pragma once

#include <expected>
#include <optional>
#include <string_view>

#include "kaisho/state/tree.hpp"

/// ICS-23 commitment proofs of the state tree as protobuf bytes (cosmos/ics23, proto/cosmos/ics23/v1/proofs.proto).
/// Only the two messages that one key needs are written and read, in their canonical form: ExistenceProof and
/// NonExistenceProof inside CommitmentProof. The ProofSpec for other verifiers is in docs/formats/state.md.
namespace kaisho::state::ics23 {

/// A leaf with what it was made of. `path.key` is always the hash of `key`.
struct Existence {
  Bytes key;    ///< raw
  Bytes value;  ///< raw
  std::vector<PathStep> path;
  friend bool operator==(const Existence&, const Existence&) = default;
};

struct NonExistence {
  Bytes key;  ///< raw key that is absent
  std::optional<Existence> left;
  std::optional<Existence> right;
  friend bool operator==(const NonExistence&, const NonExistence&) = default;
};

/// Exactly one is there.
struct Proof {
  std::optional<Existence> present;
  std::optional<NonExistence> absent;
  friend bool operator==(const Proof&, const Proof&) = default;
};

inline constexpr std::size_t kMaxProofSize = 64 * 1024;  ///< bytes; 2 x 256 steps of 40 bytes fit
inline constexpr std::size_t kMaxDepth = 256;            ///< inner nodes above a leaf: one a bit of the hashed key
inline constexpr std::size_t kMaxKeySize = 64;
inline constexpr std::size_t kMaxValueSize = 128;

/// Why bytes are no proof. Stable, never renumbered.
enum class DecodeError : std::uint8_t {
  too_large = 1,      ///< more than kMaxProofSize bytes, kMaxDepth steps, or a key or value above its limit
  malformed = 2,      ///< not protobuf, not canonical, or fields that such a proof does not have
  foreign_shape = 3,  ///< a leaf or inner operation other than the state tree's
};

[[nodiscard]] Bytes encode(const Proof& proof);
/// Accepts exactly what `encode` makes.
[[nodiscard]] std::expected<Proof, DecodeError> decode(ByteView bytes);

}  // namespace kaisho::state::ics23
