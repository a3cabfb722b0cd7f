#include "kaisho/ledger/system_dispatch.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::ledger {
namespace abi = codec::abi;
namespace {

Gas hash_gas(std::size_t bytes) { return SystemGas::kHash + SystemGas::kHashWord * ((bytes + 31) / 32); }

Bytes encoded(std::span<const abi::Type> types, std::span<const abi::Value> values) {
  auto bytes = abi::encode(types, values);
  KAISHO_ASSERT(bytes.has_value());
  return std::move(*bytes);
}

SystemAnswer refusal(Revert revert) { return {false, std::move(revert.data)}; }

/// Topic of an indexed parameter: the value's word, or the hash of a text's bytes (Solidity, "Events").
Word topic_of(const abi::Type& type, const abi::Value& value) {
  if (const auto* text = value.get_if<std::string>()) return word_of(crypto::keccak256(view_of(*text)));
  KAISHO_ASSERT(!type.is_dynamic() && type.head_size() == 32);
  const Bytes bytes = encoded({&type, 1}, {&value, 1});
  return Word::from(std::span<const std::uint8_t, 32>(bytes.data(), 32));
}

}  // namespace

Revert custom_error(std::string_view signature, const abi::Values& values) {
  const auto error = abi::Function::of(signature);
  auto data = error.encode_call(values);
  KAISHO_ASSERT(data.has_value());
  return {std::move(*data)};
}

void emit(Host& host, std::string_view signature, std::initializer_list<std::size_t> indexed,
          const abi::Values& values) {
  const auto event = abi::Function::of(signature);
  KAISHO_ASSERT(event.inputs.size() == values.size());
  std::vector<Word> topics{abi::event_topic(event.signature())};
  std::vector<abi::Type> types;
  abi::Values rest;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::ranges::find(indexed, i) != indexed.end()) {
      topics.push_back(topic_of(event.inputs[i], values[i]));
    } else {
      types.push_back(event.inputs[i]);
      rest.push_back(values[i]);
    }
  }
  host.log(std::move(topics), encoded(types, rest));
}

Hash charged_keccak256(Host& host, ByteView bytes) {
  host.charge(hash_gas(bytes.size()));
  return crypto::keccak256(bytes);
}

Hash charged_sha256(Host& host, ByteView bytes) {
  host.charge(hash_gas(bytes.size()));
  return crypto::sha256(bytes);
}

Dispatcher::Dispatcher(std::span<const SystemFunction> functions) {
  for (const auto& one : functions) {
    auto function = abi::Function::of(one.signature);
    const auto selector = function.selector();
    const bool is_new =
        entries_.emplace(selector, Entry{std::move(function), abi::types_of(one.outputs), one.handler}).second;
    KAISHO_ASSERT(is_new);
  }
}

SystemAnswer Dispatcher::dispatch(Host& host, const SystemCall& call) const {
  if (!call.value.is_zero()) return refusal(custom_error("ValueRefused()"));
  abi::Selector selector;
  std::ranges::copy(call.input.first(std::min<std::size_t>(4, call.input.size())), selector.bytes.begin());
  const auto found = call.input.size() < 4 ? entries_.end() : entries_.find(selector);
  if (found == entries_.end()) {
    return refusal(custom_error("UnknownFunction(bytes4)", {abi::Value::of(selector.view())}));
  }

  const Entry& entry = found->second;
  const auto arguments = entry.function.decode_call(call.input);
  if (!arguments) {
    const auto why = std::string(abi::describe(arguments.error()));
    return refusal(custom_error("BadArguments(string)", {abi::Value::of(why)}));
  }
  auto handled = entry.handler(host, call, *arguments);
  if (!handled) return refusal(std::move(handled.error()));
  return {true, encoded(entry.outputs, *handled)};
}

}  // namespace kaisho::ledger
