#include "kaisho/peering/peering.hpp"

namespace kaisho::peering {

std::expected<std::unique_ptr<Peering>, std::string> Peering::start(PeeringSetup setup, const Clock& clock) {
  std::unique_ptr<Peering> peering(new Peering);
  auto packages = PackageStore::open(setup.folder / "packages");
  if (!packages) return std::unexpected(packages.error().text);
  peering->packages_ = std::move(*packages);
  const auto origin = setup.history.origin;
  if (setup.signer) {
    auto keeper = CheckpointKeeper::open({.history = std::move(setup.history),
                                          .signer = std::move(setup.signer),
                                          .members = setup.members,
                                          .folder = setup.folder,
                                          .warn = setup.warn,
                                          .outvoted = setup.outvoted});
    if (!keeper) return std::unexpected(keeper.error());
    peering->keeper_ = std::move(*keeper);
  }
  if (!setup.service) return peering;
  auto identity = Identity::open(setup.service->files, setup.self, clock, setup.warn);
  if (!identity) return std::unexpected(identity.error());
  peering->identity_ = std::move(*identity);
  auto server = PeerServer::start(setup.service->listen, {.self = setup.self,
                                                          .origin = origin,
                                                          .identity = *peering->identity_,
                                                          .clock = clock,
                                                          .members = setup.members,
                                                          .keeper = peering->keeper_.get(),
                                                          .packages = *peering->packages_,
                                                          .log = setup.warn});
  if (!server) return std::unexpected(server.error());
  peering->server_ = std::move(*server);
  peering->exchange_ = std::make_unique<Exchange>(Exchange::Dependencies{.self = setup.self,
                                                                         .identity = *peering->identity_,
                                                                         .clock = clock,
                                                                         .members = setup.members,
                                                                         .keeper = peering->keeper_.get(),
                                                                         .packages = *peering->packages_,
                                                                         .height = setup.height,
                                                                         .registered_in = setup.registered_in,
                                                                         .info = setup.info,
                                                                         .warn = setup.warn});
  return peering;
}

Peering::~Peering() = default;
CheckpointKeeper* Peering::keeper() const { return keeper_.get(); }
PackageStore& Peering::packages() const { return *packages_; }
const Exchange* Peering::exchange() const { return exchange_.get(); }
const Identity* Peering::identity() const { return identity_.get(); }
std::string Peering::address() const { return server_ ? server_->address() : std::string(); }

}  // namespace kaisho::peering
