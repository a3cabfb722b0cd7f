#pragma once

#include <vector>

#include <kaisho/base/bytes.hpp>

/// What this machine can do at most: libsecp256k1 recovering public keys on all cores and doing nothing else.
namespace kaisho::bench {

struct Limit {
  double per_second = 0;  ///< recoveries, all cores together
  double cpu_ns = 0;      ///< processor time of one
};

/// Recovers the signers of `count` of the transactions, spread over one thread a core.
[[nodiscard]] Limit measure_limit(const std::vector<Bytes>& wires, std::size_t count);

}  // namespace kaisho::bench
