#pragma once

#include <span>

#include "kaisho/evidence/pack.hpp"

/// The sentences that evidence can show, word for word as the format page prescribes them. A pack's claims are compared
/// with these, so that no sentence says more than its proof.
namespace kaisho::evidence {

/// Names of a claim's members besides `kind` and `text`; nothing for an unknown kind.
[[nodiscard]] std::optional<std::span<const std::string_view>> claim_members(std::string_view kind);

/// Names separated by one space each (a name has none).
[[nodiscard]] std::string names_of(const SignedNote& note);

[[nodiscard]] Claim signed_checkpoint(ChainId chain_id, const Hash& genesis_hash, const Checkpoint& checkpoint,
                                      const std::string& signers);
[[nodiscard]] Claim checkpoint_prefix(const Checkpoint& older, const std::string& signers, std::uint64_t size);
[[nodiscard]] Claim block_in_history(Height block, const Hash& block_hash, std::uint64_t checkpoint_size);
[[nodiscard]] Claim transaction_in_block(const TransactionEvidence& evidence, bool success);
[[nodiscard]] Claim state_record(const RecordEvidence& evidence);

}  // namespace kaisho::evidence
