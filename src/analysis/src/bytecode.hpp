#pragma once

#include <set>

#include <kaisho/codec/abi.hpp>

/// What stands in EVM bytecode, without running it.
namespace kaisho::analysis {

struct CodeFacts {
  std::set<codec::abi::Selector> selectors;  ///< that a dispatcher compares the call with
  std::set<codec::abi::Selector> suspects;   ///< numbers of that size that are compared with something else
  std::set<Address> addresses;               ///< constants that look like accounts
  bool asks_origin = false, delegates = false, destroys = false, creates = false, calls = false;
};

/// Reads instruction by instruction up to the metadata behind the code. Data in between may be read as instructions, so
/// that a fact can be there too often, never too seldom.
[[nodiscard]] CodeFacts read_code(ByteView code);

/// The addresses alone, also of creation code (which a constructor writes into storage).
[[nodiscard]] std::set<Address> addresses_in(ByteView code);

/// Whether 20 bytes look like an account: not a small number, not text.
[[nodiscard]] bool looks_like_account(ByteView twenty);

}  // namespace kaisho::analysis
