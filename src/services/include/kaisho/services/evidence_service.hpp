#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <kaisho/crypto/ed25519.hpp>
#include <kaisho/peering/checkpoint_keeper.hpp>

#include "kaisho/services/types.hpp"

/// Proofs that leave the house: checkpoints of the history and evidence packs for people without a node.
namespace kaisho::services {

/// One record of the state, as it is after a block.
struct StateClaimRequest {
  enum class Kind : std::uint8_t { account, storage, code };
  Kind kind = Kind::storage;
  Address address;
  Word slot;  ///< where kind is storage
  BlockId at = Tag::latest;
  std::optional<std::string> label{};  ///< what it means to people; proved by nothing
};

struct PackRequest {
  std::vector<Hash> transactions;        ///< each is proved with its receipt and its block
  std::map<Hash, std::string> labels{};  ///< of some of these transactions
  std::vector<StateClaimRequest> states;
  /// An earlier checkpoint (signed note) that the reader holds: its consistency with the new one is proved.
  std::optional<std::string> earlier_checkpoint;
};

/// Thread-safe.
class EvidenceService {
 public:
  struct Dependencies {
    const storage::ChainStore& store;  ///< outlives the service, as what follows
    /// Checkpoints that this node's member signs and the others co-sign. Null: `signers` sign here and now.
    peering::CheckpointKeeper* keeper = nullptr;
  };
  /// Keys that are all in this process (a solo consortium): names as they stand in the note ("bank.example").
  struct Signer {
    std::string name;
    crypto::ed25519::KeyPair key;
  };
  EvidenceService(const Dependencies& dependencies, std::vector<Signer> signers);

  /// A C2SP signed note: where members co-sign, the newest that most of them signed, else over the whole history.
  [[nodiscard]] Result<std::string> checkpoint() const;
  /// An evidence pack (kaisho-evidence-pack/1), JSON, under the checkpoint that covers what is wanted and that most
  /// members signed. Errors: not_found, unknown_block, pruned, invalid_request.
  [[nodiscard]] Result<std::string> build(const PackRequest& request) const;

 private:
  struct Signed {
    std::string note;
    std::vector<evidence::VerifierKey> signers;
    Height last = 0;  ///< block that it covers
  };
  /// Of the blocks up to `needed` at least.
  [[nodiscard]] Result<Signed> checkpoint_over(Height needed) const;
  [[nodiscard]] Result<Signed> cosigned_over(Height needed) const;
  /// What "latest" means in a proof: the newest block that most members vouch for.
  [[nodiscard]] Height latest() const;
  /// The highest block that the request names.
  [[nodiscard]] Result<Height> highest_in(const PackRequest& request) const;

  Dependencies needs_;
  std::vector<Signer> signers_;
};

}  // namespace kaisho::services
