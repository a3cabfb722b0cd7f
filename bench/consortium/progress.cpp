#include "progress.hpp"

#include <exception>
#include <stdexcept>

namespace kaisho::bench {
namespace {

constexpr std::chrono::milliseconds kPause{20};  // between two questions: cheap beside the blocks' own time

}  // namespace

Progress::Progress(std::uint64_t height, Ask ask)
    : ask_(std::move(ask)), height_(height), thread_([this](const std::stop_token& stop) { watch(stop); }) {}

void Progress::watch(const std::stop_token& stop) {
  try {
    while (!stop.stop_requested()) {
      for (const auto& block : ask_(height_)) {
        blocks_.push_back(block);
        height_ = block.height;
        committed_ += block.transactions;
      }
      std::this_thread::sleep_for(kPause);
    }
  } catch (const std::exception& error) {
    failure_ = error.what();
  }
}

void Progress::wait_for(std::uint64_t transactions) const {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (committed_ < transactions && std::chrono::steady_clock::now() < deadline) std::this_thread::sleep_for(kPause);
}

std::vector<BlockSeen> Progress::finish() {
  thread_.request_stop();
  thread_.join();
  if (!failure_.empty()) throw std::runtime_error(failure_);
  return std::move(blocks_);
}

void at_the_same_time(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> failures(count);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&, i] {
        try {
          work(i);
        } catch (...) {
          failures[i] = std::current_exception();
        }
      });
    }
  }
  for (const auto& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

Rate steady_rate(const std::vector<BlockSeen>& blocks, double warm_up, double until) {
  double total = 0;
  for (const auto& block : blocks) total += static_cast<double>(block.transactions);
  const BlockSeen* first = nullptr;
  Rate rate;
  double so_far = 0;
  for (const auto& block : blocks) {
    if (first && so_far <= until * total) {
      rate.transactions += block.transactions;
      ++rate.blocks;
      rate.seconds = std::chrono::duration<double>(block.seen - first->seen).count();
    }
    so_far += static_cast<double>(block.transactions);
    if (!first && so_far >= warm_up * total) first = &block;
  }
  if (rate.seconds > 0) rate.per_second = static_cast<double>(rate.transactions) / rate.seconds;
  return rate;
}

}  // namespace kaisho::bench
