#include "rpc/worker_pool.hpp"

#include <algorithm>

namespace kaisho::api {

WorkerPool::WorkerPool(unsigned threads, std::size_t queue, std::chrono::milliseconds longest_wait)
    : queue_limit_(queue), longest_wait_(longest_wait) {
  for (unsigned i = 0; i < std::max(threads, 1u); ++i) {
    threads_.emplace_back([this](const std::stop_token& ended) { work(ended); });
  }
}

WorkerPool::~WorkerPool() {
  for (auto& thread : threads_) thread.request_stop();
  threads_.clear();
}

bool WorkerPool::submit(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= queue_limit_) return false;
    queue_.push_back({std::move(job), std::chrono::steady_clock::now()});
  }
  changed_.notify_one();
  return true;
}

WorkerPool::Fate WorkerPool::fate_of(const Waiting& waiting, const std::stop_token& ended) const {
  if (ended.stop_requested() || waiting.job.client_left.stop_requested()) return Fate::left;
  if (std::chrono::steady_clock::now() - waiting.since > longest_wait_) return Fate::too_late;
  return Fate::run;
}

void WorkerPool::work(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, ended, [this] { return !queue_.empty(); }) || !queue_.empty()) {
    auto waiting = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    waiting.job.work(fate_of(waiting, ended));
    lock.lock();
  }
}

}  // namespace kaisho::api
