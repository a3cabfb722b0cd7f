#include "kaisho/state/keys.hpp"

#include "kaisho/base/hex.hpp"

namespace kaisho::state {
namespace {

void append_be(Bytes& to, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(number >> shift));
}

std::uint64_t read_be(ByteView eight) {
  std::uint64_t number = 0;
  for (const auto byte : eight) number = (number << 8) | byte;
  return number;
}

}  // namespace

Bytes account_key(const Address& address) {
  Bytes key;
  key.reserve(kAccountKeySize + kVersionSize);
  key.push_back(kAccountPrefix);
  append(key, address.view());
  return key;
}

Bytes slot_key(const Address& address, const Word& slot) {
  Bytes key;
  key.reserve(kSlotKeySize + kVersionSize);
  key.push_back(kSlotPrefix);
  append(key, address.view());
  append(key, slot.view());
  return key;
}

std::optional<KeyParts> parse_key(ByteView raw_key) {
  const bool account = raw_key.size() == kAccountKeySize && raw_key[0] == kAccountPrefix;
  const bool slot = raw_key.size() == kSlotKeySize && raw_key[0] == kSlotPrefix;
  if (!account && !slot) return std::nullopt;
  KeyParts parts{.address = *fixed_from<Address>(raw_key.subspan(1, Address::kSize)), .slot = std::nullopt};
  if (slot) parts.slot = fixed_from<Word>(raw_key.subspan(1 + Address::kSize));
  return parts;
}

Bytes encode_account(const AccountValue& account) {
  Bytes value;
  value.reserve(kAccountValueSize);
  append_be(value, account.nonce);
  append(value, account.balance.to_be_bytes());
  append(value, account.code_hash.view());
  return value;
}

std::optional<AccountValue> decode_account(ByteView value) {
  if (value.size() != kAccountValueSize) return std::nullopt;
  return AccountValue{.nonce = read_be(value.first(8)),
                      .balance = number_of(*fixed_from<Word>(value.subspan(8, 32))),
                      .code_hash = *fixed_from<Hash>(value.subspan(40, 32))};
}

Bytes versioned_key(ByteView raw_key, Height height) {
  Bytes key;
  key.reserve(raw_key.size() + kVersionSize);
  append(key, raw_key);
  append_be(key, ~height);
  return key;
}

std::optional<Version> parse_versioned_key(ByteView bytes) {
  if (bytes.size() <= kVersionSize) return std::nullopt;
  return Version{.raw_key = bytes.first(bytes.size() - kVersionSize), .height = ~read_be(bytes.last(kVersionSize))};
}

}  // namespace kaisho::state
