#pragma once

#include "kaisho/base/types.hpp"

/// Small EVM programs, written by hand.
namespace kaisho::evm::testing {

enum class Op : std::uint8_t {
  stop = 0x00,
  add = 0x01,
  iszero = 0x15,
  address = 0x30,
  balance = 0x31,
  caller = 0x33,
  callvalue = 0x34,
  calldataload = 0x35,
  calldatasize = 0x36,
  calldatacopy = 0x37,
  codecopy = 0x39,
  gasprice = 0x3a,
  extcodesize = 0x3b,
  returndatasize = 0x3d,
  returndatacopy = 0x3e,
  blockhash = 0x40,
  number = 0x43,
  chainid = 0x46,
  basefee = 0x48,
  pop = 0x50,
  mload = 0x51,
  mstore = 0x52,
  sload = 0x54,
  sstore = 0x55,
  gas = 0x5a,
  jump = 0x56,
  jumpdest = 0x5b,
  tload = 0x5c,
  tstore = 0x5d,
  dup1 = 0x80,
  log2 = 0xa2,
  create = 0xf0,
  call = 0xf1,
  callcode = 0xf2,
  return_ = 0xf3,
  delegatecall = 0xf4,
  create2 = 0xf5,
  staticcall = 0xfa,
  revert = 0xfd,
  selfdestruct = 0xff,
};

class Program {
 public:
  template <class... Ops>
  Program& op(Ops... ops) {
    (bytes_.push_back(static_cast<std::uint8_t>(ops)), ...);
    return *this;
  }
  /// PUSH4 of a number.
  Program& push(std::uint32_t number) {
    bytes_.push_back(0x63);
    for (int shift = 24; shift >= 0; shift -= 8) bytes_.push_back(static_cast<std::uint8_t>(number >> shift));
    return *this;
  }
  Program& push(const Address& address) {
    bytes_.push_back(0x73);
    append(bytes_, address.view());
    return *this;
  }
  Program& push(const Word& word) {
    bytes_.push_back(0x7f);
    append(bytes_, word.view());
    return *this;
  }
  Program& sstore(std::uint32_t slot, std::uint32_t value) { return push(value).push(slot).op(Op::sstore); }
  /// Returns (or reverts with) the word on the stack's top.
  Program& end_with_word(Op end) { return push(0).op(Op::mstore).push(32).push(0).op(end); }
  Program& return_word() { return end_with_word(Op::return_); }
  /// The calldata to memory 0.
  Program& copy_calldata() { return op(Op::calldatasize).push(0).push(0).op(Op::calldatacopy); }
  /// Calls `to` with memory [0, calldatasize); leaves success on the stack.
  Program& forward_calldata(Op call, const Address& to) {
    push(0).push(0).op(Op::calldatasize).push(0);
    if (call == Op::call || call == Op::callcode) push(0);
    return push(to).op(Op::gas, call);
  }
  /// Copies the last call's returned data over memory 0 and returns (or reverts with) it.
  Program& end_with_returned(Op end) {
    op(Op::returndatasize).push(0).push(0).op(Op::returndatacopy);
    return op(Op::returndatasize).push(0).op(end);
  }
  Program& raw(ByteView more) {
    append(bytes_, more);
    return *this;
  }

  [[nodiscard]] const Bytes& bytes() const { return bytes_; }
  operator ByteView() const { return bytes_; }  // NOLINT(google-explicit-constructor): a program is its bytes

 private:
  Bytes bytes_;
};

/// Init code that deploys `runtime`.
inline Program deployment_of(ByteView runtime) {
  constexpr std::uint32_t kPreamble = 5 + 5 + 5 + 1 + 5 + 5 + 1;
  const auto size = static_cast<std::uint32_t>(runtime.size());
  return Program{}.push(size).push(kPreamble).push(0).op(Op::codecopy).push(size).push(0).op(Op::return_).raw(runtime);
}

/// Init code that deploys `size` zero bytes.
inline Program deployment_of_size(std::uint32_t size) { return Program{}.push(size).push(0).op(Op::return_); }

}  // namespace kaisho::evm::testing
