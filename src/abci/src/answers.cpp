#include "answers.hpp"

namespace kaisho::abci {

bool Answers::full() const { return !slots_.empty() && (slots_.size() >= limits_.count || bytes_ >= limits_.bytes); }

std::optional<Answers::Ticket> Answers::reserve(std::size_t bytes) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [this] { return closed_ || !full(); });
  if (closed_) return std::nullopt;
  slots_.push_back({bytes, std::nullopt});
  bytes_ += bytes;
  return first_ + slots_.size() - 1;
}

void Answers::answer(Ticket ticket, Bytes frame) {
  const std::lock_guard lock(mutex_);
  if (closed_ || ticket < first_) return;
  auto& slot = slots_[ticket - first_];
  if (slot.frame) return;
  bytes_ = bytes_ - slot.bytes + frame.size();
  slot.bytes = frame.size();
  slot.frame = std::move(frame);
  if (ticket == first_) changed_.notify_one();
}

std::optional<std::vector<Bytes>> Answers::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return closed_ || ready() || (finished_ && slots_.empty()); });
  if (closed_ || slots_.empty()) return std::nullopt;
  std::vector<Bytes> frames;
  while (!slots_.empty()) {
    auto& [bytes, frame] = slots_.front();
    if (!frame) break;
    bytes_ -= bytes;
    frames.push_back(std::move(*frame));
    slots_.pop_front();
    ++first_;
  }
  room_.notify_one();
  return frames;
}

void Answers::finish() {
  const std::lock_guard lock(mutex_);
  finished_ = true;
  changed_.notify_one();
}

void Answers::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  slots_.clear();
  room_.notify_all();
  changed_.notify_all();
}

}  // namespace kaisho::abci
