#pragma once

#include <expected>
#include <map>
#include <span>
#include <string_view>

#include <kaisho/codec/abi.hpp>

#include "kaisho/ledger/system_contract.hpp"

/// From a call's bytes to a handler and back: what every system contract's `call` does first and last.
namespace kaisho::ledger {

/// Revert data: a custom error, or Error(string).
struct Revert {
  Bytes data;
};

/// Revert data of a custom error by its Solidity signature, "UnknownUser(string)". Asserts that the values fit.
[[nodiscard]] Revert custom_error(std::string_view signature, const codec::abi::Values& values = {});

/// Topics and data of an event. `indexed` names the positions of indexed parameters; texts and bytes among them become
/// their Keccak-256, as Solidity does. Asserts that the values fit.
void emit(Host& host, std::string_view signature, std::initializer_list<std::size_t> indexed,
          const codec::abi::Values& values);

/// Cryptography with its published gas.
[[nodiscard]] Hash charged_keccak256(Host& host, ByteView bytes);
[[nodiscard]] Hash charged_sha256(Host& host, ByteView bytes);

/// What a handler gives: the values of the function's outputs, or why not.
using Handled = std::expected<codec::abi::Values, Revert>;
using Handler = Handled (*)(Host& host, const SystemCall& call, const codec::abi::Values& arguments);

/// One function of a system contract, as its Solidity interface declares it.
struct SystemFunction {
  std::string_view signature;  ///< "usable(string,address)"
  std::string_view outputs;    ///< types of the returned values, "bool"
  Handler handler;
};

/// Finds the function of a call, decodes its arguments strictly, runs its handler, encodes the answer.
/// Reverts of its own: ValueRefused(), UnknownFunction(bytes4), BadArguments(string).
class Dispatcher {
 public:
  explicit Dispatcher(std::span<const SystemFunction> functions);
  [[nodiscard]] SystemAnswer dispatch(Host& host, const SystemCall& call) const;

 private:
  struct Entry {
    codec::abi::Function function;
    std::vector<codec::abi::Type> outputs;
    Handler handler;
  };
  std::map<codec::abi::Selector, Entry> entries_;
};

}  // namespace kaisho::ledger
