#include "sender.hpp"

#include <chrono>
#include <kaisho/base/hex.hpp>
#include <kaisho/ledger/transaction.hpp>
#include <kaisho/ledger/validity.hpp>
#include <thread>

#include "revert_text.hpp"

namespace kaisho::cli {
namespace {

constexpr auto kPatience = std::chrono::seconds(60);        // for a receipt
constexpr auto kPollEvery = std::chrono::milliseconds(20);  // a local node answers in under one

auto malformed() { return fail(ExitCode::unreachable, "node_answer_malformed", "the node's answer is malformed"); }

/// The node's error, with revert data turned into its sentence.
std::unexpected<Failure> explained(const RpcClient& node, Failure failure) {
  if (failure.code != "rpc_error") return std::unexpected(std::move(failure));
  const auto data = from_hex(node.last_error_data());
  if (!data || data->empty()) {
    const bool admitted = node.last_error_reason() != ledger::name_of(ledger::Invalid::not_admitted);
    failure.code = admitted ? "refused" : "not_admitted";
    return std::unexpected(std::move(failure));
  }
  auto revert = describe_revert(*data);
  return fail(ExitCode::refused, std::move(revert.code), std::move(revert.text));
}

boost::json::object call_object(const Address& from, const std::optional<Address>& to, ByteView data,
                                const Amount& value) {
  boost::json::object call{{"from", to_hex(from)}, {"data", to_hex(data)}, {"value", to_quantity(value)}};
  if (to) call["to"] = to_hex(*to);
  return call;
}

/// Reads what the node tells about a mined transaction.
std::optional<Sent> read_receipt(const boost::json::object& receipt, const Hash& hash) {
  const auto text = [&](std::string_view key) -> std::string_view {
    const auto* value = receipt.if_contains(key);
    return value != nullptr && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
  };
  const auto height = from_quantity(text("blockNumber"));
  const auto gas = from_quantity(text("gasUsed"));
  if (!height || !gas || !height->fits_u64() || !gas->fits_u64()) return std::nullopt;
  return Sent{hash, height->low_u64(), gas->low_u64(), fixed_from_hex<Address>(text("contractAddress")), receipt};
}

}  // namespace

Result<std::uint64_t> quantity(const boost::json::value& value) {
  const auto number = value.is_string() ? from_quantity(std::string_view(value.get_string())) : std::nullopt;
  if (!number || !number->fits_u64()) return malformed();
  return number->low_u64();
}

Result<std::uint64_t> ask_quantity(RpcClient& node, std::string_view method, boost::json::array params) {
  const auto answer = node.call(method, std::move(params));
  if (!answer) return std::unexpected(answer.error());
  return quantity(*answer);
}

Result<ledger::Transaction> Sender::complete(ledger::Transaction draft) {
  const auto chain = ask_quantity(node_, "eth_chainId");
  if (!chain) return std::unexpected(chain.error());
  draft.chain_id = *chain;
  const auto nonce = ask_quantity(node_, "eth_getTransactionCount", {to_hex(address()), "pending"});
  if (!nonce) return std::unexpected(nonce.error());
  draft.nonce = *nonce;
  const auto price = ask_quantity(node_, "eth_gasPrice");
  if (!price) return std::unexpected(price.error());
  draft.max_fee_per_gas = *price;
  if (draft.gas_limit != 0) return draft;
  const auto gas = ask_quantity(node_, "eth_estimateGas", {call_object(address(), draft.to, draft.data, draft.value)});
  if (!gas) return explained(node_, gas.error());
  draft.gas_limit = *gas;
  return draft;
}

Result<Sent> Sender::send(const std::optional<Address>& to, Bytes data, Amount value, Gas gas) {
  ledger::Transaction draft;
  draft.type = ledger::TransactionType::dynamic_fee;
  draft.to = to;
  draft.value = value;
  draft.data = data;
  draft.gas_limit = gas;
  auto tx = complete(std::move(draft));
  if (!tx) return std::unexpected(tx.error());
  const auto wire = ledger::encode_transaction(ledger::sign_transaction(std::move(*tx), key_));
  const auto sent = node_.call("eth_sendRawTransaction", {to_hex(ByteView(wire))});
  if (!sent) return explained(node_, sent.error());
  auto outcome = wait_for(ledger::transaction_hash(wire));
  if (outcome || outcome.error().code != "reverted" || !to) return outcome;
  // A receipt does not say why; the same call now most likely does.
  auto again = call_contract(node_, *to, data, address());
  if (again || again.error().code == "reverted") return outcome;
  again.error().text = "in block, and refused: " + again.error().text;
  return std::unexpected(again.error());
}

Result<Sent> Sender::wait_for(const Hash& hash) {
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < end) {
    const auto answer = node_.call("eth_getTransactionReceipt", {to_hex(hash)});
    if (!answer) return std::unexpected(answer.error());
    if (answer->is_object()) {
      auto sent = read_receipt(answer->get_object(), hash);
      if (!sent) return malformed();
      if (answer->get_object().at("status") == "0x1") return *sent;
      return fail(ExitCode::refused, "reverted", "the transaction " + to_hex(hash) + " was mined and reverted",
                  "another transaction came between estimate and block: look at the state and try again");
    }
    std::this_thread::sleep_for(kPollEvery);
  }
  return fail(ExitCode::refused, "not_mined", "the transaction " + to_hex(hash) + " is in no block after a minute",
              "ask for its receipt later: the node took it");
}

Result<Bytes> call_contract(RpcClient& node, const Address& to, ByteView data, const std::optional<Address>& from,
                            std::string_view block) {
  const auto call = call_object(from.value_or(Address{}), to, data, {});
  const auto answer = node.call("eth_call", {call, block});
  if (!answer) return explained(node, answer.error());
  const auto bytes = answer->is_string() ? from_hex(std::string_view(answer->get_string())) : std::nullopt;
  if (!bytes) return malformed();
  return *bytes;
}

}  // namespace kaisho::cli
