#include "kaisho/services/peer_service.hpp"

#include <algorithm>

#include "errors.hpp"

namespace kaisho::services {
namespace {

/// Whoever gives packages through this node's own front door.
const std::string kOwner = "owner";

std::unexpected<Error> error_of(const peering::StoreError& error) {
  using Fault = peering::StoreFault;
  switch (error.fault) {
    case Fault::wrong_bytes:
    case Fault::wrong_offset:
      return fail(ErrorCode::invalid_request, error.text);
    case Fault::full:
      return fail(ErrorCode::too_much, error.text);
    case Fault::missing:
      return fail(ErrorCode::not_found, error.text);
    case Fault::medium:
      break;
  }
  return fail(ErrorCode::storage, error.text);
}

}  // namespace

std::vector<peering::CosignedCheckpoint> PeerService::checkpoints() const {
  return peering_.keeper() == nullptr ? std::vector<peering::CosignedCheckpoint>() : peering_.keeper()->list();
}

std::vector<peering::ForkOnFile> PeerService::forks() const {
  return peering_.keeper() == nullptr ? std::vector<peering::ForkOnFile>() : peering_.keeper()->forks();
}

std::vector<peering::PeerStatus> PeerService::peers() const {
  return peering_.exchange() == nullptr ? std::vector<peering::PeerStatus>() : peering_.exchange()->peers();
}

std::string PeerService::certificate_warning() const {
  return peering_.identity() == nullptr ? std::string() : peering_.identity()->warning();
}

std::vector<peering::PackageStatus> PeerService::packages() const {
  auto all = peering_.exchange() == nullptr ? std::vector<peering::PackageStatus>() : peering_.exchange()->packages();
  for (const auto& [hash, size] : peering_.packages().list()) {
    if (std::ranges::find(all, hash, &peering::PackageStatus::hash) == all.end()) all.push_back({hash, true, size});
  }
  return all;
}

Result<peering::Arrival> PeerService::put_package(const Hash& package, std::uint64_t offset, ByteView bytes) const {
  auto& store = peering_.packages();
  const auto begun = store.begin(package, kOwner);
  if (!begun) return error_of(begun.error());
  if (begun->complete || bytes.empty()) return *begun;
  const auto added = store.add(package, offset, bytes);
  if (!added) return error_of(added.error());
  return *added;
}

Result<PeerService::Piece> PeerService::read_package(const Hash& package, std::uint64_t offset,
                                                     std::size_t size) const {
  const auto total = peering_.packages().size_of(package);
  if (!total) return error_of(total.error());
  auto bytes = peering_.packages().read(package, offset, size);
  if (!bytes) return error_of(bytes.error());
  return Piece{*total, *std::move(bytes)};
}

}  // namespace kaisho::services
