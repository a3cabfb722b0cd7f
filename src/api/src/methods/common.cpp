#include "methods/common.hpp"

#include <kaisho/codec/abi.hpp>

namespace kaisho::api {
namespace json = boost::json;

namespace {

RpcCode code_of(services::ErrorCode code) {
  using enum services::ErrorCode;
  switch (code) {
    case reverted:
      return RpcCode::execution_reverted;
    case invalid_request:
      return RpcCode::invalid_params;
    case too_much:
    case unavailable:
      return RpcCode::limit_exceeded;
    case cancelled:
      return RpcCode::timed_out;
    case storage:
      return RpcCode::internal_error;
    default:
      return RpcCode::refused;
  }
}

std::vector<ledger::AccessListEntry> access_list(Reader& reader, const json::value& value) {
  std::vector<ledger::AccessListEntry> list;
  const auto* entries = reader.array(&value, "accessList");
  if (entries == nullptr) return list;
  for (const auto& element : *entries) {
    const auto* entry = reader.object(&element, "accessList");
    if (entry == nullptr) return list;
    auto& added = list.emplace_back();
    added.address = reader.address(member(*entry, "address"), "accessList.address");
    const auto* keys = reader.array(member(*entry, "storageKeys"), "accessList.storageKeys");
    if (keys == nullptr) return list;
    for (const auto& key : *keys) added.slots.push_back(reader.word(&key, "accessList.storageKeys"));
  }
  return list;
}

/// `input` is the name of today, `data` that of old clients; two that differ are a mistake.
Bytes call_data(Reader& reader, const json::object& object) {
  const auto* input = member(object, "input");
  const auto* old_name = member(object, "data");
  if (input != nullptr && old_name != nullptr && *input != *old_name) {
    reader.fail("input", "\"input\" and \"data\" are given and differ: give one of them");
  }
  const auto* given = input != nullptr ? input : old_name;
  return given == nullptr ? Bytes{} : reader.data(given, "input");
}

void read_fees(Reader& reader, const json::object& object, services::CallRequest& request) {
  const auto* price = member(object, "gasPrice");
  const auto* max_fee = member(object, "maxFeePerGas");
  const auto* priority = member(object, "maxPriorityFeePerGas");
  if (price != nullptr && (max_fee != nullptr || priority != nullptr)) {
    reader.fail("gasPrice", "both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified");
  }
  if (price != nullptr) request.max_priority_fee_per_gas = request.max_fee_per_gas = reader.quantity(price, "gasPrice");
  if (max_fee != nullptr) request.max_fee_per_gas = reader.quantity(max_fee, "maxFeePerGas");
  if (priority != nullptr) request.max_priority_fee_per_gas = reader.quantity(priority, "maxPriorityFeePerGas");
  if (request.max_fee_per_gas && request.max_priority_fee_per_gas > request.max_fee_per_gas) {
    reader.fail("maxPriorityFeePerGas", "max priority fee per gas higher than max fee per gas");
  }
}

void refuse_what_is_unsupported(Reader& reader, const json::object& object, ChainId chain) {
  for (const auto* field : {"blobVersionedHashes", "blobs", "authorizationList"}) {
    const auto* value = member(object, field);
    if (value != nullptr && !(value->is_array() && value->get_array().empty())) {
      reader.fail(field, "transactions of types 3 (blobs) and 4 (EIP-7702) are not supported");
    }
  }
  if (const auto* given = member(object, "chainId");
      given != nullptr && reader.quantity(given, "chainId") != U256(chain)) {
    reader.fail("chainId", "this is chain " + std::to_string(chain));
  }
}

}  // namespace

RpcError rpc_error(const services::Error& error) {
  RpcError result{code_of(error.code), error.text, {}};
  if (error.code == services::ErrorCode::reverted) {
    const auto reason = codec::abi::revert_reason(error.data);
    result.message = reason ? "execution reverted: " + *reason : "execution reverted";
    result.data = json_data(error.data);
  } else if (error.code == services::ErrorCode::storage) {
    result.message = "the node's storage failed; its operator finds the reason in the log";
  } else if (error.invalid) {
    result.data = R"({"reason":")" + std::string(ledger::name_of(*error.invalid)) + R"("})";
  }
  return result;
}

services::BlockId block_id(const BlockChoice& choice) {
  using Kind = BlockChoice::Kind;
  switch (choice.kind) {
    case Kind::latest:
      return services::Tag::latest;
    case Kind::pending:
      return services::Tag::pending;
    case Kind::earliest:
      return services::Tag::earliest;
    case Kind::safe:
      return services::Tag::safe;
    case Kind::finalized:
      return services::Tag::finalized;
    case Kind::number:
      return choice.number;
    case Kind::hash:
      return choice.hash;
  }
  return services::Tag::latest;
}

services::CallRequest call_request(Reader& reader, const json::object& object, ChainId chain) {
  services::CallRequest request;
  if (const auto* from = member(object, "from")) request.from = reader.address(from, "from");
  if (const auto* to = member(object, "to")) request.to = reader.address(to, "to");
  if (const auto* gas = member(object, "gas")) request.gas = reader.number(gas, "gas");
  if (const auto* value = member(object, "value")) request.value = reader.quantity(value, "value");
  if (const auto* nonce = member(object, "nonce")) request.nonce = reader.number(nonce, "nonce");
  if (const auto* list = member(object, "accessList")) request.access_list = access_list(reader, *list);
  request.data = call_data(reader, object);
  read_fees(reader, object, request);
  refuse_what_is_unsupported(reader, object, chain);
  return request;
}

}  // namespace kaisho::api
