#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "kaisho/peering/exchange.hpp"
#include "kaisho/peering/peer_client.hpp"
#include "private_courier.hpp"
#include "wanted_packages.hpp"

namespace kaisho::peering {

/// Asks one member, on a thread of its own: a member that does not answer keeps nobody else waiting.
class PeerWorker {
 public:
  PeerWorker(const Exchange::Dependencies& with, const ExchangeTimes& times, WantedPackages& wanted, Member member);
  PeerWorker(const PeerWorker&) = delete;
  PeerWorker& operator=(const PeerWorker&) = delete;
  ~PeerWorker();

  /// The member's record as it is now.
  void update(const Member& member);
  /// Looks for work now instead of at the next tick.
  void wake();
  [[nodiscard]] PeerStatus status() const;

 private:
  using Steady = std::chrono::steady_clock;

  void run();
  void work(const Member& member);
  void ask_for_checkpoint(const Member& member);
  void look_at_latest(const Member& member);
  void judge(const Member& member, const std::string& note);
  void fetch_package(const Member& member);
  void fetch(const Member& member, const Hash& package);
  void carry_private_records(const Member& member);
  void answered();
  void failed(const CallError& error);
  [[nodiscard]] bool stopping() const { return stopping_; }

  const Exchange::Dependencies& with_;
  const ExchangeTimes& times_;
  WantedPackages& wanted_;
  PeerClient client_;
  const std::string name_;  ///< of the member; its record may change, its name does not
  std::optional<PrivateCourier> courier_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Member member_;
  PeerStatus status_;
  std::atomic<bool> stopping_ = false;
  bool woken_ = false;
  Steady::time_point pause_until_{};  ///< touched by the thread only, as what follows
  Steady::time_point next_look_{};
  bool failed_now_ = false;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace kaisho::peering
