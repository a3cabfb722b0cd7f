#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>

#include "kaisho/peering/checkpoint_keeper.hpp"
#include "kaisho/peering/identity.hpp"
#include "kaisho/peering/package_store.hpp"

namespace kaisho::peering {

class PrivateDesk;

/// Limits of the peer service; every one is enforced.
struct ServerLimits {
  std::size_t connections = 128;
  std::size_t connections_of_a_member = 8;  ///< of one key; also of all together who are no members
  std::size_t header_bytes = 8 << 10;
  std::chrono::milliseconds handshake_time{5'000};
  std::chrono::milliseconds header_time{5'000};  ///< from the first byte of a request to the end of its header
  std::chrono::milliseconds body_time{30'000};   ///< for the whole body of a PUT
  std::chrono::milliseconds idle_time{120'000};  ///< between two requests; header_time for who is no member
  std::chrono::milliseconds write_time{10'000};  ///< for each 256 KiB: a caller that does not read is cut
};

/// HTTPS for the other members: signed checkpoints and packages (docs/formats/peer-service.md). One thread of its own.
class PeerServer {
 public:
  struct Dependencies {
    std::string self;    ///< this member's name
    std::string origin;  ///< of its checkpoints
    const Identity& identity;
    const Clock& clock;
    Members members;
    CheckpointKeeper* keeper = nullptr;  ///< null: signs nothing
    const PackageStore& packages;
    const PrivateDesk* desk = nullptr;  ///< null: keeps no private records
    std::function<void(std::string_view)> log = [](std::string_view) {};
  };
  /// `listen` is "127.0.0.1:8743" or "[::]:8743"; port 0 lets the system choose. The error is a sentence.
  [[nodiscard]] static std::expected<std::unique_ptr<PeerServer>, std::string> start(const std::string& listen,
                                                                                     Dependencies dependencies,
                                                                                     const ServerLimits& limits = {});
  PeerServer(const PeerServer&) = delete;
  PeerServer& operator=(const PeerServer&) = delete;
  /// Closes every connection and waits for the thread.
  ~PeerServer();

  /// Where it listens, with the port that the system chose.
  [[nodiscard]] const std::string& address() const;

 private:
  class Impl;
  explicit PeerServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::peering
