#pragma once

#include <atomic>
#include <memory>

#include "kaisho/consensus/engine.hpp"

namespace kaisho::consensus {

/// The results of one submission, collected from whichever thread knows one; the client gets them together.
class Ticket {
 public:
  Ticket(std::size_t count, SubmitDone done)
      : results_(count, std::unexpected(Refused{})), left_(count), done_(std::move(done)) {}

  /// Each index once.
  void set(std::size_t index, SubmitResult result) {
    results_[index] = std::move(result);
    if (left_.fetch_sub(1, std::memory_order_acq_rel) == 1) done_(std::move(results_));
  }

 private:
  std::vector<SubmitResult> results_;
  std::atomic<std::size_t> left_;
  SubmitDone done_;
};

/// One place in a ticket that is still open.
struct Waiter {
  std::shared_ptr<Ticket> ticket;
  std::size_t index = 0;

  void set(SubmitResult result) const { ticket->set(index, std::move(result)); }
};

}  // namespace kaisho::consensus
