#pragma once

#include "kaisho/evidence/note.hpp"

/// A statement about the whole history up to a height, in the C2SP form (c2sp.org/tlog-checkpoint): the first `size`
/// block headers form an RFC 6962 tree with this root (docs/formats/checkpoint.md).
namespace kaisho::evidence {

struct Checkpoint {
  std::string origin;      ///< names the chain: `checkpoint_origin`
  std::uint64_t size = 0;  ///< number of block headers: height of the last one + 1
  Hash root;
  friend bool operator==(const Checkpoint&, const Checkpoint&) = default;
};

/// "kaisho/<chain id>/<first 16 hex digits of the genesis header's hash>".
[[nodiscard]] std::string checkpoint_origin(ChainId chain_id, const Hash& genesis_hash);

/// Three lines: origin, size, base64 of the root. What is signed.
[[nodiscard]] std::string checkpoint_text(const Checkpoint& checkpoint);
/// Takes exactly what `checkpoint_text` makes; this ledger's checkpoints have no extension lines.
[[nodiscard]] std::optional<Checkpoint> parse_checkpoint(std::string_view text);

/// A key pair with the name that it signs under.
struct CheckpointSigner {
  std::string name;
  const crypto::ed25519::KeyPair& key;
};
/// The signed note of a checkpoint, with one signature line a signer, in their order.
[[nodiscard]] std::string sign_checkpoint(const Checkpoint& checkpoint, const std::vector<CheckpointSigner>& signers);

}  // namespace kaisho::evidence
