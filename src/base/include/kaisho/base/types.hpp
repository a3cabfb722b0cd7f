#pragma once

#include "kaisho/base/bytes.hpp"
#include "kaisho/base/u256.hpp"

/// The strong types that the whole house shares. None converts into another without a named function.
namespace kaisho {

using Hash = FixedBytes<32, struct HashTag>;        ///< the result of a hash function
using Address = FixedBytes<20, struct AddressTag>;  ///< an Ethereum account (last 20 bytes of Keccak of the public key)
using Word = FixedBytes<32, struct WordTag>;        ///< a storage slot's key or value, a log topic: a 256-bit EVM word

/// An amount of the ledger's own coin, in wei.
using Amount = U256;
/// A block's number; genesis is 0.
using Height = std::uint64_t;
/// Gas, in the EVM's unit.
using Gas = std::uint64_t;
/// Seconds since 1970-01-01 UTC, as Ethereum's block timestamps.
using Timestamp = std::uint64_t;
/// EIP-155 chain ID.
using ChainId = std::uint64_t;

constexpr Word word_of(const U256& number) { return Word{number.to_be_bytes()}; }
constexpr U256 number_of(const Word& word) { return U256::from_be_bytes(word.bytes); }
constexpr Word word_of(const Hash& hash) { return Word{hash.bytes}; }
constexpr Hash hash_of(const Word& word) { return Hash{word.bytes}; }

/// The address as the EVM sees it in a word: right-aligned, zeros before it.
constexpr Word word_of(const Address& address) {
  Word word;
  for (std::size_t i = 0; i < Address::kSize; ++i) word.bytes[12 + i] = address.bytes[i];
  return word;
}

/// The last 20 bytes of a word; the first 12 are dropped, as the EVM does.
constexpr Address address_of(const Word& word) {
  Address address;
  for (std::size_t i = 0; i < Address::kSize; ++i) address.bytes[i] = word.bytes[12 + i];
  return address;
}

}  // namespace kaisho
