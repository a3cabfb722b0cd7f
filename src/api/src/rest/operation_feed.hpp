#pragma once

#include <memory>
#include <mutex>

#include <kaisho/services/governance_service.hpp>

#include "http/feed.hpp"
#include "rest/stream_places.hpp"

namespace kaisho::api::rest {

/// An operation's progress as server-sent events (WHATWG HTML, "Server-sent events"): `progress` for each step, whose
/// ID is the step's index, and at last `end` with the whole operation and the ID "end".
class OperationFeed final : public Feed {
 public:
  static constexpr std::string_view kEnd = "end";  ///< ID of the last event

  /// `first`: index of the first step to tell. `place` is given back with the feed.
  OperationFeed(std::size_t first, StreamPlaces::Place place) : next_(first), place_(std::move(place)) {}

  /// Listens to the operation from now on, and tells what it is now.
  void begin(services::GovernanceService& writes, const std::string& id);
  /// A later state of the operation; an earlier one, which comes where two threads tell at once, is left out.
  void update(std::shared_ptr<const services::Operation> operation);

  [[nodiscard]] std::string take(std::size_t most) override;
  [[nodiscard]] bool ended() const override;
  [[nodiscard]] std::string heartbeat() const override { return ":\n\n"; }
  void on_news(std::function<void()> news) override;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const services::Operation> latest_;
  std::size_t next_;
  bool greeted_ = false;
  bool ended_ = false;
  std::function<void()> news_;
  StreamPlaces::Place place_;
  consensus::Subscription subscription_;  ///< goes first: after that nobody calls `update`
};

}  // namespace kaisho::api::rest
