#pragma once

#include <string>
#include <vector>

#include <kaisho/peering/peering.hpp>

#include "kaisho/services/types.hpp"

/// What this node knows of the other members' nodes, and the packages that travel between them.
namespace kaisho::services {

/// Thread-safe.
class PeerService {
 public:
  /// `peering` outlives the service.
  explicit PeerService(const peering::Peering& peering) : peering_(peering) {}

  /// Newest first; empty where this node signs none.
  [[nodiscard]] std::vector<peering::CosignedCheckpoint> checkpoints() const;
  [[nodiscard]] std::vector<peering::ForkOnFile> forks() const;
  /// The other members; empty where this node talks to nobody.
  [[nodiscard]] std::vector<peering::PeerStatus> peers() const;
  /// About this node's own certificate; empty while all is well.
  [[nodiscard]] std::string certificate_warning() const;
  /// Where members reach this node; empty where there is no service.
  [[nodiscard]] std::string address() const { return peering_.address(); }

  /// Registered on the ledger, here or not; those here that are not registered (yet) come last.
  [[nodiscard]] std::vector<peering::PackageStatus> packages() const;
  /// The next bytes of a package's archive that its owner gives to this node. Errors: invalid_request (wrong bytes, or
  /// not where the last piece ended: the answer to a piece of no bytes says where), too_much, storage.
  [[nodiscard]] Result<peering::Arrival> put_package(const Hash& package, std::uint64_t offset, ByteView bytes) const;
  struct Piece {
    std::uint64_t total = 0;
    Bytes bytes;
  };
  /// At most `size` bytes from `offset`. Errors: not_found, storage.
  [[nodiscard]] Result<Piece> read_package(const Hash& package, std::uint64_t offset, std::size_t size) const;

 private:
  const peering::Peering& peering_;
};

}  // namespace kaisho::services
