#include "ledger_of_record.hpp"

#include <algorithm>

namespace kaisho::crash {
namespace json = boost::json;

namespace {

constexpr std::size_t kBatch = 100;

}  // namespace

void LedgerOfRecord::add(const std::string& hash, json::value receipt) {
  const std::scoped_lock lock(mutex_);
  seen_.push_back({hash, std::move(receipt)});
}

std::size_t LedgerOfRecord::size() const {
  const std::scoped_lock lock(mutex_);
  return seen_.size();
}

std::optional<std::string> LedgerOfRecord::check(RpcClient& node, std::size_t newest, std::size_t sample,
                                                 std::mt19937& random) const {
  const std::scoped_lock lock(mutex_);
  const std::size_t first = seen_.size() > newest ? seen_.size() - newest : 0;
  std::vector<std::size_t> wanted;
  if (first <= sample) {
    for (std::size_t i = 0; i < first; ++i) wanted.push_back(i);
  } else {
    for (std::size_t i = 0; i < sample; ++i) wanted.push_back(random() % first);
  }
  for (std::size_t i = first; i < seen_.size(); ++i) wanted.push_back(i);

  for (std::size_t begin = 0; begin < wanted.size(); begin += kBatch) {
    const std::size_t end = std::min(begin + kBatch, wanted.size());
    std::vector<RpcClient::Call> calls;
    for (std::size_t i = begin; i < end; ++i) {
      calls.push_back({"eth_getTransactionReceipt", {json::value(seen_[wanted[i]].hash)}});
    }
    const auto answers = node.batch(calls);
    if (!answers) return "the node did not answer";
    for (std::size_t i = begin; i < end; ++i) {
      const auto& [hash, receipt] = seen_[wanted[i]];
      const auto& now = (*answers)[i - begin];
      if (now.is_null()) return "the receipt of " + hash + " is gone; it was " + json::serialize(receipt);
      if (now != receipt) {
        return "the receipt of " + hash + " was " + json::serialize(receipt) + " and is " + json::serialize(now);
      }
    }
  }
  return std::nullopt;
}

}  // namespace kaisho::crash
