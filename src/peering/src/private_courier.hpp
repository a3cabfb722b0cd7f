#pragma once

#include <map>

#include "kaisho/peering/peer_client.hpp"
#include "kaisho/peering/private_box.hpp"

namespace kaisho::peering {

/// What of the private records one node does with all members.
struct PrivateExchange {
  PrivateBox& box;
  Commitments commitments;
};

/// Tells the operator about what waits for somebody who is no active member, or has no service.
void note_unreachable(const PrivateExchange& exchange, const std::vector<Member>& members);

/// Brings one member what is in the box for it, and asks it for what is wanted (G9). One thread.
class PrivateCourier {
 public:
  using Time = std::chrono::steady_clock::time_point;
  struct Dependencies {
    std::string self;
    const PrivateExchange& exchange;
    PeerClient& client;
    const Clock& clock;
    std::chrono::milliseconds repeat;  ///< between two attempts with what a member did not take or have
    std::function<bool()> stopping;
    std::function<void(std::string_view)> info, warn;
  };
  explicit PrivateCourier(Dependencies dependencies) : with_(std::move(dependencies)) {}

  /// Everything that is due. Whether the member answered; nothing where there was nothing to say.
  using Went = std::optional<std::expected<void, CallError>>;
  [[nodiscard]] Went work(const Member& member);
  /// Notes it for everything that waits for the member: it did not answer, whatever it was asked.
  void not_reached(const std::string& member, const std::string& why) const;

 private:
  using Called = std::expected<void, CallError>;
  [[nodiscard]] bool is_due(const std::string& what);
  [[nodiscard]] std::string reason_to_wait(const PrivateName& name) const;
  [[nodiscard]] Called deliver(const Member& member, const OutgoingRecord& outgoing);
  [[nodiscard]] Called ask(const Member& member, const PrivateName& name, const Commitment& commitment);
  void note(const OutgoingRecord& outgoing, const std::string& why) const;

  const Dependencies with_;
  std::map<std::string, Time> not_before_;  ///< by what was tried
};

}  // namespace kaisho::peering
