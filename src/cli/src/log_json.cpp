#include "log_json.hpp"

#include <algorithm>
#include <iterator>
#include <kaisho/base/hex.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/services/ledger_service.hpp>

#include "sender.hpp"

namespace kaisho::cli {

namespace json = boost::json;

std::string_view member_text(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::optional<ledger::Log> read_log(const json::object& object) {
  const auto address = fixed_from_hex<Address>(member_text(object, "address"));
  auto data = from_hex(member_text(object, "data"));
  const auto* topics = object.if_contains("topics");
  if (!address || !data || topics == nullptr || !topics->is_array()) return std::nullopt;
  ledger::Log log{*address, {}, std::move(*data)};
  for (const auto& topic : topics->get_array()) {
    const auto word = topic.is_string() ? fixed_from_hex<Word>(std::string_view(topic.get_string())) : std::nullopt;
    if (!word) return std::nullopt;
    log.topics.push_back(*word);
  }
  return log;
}

std::vector<ledger::Log> logs_of(const json::object& receipt) {
  std::vector<ledger::Log> all;
  const auto* logs = receipt.if_contains("logs");
  if (logs == nullptr || !logs->is_array()) return all;
  for (const auto& one : logs->get_array()) {
    if (!one.is_object()) continue;
    if (auto log = read_log(one.get_object())) all.push_back(std::move(*log));
  }
  return all;
}

Result<json::array> governance_events(RpcClient& node, const json::array& topics) {
  constexpr auto kRange = services::LedgerLimits{}.max_log_blocks;
  const auto last = ask_quantity(node, "eth_blockNumber");
  if (!last) return std::unexpected(last.error());
  json::array events;
  for (std::uint64_t first = 0; first <= *last; first += kRange) {
    const json::object filter{{"address", to_hex(governance::kGovernanceAddress)},
                              {"fromBlock", to_quantity(U256(first))},
                              {"toBlock", to_quantity(U256(std::min(*last, first + kRange - 1)))},
                              {"topics", topics}};
    auto logs = node.call("eth_getLogs", {filter});
    if (!logs) return std::unexpected(logs.error());
    auto* list = logs->if_array();
    if (list == nullptr)
      return fail(ExitCode::unreachable, "node_answer_malformed", "the node's answer makes no sense");
    std::ranges::move(*list, std::back_inserter(events));
  }
  return events;
}

}  // namespace kaisho::cli
