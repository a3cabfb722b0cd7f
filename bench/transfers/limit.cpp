#include "limit.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include <kaisho/ledger/transaction.hpp>
#include <kaisho/pool/thread_time.hpp>

namespace kaisho::bench {
namespace {

struct Signed {
  Hash digest;
  crypto::Signature signature;
};

std::vector<Signed> signatures_of(const std::vector<Bytes>& wires, std::size_t count) {
  std::vector<Signed> all;
  for (std::size_t i = 0; i < std::min(count, wires.size()); ++i) {
    const auto transaction = ledger::decode_transaction(wires[i]).value();
    all.push_back({ledger::signing_digest(transaction), transaction.signature});
  }
  return all;
}

}  // namespace

Limit measure_limit(const std::vector<Bytes>& wires, std::size_t count) {
  const auto all = signatures_of(wires, count);
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::atomic<std::uint64_t> cpu_ns = 0, recovered = 0;
  std::atomic<std::size_t> next = 0;
  const auto begin = std::chrono::steady_clock::now();
  {
    std::vector<std::jthread> workers;
    for (std::size_t thread = 0; thread < threads; ++thread) {
      workers.emplace_back([&] {
        const auto before = pool::thread_time_ns();
        std::uint64_t mine = 0;
        for (std::size_t i = next++; i < all.size(); i = next++) {
          mine += crypto::recover_public_key(all[i].digest, all[i].signature).has_value();
        }
        recovered += mine;
        cpu_ns += pool::thread_time_ns() - before;
      });
    }
  }
  const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - begin;
  const auto done = static_cast<double>(recovered);
  return {done / wall.count(), static_cast<double>(cpu_ns) / done};
}

}  // namespace kaisho::bench
