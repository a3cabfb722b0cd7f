#pragma once

#include <mutex>
#include <random>

#include "rpc_client.hpp"

namespace kaisho::crash {

/// What clients have seen, kept outside the node: each receipt as it was answered.
class LedgerOfRecord {
 public:
  void add(const std::string& hash, boost::json::value receipt);
  [[nodiscard]] std::size_t size() const;

  /// Asks the node for the receipts of the newest `newest` and of `sample` random older ones (all of them where both
  /// together are more than there are). The first that is missing or different, in words.
  [[nodiscard]] std::optional<std::string> check(RpcClient& node, std::size_t newest, std::size_t sample,
                                                 std::mt19937& random) const;

 private:
  struct Seen {
    std::string hash;
    boost::json::value receipt;
  };
  mutable std::mutex mutex_;
  std::vector<Seen> seen_;
};

}  // namespace kaisho::crash
