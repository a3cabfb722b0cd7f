#include "program_ledger.hpp"

#include <boost/json/object.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/crypto/hash.hpp>
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

/// An event with which a version comes, and the call that emits it.
struct Coming {
  Word topic;
  std::string_view data;  ///< types of what is not indexed
  std::size_t package;    ///< its place there
  abi::Function call;     ///< its third argument is what the program starts with
};

const Coming& deployed_event() {
  static const Coming kComing{abi::event_topic("Deployed(uint64,string,address,string,bytes32,bytes32,string[])"),
                              "string,bytes32,bytes32,string[]", 1,
                              abi::Function::of("deploy(uint64,bytes,bytes,bytes[])")};
  return kComing;
}
const Coming& upgraded_event() {
  static const Coming kComing{
      abi::event_topic("Upgraded(uint64,string,address,string,bytes32,bytes32,bytes32,string[])"),
      "string,bytes32,bytes32,bytes32,string[]", 2, abi::Function::of("upgrade(uint64,bytes,bytes,bytes[])")};
  return kComing;
}

std::unexpected<Failure> no_deployment(std::string text) {
  return fail(ExitCode::refused, "no_deployment", std::move(text));
}

Result<RanVersion> version_of(RpcClient& node, const json::object& log) {
  const auto* topics = log.if_contains("topics");
  const bool is_whole = topics != nullptr && topics->is_array() && topics->get_array().size() == 4;
  const auto text = [&](std::size_t at) {
    const auto& one = topics->get_array()[at];
    return one.is_string() ? std::string(one.get_string()) : std::string();
  };
  const auto data = from_hex(member_text(log, "data"));
  const auto at = is_whole ? fixed_from_hex<Word>(text(3)) : std::nullopt;
  if (!data || !at) return no_deployment("the node's answer makes no sense");
  const auto& coming = text(0) == to_hex(upgraded_event().topic) ? upgraded_event() : deployed_event();
  const auto values = abi::decode(abi::types_of(coming.data), *data);
  if (!values) return no_deployment("the node's answer makes no sense");
  const auto input = input_behind(node, log);
  if (!input) return std::unexpected(input.error());
  const auto call = coming.call.decode_call(*input);
  if (!call) return no_deployment("the deployment was made through another contract");
  return RanVersion{hash_of((*values)[coming.package].word()), (*call)[2].bytes(), address_of(*at)};
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

Result<std::vector<RanVersion>> versions_that_ran(RpcClient& node, const governance::TokenRecord& token) {
  const json::array topics{json::array{to_hex(deployed_event().topic), to_hex(upgraded_event().topic)}, nullptr,
                           to_hex(crypto::keccak256(view_of(token.token_id)))};
  const auto logs = governance_events(node, topics);
  if (!logs) return std::unexpected(logs.error());
  std::vector<RanVersion> versions;
  for (const auto& log : *logs) {
    if (!log.is_object()) return no_deployment("the node's answer makes no sense");
    auto version = version_of(node, log.get_object());
    if (!version) return std::unexpected(version.error());
    versions.push_back(std::move(*version));
  }
  if (!versions.empty() && versions.back().package == token.package_hash) return versions;
  return no_deployment("no deployment of token " + token.token_id + " is in the node's logs");
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
