#pragma once

#include "kaisho/evidence/checkpoint.hpp"

/// What a pack and fork evidence have in common: a checkpoint with the signatures of listed keys.
namespace kaisho::evidence {

/// Nothing: it holds.
using Failure = std::optional<std::string>;

/// A signed checkpoint that could be read.
struct SignedCheckpoint {
  SignedNote note;
  Checkpoint checkpoint;
};
[[nodiscard]] std::expected<SignedCheckpoint, std::string> read_signed_checkpoint(std::string_view text);

/// Whether each signature line is the valid one of a different listed signer.
[[nodiscard]] Failure check_signatures(const SignedNote& note, const std::vector<VerifierKey>& signers);

}  // namespace kaisho::evidence
