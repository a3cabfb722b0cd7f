#pragma once

#include <memory>
#include <optional>
#include <string>

#include "kaisho/peering/exchange.hpp"
#include "kaisho/peering/peer_server.hpp"
#include "kaisho/peering/private_box.hpp"

namespace kaisho::peering {

/// The service for the other members.
struct ServiceSetup {
  std::string listen;
  Identity::Files files;
};

/// Private records (G9).
struct PrivateSetup {
  crypto::aead::Key key;  ///< seals them on the disk
  Commitments commitments;
  SecureRandom& random;
};

struct PeeringSetup {
  std::filesystem::path folder;  ///< signed.note, forks/, packages/ and private/
  std::string self;              ///< this member's name; empty in a process that serves all members
  History history;
  std::optional<CheckpointKeeper::Signer> signer;  ///< nothing: no checkpoints are signed or collected
  Members members;
  std::optional<ServiceSetup> service;            ///< nothing: talks to nobody
  std::optional<PrivateSetup> private_records{};  ///< nothing: keeps none; needs `service`
  std::function<Height()> height;                 ///< as in Exchange
  std::function<std::vector<Hash>(Height)> registered_in;
  std::function<void(std::string_view)> info, warn;
  std::function<void(const std::string&)> outvoted = [](const std::string&) {};  ///< as in CheckpointKeeper
};

/// Everything of one node that has to do with the other members' nodes, started and stopped together.
class Peering {
 public:
  /// The error is a sentence for the operator. `clock` outlives it.
  [[nodiscard]] static std::expected<std::unique_ptr<Peering>, std::string> start(PeeringSetup setup,
                                                                                  const Clock& clock);
  Peering(const Peering&) = delete;
  Peering& operator=(const Peering&) = delete;
  ~Peering();

  /// Null where this node signs nothing.
  [[nodiscard]] CheckpointKeeper* keeper() const;
  [[nodiscard]] PackageStore& packages() const;
  /// Null where it talks to nobody; as `identity`.
  [[nodiscard]] const Exchange* exchange() const;
  [[nodiscard]] const Identity* identity() const;
  /// Where members reach it; empty where there is no service.
  [[nodiscard]] std::string address() const;

 private:
  Peering();
  std::unique_ptr<PackageStore> packages_;
  std::unique_ptr<CheckpointKeeper> keeper_;
  std::unique_ptr<Identity> identity_;
  struct PrivateParts;
  std::unique_ptr<PrivateParts> private_;
  std::unique_ptr<PeerServer> server_;
  std::unique_ptr<Exchange> exchange_;
};

}  // namespace kaisho::peering
