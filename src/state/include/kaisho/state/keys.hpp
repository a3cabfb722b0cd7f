#pragma once

#include <optional>

#include "kaisho/base/types.hpp"

/// The state as a map from raw keys to values, and how its versions are named on disk (docs/formats/state.md).
///   account  0x01 ‖ address (20)              -> nonce (8, big-endian) ‖ balance (32, big-endian) ‖ code hash (32)
///   slot     0x02 ‖ address (20) ‖ slot (32)  -> word (32)
/// What is empty (EIP-161) or zero is absent. A system contract's records are slots of its account, so they are proved
/// as any slot is; a code hash is proved by the account.
namespace kaisho::state {

inline constexpr std::uint8_t kAccountPrefix = 0x01;
inline constexpr std::uint8_t kSlotPrefix = 0x02;
inline constexpr std::size_t kAccountKeySize = 1 + 20;
inline constexpr std::size_t kSlotKeySize = 1 + 20 + 32;
inline constexpr std::size_t kAccountValueSize = 8 + 32 + 32;
inline constexpr std::size_t kSlotValueSize = 32;
inline constexpr std::size_t kVersionSize = 8;

[[nodiscard]] Bytes account_key(const Address& address);
[[nodiscard]] Bytes slot_key(const Address& address, const Word& slot);

/// What a raw key speaks of.
struct KeyParts {
  Address address;
  std::optional<Word> slot;  ///< nothing: the key of the account itself
  friend bool operator==(const KeyParts&, const KeyParts&) = default;
};
/// Nothing for bytes that `account_key` and `slot_key` never make.
[[nodiscard]] std::optional<KeyParts> parse_key(ByteView raw_key);

/// An account's leaf value.
struct AccountValue {
  std::uint64_t nonce = 0;
  Amount balance;
  Hash code_hash;
  friend bool operator==(const AccountValue&, const AccountValue&) = default;
};
[[nodiscard]] Bytes encode_account(const AccountValue& account);
/// Nothing for another size.
[[nodiscard]] std::optional<AccountValue> decode_account(ByteView value);

/// raw key ‖ (2^64 - 1 - height), big-endian: the versions of a key lie together, the newest first, so the newest
/// version not above a height is the first entry at or behind `versioned_key(key, height)`.
[[nodiscard]] Bytes versioned_key(ByteView raw_key, Height height);
struct Version {
  ByteView raw_key;
  Height height = 0;
};
/// Nothing for bytes too short to be one.
[[nodiscard]] std::optional<Version> parse_versioned_key(ByteView bytes);

}  // namespace kaisho::state
