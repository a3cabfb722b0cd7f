#include "program_ledger.hpp"

#include <boost/json/object.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/governance/rebuilds.hpp>

#include "log_json.hpp"
#include "sender.hpp"
#include "values.hpp"

namespace kaisho::cli {
namespace {

namespace json = boost::json;
namespace abi = codec::abi;

/// Input of the transaction that wrote the log.
Result<Bytes> input_behind(RpcClient& node, const json::object& log) {
  auto answer = node.call("eth_getTransactionByHash", {json::value(std::string(member_text(log, "transactionHash")))});
  if (!answer) return std::unexpected(answer.error());
  if (!answer->is_object()) return fail(ExitCode::refused, "no_deployment", "the node has no such transaction");
  auto input = from_hex(member_text(answer->get_object(), "input"));
  if (!input) return fail(ExitCode::unreachable, "node_answer_malformed", "the node's answer makes no sense");
  return std::move(*input);
}

}  // namespace

std::vector<analysis::OrganizationResult> results_of(const LedgerReader& ledger, const Hash& package) {
  std::vector<analysis::OrganizationResult> results;
  for (const auto& member : governance::active_members(ledger)) {
    analysis::OrganizationResult result{member.name, {}, {}, {}};
    if (const auto tested = governance::find_attestation(ledger, package, member.number)) {
      result.success = tested->success;
      result.report_hash = tested->report_hash;
    }
    if (const auto rebuilt = governance::find_rebuild(ledger, package, member.number)) {
      result.rebuilt = governance::describe(rebuilt->outcome);
    }
    results.push_back(std::move(result));
  }
  return results;
}

Result<Bytes> arguments_of_running(RpcClient& node, const governance::TokenRecord& token) {
  if (token.deployed.is_zero()) return fail(ExitCode::refused, "not_deployed", "nothing runs for this token");
  const json::array topics{to_hex(abi::event_topic("Deployed(uint64,string,address,string,bytes32,bytes32,string[])")),
                           to_hex(word_of(U256(token.application)))};
  const auto logs = node.call("eth_getLogs", {json::object{{"address", to_hex(governance::kGovernanceAddress)},
                                                           {"fromBlock", "0x0"},
                                                           {"toBlock", "latest"},
                                                           {"topics", topics}}});
  if (!logs) return std::unexpected(logs.error());
  if (!logs->is_array() || logs->get_array().size() != 1 || !logs->get_array()[0].is_object()) {
    return fail(ExitCode::refused, "no_deployment",
                "no deployment of application " + std::to_string(token.application) + " is in the node's logs");
  }
  const auto input = input_behind(node, logs->get_array()[0].get_object());
  if (!input) return std::unexpected(input.error());
  static const auto kDeploy = abi::Function::of("deploy(uint64,bytes,bytes,bytes[])");
  const auto values = kDeploy.decode_call(*input);
  if (!values) return fail(ExitCode::refused, "no_deployment", "the deployment was made through another contract");
  return (*values)[2].bytes();
}

Result<Timestamp> latest_time(RpcClient& node) {
  const auto block = node.call("eth_getBlockByNumber", {"latest", false});
  if (!block) return std::unexpected(block.error());
  const auto* object = block->if_object();
  const auto* time = object == nullptr ? nullptr : object->if_contains("timestamp");
  if (time == nullptr) return fail(ExitCode::unreachable, "node_answer_malformed", "the node's answer makes no sense");
  return quantity(*time);
}

}  // namespace kaisho::cli
