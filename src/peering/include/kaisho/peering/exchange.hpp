#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kaisho/peering/checkpoint_keeper.hpp"
#include "kaisho/peering/identity.hpp"
#include "kaisho/peering/package_store.hpp"

namespace kaisho::peering {

/// What is known of another member's service.
struct PeerStatus {
  std::string name, url;
  bool reachable = false;            ///< the last call was answered
  Timestamp answered = 0;            ///< s since 1970; 0: never in this run
  unsigned failures = 0;             ///< calls in a row without an answer
  std::string problem;               ///< of the last call, a sentence; empty where it was answered
  std::string certificate_warning;   ///< "certificate of broker expires in 12 days: …"
  std::uint64_t cosigned = 0;        ///< largest size that it signed as this node has it
  std::size_t packages_refused = 0;  ///< hashes for which it sent other bytes
};

struct PackageStatus {
  Hash hash;
  bool here = false;
  std::uint64_t size = 0;  ///< bytes here
};

struct PrivateExchange;

struct ExchangeTimes {
  std::chrono::milliseconds tick{1'000};         ///< checkpoints are signed, and asked for, at most this often
  std::chrono::milliseconds poll{30'000};        ///< between looks at a member's latest checkpoint when nothing happens
  std::chrono::milliseconds first_pause{1'000};  ///< after a call without an answer; doubles
  std::chrono::milliseconds longest_pause{60'000};
  std::chrono::milliseconds ask_again{20'000};  ///< after a member said that it does not have a package
  std::chrono::milliseconds repeat{5'000};      ///< after a member did not take, or does not have, a private record
};

/// Asks the other members: for their signatures on what this node executed, and for registered packages that are not
/// here; brings them the private records that wait for them. One thread for each member and one besides; consensus
/// never waits for any of them.
class Exchange {
 public:
  struct Dependencies {
    std::string self;
    Identity& identity;
    const Clock& clock;
    Members members;
    CheckpointKeeper* keeper = nullptr;  ///< null: no checkpoints
    PackageStore& packages;
    const PrivateExchange* private_records = nullptr;  ///< null: keeps none
    std::function<Height()> height;                    ///< of the last block
    /// Hashes of packages registered in a block; nothing where the block is not here.
    std::function<std::vector<Hash>(Height)> registered_in;
    std::function<void(std::string_view)> info = [](std::string_view) {};
    std::function<void(std::string_view)> warn = [](std::string_view) {};
  };
  explicit Exchange(Dependencies dependencies, const ExchangeTimes& times = {});
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;
  /// Ends the running calls and waits for the threads.
  ~Exchange();

  [[nodiscard]] std::vector<PeerStatus> peers() const;
  /// Registered on the ledger, here or not.
  [[nodiscard]] std::vector<PackageStatus> packages() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::peering
