#include "kaisho/peering/peering.hpp"

#include "private_courier.hpp"
#include "private_desk.hpp"

namespace kaisho::peering {

/// The box with those who bring and take.
struct Peering::PrivateParts {
  std::unique_ptr<PrivateBox> box;
  PrivateExchange exchange;
  PrivateDesk desk;

  [[nodiscard]] static std::expected<std::unique_ptr<PrivateParts>, std::string> open(PeeringSetup& setup) {
    auto& wanted = *setup.private_records;
    auto opened = PrivateBox::open(setup.folder / kPrivateFolder, std::move(wanted.key), wanted.random);
    if (!opened) return std::unexpected(opened.error());
    auto& box = **opened;
    return std::unique_ptr<PrivateParts>(
        new PrivateParts{std::move(*opened),
                         {box, wanted.commitments},
                         PrivateDesk({setup.self, box, wanted.commitments, setup.info, setup.warn})});
  }
};

Peering::Peering() = default;

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
  if (setup.private_records) {
    auto parts = PrivateParts::open(setup);
    if (!parts) return std::unexpected(parts.error());
    peering->private_ = std::move(*parts);
  }
  const auto* parts = peering->private_.get();
  auto server = PeerServer::start(setup.service->listen, {.self = setup.self,
                                                          .origin = origin,
                                                          .identity = *peering->identity_,
                                                          .clock = clock,
                                                          .members = setup.members,
                                                          .keeper = peering->keeper_.get(),
                                                          .packages = *peering->packages_,
                                                          .desk = parts == nullptr ? nullptr : &parts->desk,
                                                          .log = setup.warn});
  if (!server) return std::unexpected(server.error());
  peering->server_ = std::move(*server);
  peering->exchange_ = std::make_unique<Exchange>(
      Exchange::Dependencies{.self = setup.self,
                             .identity = *peering->identity_,
                             .clock = clock,
                             .members = setup.members,
                             .keeper = peering->keeper_.get(),
                             .packages = *peering->packages_,
                             .private_records = parts == nullptr ? nullptr : &parts->exchange,
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
