#include <algorithm>
#include <iterator>

#include "errors.hpp"
#include "kaisho/services/ledger_service.hpp"

namespace kaisho::services {
namespace {

constexpr std::size_t kMaxTopics = 4;

bool matches(const ledger::Log& log, const LogFilter& filter) {
  if (!filter.addresses.empty() && std::ranges::find(filter.addresses, log.address) == filter.addresses.end()) {
    return false;
  }
  if (filter.topics.size() > log.topics.size()) return false;
  for (std::size_t place = 0; place < filter.topics.size(); ++place) {
    const auto& any_of = filter.topics[place];
    if (!any_of.empty() && std::ranges::find(any_of, log.topics[place]) == any_of.end()) return false;
  }
  return true;
}

/// Whether the block may hold a match; no false answer hides one.
bool may_match(const ledger::Bloom& bloom, const LogFilter& filter) {
  const auto holds_any = [&bloom](const auto& items) {
    return items.empty() ||
           std::ranges::any_of(items, [&](const auto& item) { return ledger::may_contain(bloom, item.view()); });
  };
  return holds_any(filter.addresses) && std::ranges::all_of(filter.topics, holds_any);
}

/// Visits the matching logs of a block until `visit` returns false.
template <class Visit>
bool visit_logs(const BlockPtr& block, const LogFilter& filter, Visit visit) {
  std::uint64_t log_index = 0;
  const auto& [transactions, receipts] = std::tie(block->block.transactions, block->block.receipts);
  for (std::uint32_t i = 0; i < receipts.size(); ++i) {
    for (const auto& log : receipts[i].logs) {
      const auto index = log_index++;
      if (!matches(log, filter)) continue;
      const auto& header = block->block.header;
      if (!visit(FoundLog{log, header.height, block->hash, header.timestamp, transactions[i].hash, i, index})) {
        return false;
      }
    }
  }
  return true;
}

}  // namespace

std::vector<FoundLog> LedgerService::matching_logs(const BlockPtr& block, const LogFilter& filter) {
  std::vector<FoundLog> found;
  if (!may_match(block->block.header.bloom, filter)) return found;
  visit_logs(block, filter, [&](FoundLog log) {
    found.push_back(std::move(log));
    return true;
  });
  return found;
}

Result<std::vector<FoundLog>> LedgerService::logs(const LogFilter& filter, const std::stop_token& stop) const {
  if (filter.topics.size() > kMaxTopics) return fail(ErrorCode::invalid_request, "a log has at most 4 topics");
  const auto first = resolve(filter.block_hash ? BlockId{*filter.block_hash} : filter.from);
  const auto last = filter.block_hash ? first : resolve(filter.to);
  if (!first) return std::unexpected(first.error());
  if (!last) return std::unexpected(last.error());
  if (*first > *last) return fail(ErrorCode::invalid_request, "the range ends before it begins");
  if (*last - *first >= limits_.max_log_blocks) {
    return fail(ErrorCode::too_much, "a range of logs has at most " + std::to_string(limits_.max_log_blocks) +
                                         " blocks: ask for parts of it");
  }

  std::vector<FoundLog> found;
  for (Height height = *first; height <= *last; ++height) {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the search was cancelled");
    const auto header = needs_.store.header(height);
    if (!header) return std::unexpected(error_of(header.error()));
    if (!*header || !may_match((*header)->bloom, filter)) continue;
    const auto block = needs_.store.block(height);
    if (!block) return std::unexpected(error_of(block.error()));
    const bool all = !*block || visit_logs(*block, filter, [&](FoundLog log) {
      found.push_back(std::move(log));
      return found.size() <= limits_.max_logs;
    });
    if (!all) {
      return fail(ErrorCode::too_much, "more than " + std::to_string(limits_.max_logs) +
                                           " logs match: ask for a smaller range, or for more precise topics");
    }
  }
  return found;
}

Result<std::vector<FoundLog>> LedgerService::all_logs(LogFilter filter, const std::stop_token& stop) const {
  const auto last = resolve(filter.to);
  if (!last) return std::unexpected(last.error());
  std::vector<FoundLog> found;
  for (Height first = 0; first <= *last; first += limits_.max_log_blocks) {
    filter.from = first;
    filter.to = std::min(*last, first + limits_.max_log_blocks - 1);
    auto part = logs(filter, stop);
    if (!part) return part;
    std::ranges::move(*part, std::back_inserter(found));
  }
  return found;
}

}  // namespace kaisho::services
