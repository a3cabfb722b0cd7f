#include "courier.hpp"

#include <algorithm>

namespace kaisho::alerting {
namespace {

constexpr std::uint64_t kIdle = 60'000;  // ms between looks when nothing waits; a new alert wakes the courier anyway

}  // namespace

std::uint64_t Backoff::after(std::uint32_t attempts) const {
  std::uint64_t wait = std::min(first_ms, longest_ms);
  for (std::uint32_t i = 1; i < attempts && wait < longest_ms; ++i) wait = std::min(wait * 2, longest_ms);
  return wait;
}

Courier::Courier(Outbox& outbox, std::unique_ptr<Channel> channel, const Backoff& backoff, const Clock& clock)
    : outbox_(outbox),
      channel_(std::move(channel)),
      backoff_(backoff),
      clock_(clock),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Courier::~Courier() = default;

void Courier::wake() {
  const std::scoped_lock lock(mutex_);
  woken_ = true;
  changed_.notify_all();
}

void Courier::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto wait = work(stop);
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, std::chrono::milliseconds(wait), [this] { return woken_; });
    woken_ = false;
  }
}

std::uint64_t Courier::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto delivery = outbox_.next(channel_->kinds());
    if (!delivery) return kIdle;
    const auto now = clock_.now_ms();
    // A next try further away than the longest pause comes from a clock that went back.
    const bool due = delivery->next_ms <= now || delivery->next_ms > now + backoff_.longest_ms;
    if (!due) return std::min(delivery->next_ms - now, kIdle);
    attempt(*delivery, stop);
  }
  return 0;
}

void Courier::attempt(Delivery delivery, const std::stop_token& stop) {
  const auto alert = outbox_.alert(delivery.alert);
  const auto done =
      alert ? channel_->deliver(*alert, delivery.target, stop) : std::unexpected(std::string("the alert is gone"));
  if (!done && stop.stop_requested()) return;  // cut short: no attempt that counts
  ++delivery.attempts;
  const auto now = clock_.now_ms();
  if (done || !alert) {
    delivery.delivered_ms = std::max<std::uint64_t>(now, 1);
    delivery.error = done ? "" : done.error();
  } else {
    delivery.error = done.error();
    delivery.next_ms = now + backoff_.after(delivery.attempts);
  }
  if (const auto kept = outbox_.update(delivery); kept) return;
  // The disk takes nothing: whatever became of this attempt, do not hammer the receiver.
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, std::chrono::milliseconds(backoff_.first_ms), [] { return false; });
}

}  // namespace kaisho::alerting
