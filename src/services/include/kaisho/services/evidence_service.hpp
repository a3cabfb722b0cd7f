#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <kaisho/crypto/ed25519.hpp>

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
    const storage::ChainStore& store;  ///< outlives the service
  };
  /// Whose co-signatures the checkpoints bear: names as they stand in the note ("bank.example").
  struct Signer {
    std::string name;
    crypto::ed25519::KeyPair key;
  };
  EvidenceService(const Dependencies& dependencies, std::vector<Signer> signers);

  /// The C2SP signed note over the history up to and with the last block.
  [[nodiscard]] Result<std::string> checkpoint() const;
  /// An evidence pack (kaisho-evidence-pack/1), JSON. Errors: not_found, unknown_block, pruned, invalid_request.
  [[nodiscard]] Result<std::string> build(const PackRequest& request) const;

 private:
  [[nodiscard]] Result<std::string> checkpoint_of(Height last) const;

  Dependencies needs_;
  std::vector<Signer> signers_;
};

}  // namespace kaisho::services
