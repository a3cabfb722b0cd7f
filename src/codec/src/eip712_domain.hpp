#pragma once

#include "kaisho/codec/eip712.hpp"

/// What the digests and the documents of typed data share. Private to the module.
namespace kaisho::codec::eip712 {

/// Integers beyond this are rounded by the JavaScript of wallets, so they have to be texts.
inline constexpr std::int64_t kMaxSafeInteger = (std::int64_t{1} << 53) - 1;

struct DomainField {
  std::string_view type;
  std::string_view name;
  abi::Value value;
};

/// The fields that the domain has, in the EIP's order.
[[nodiscard]] std::vector<DomainField> domain_fields(const Domain& domain);

/// Keccak-256 of 0x1901 ‖ domain separator ‖ struct hash.
[[nodiscard]] Hash signing_hash(const Hash& domain_separator, const Hash& struct_hash);

}  // namespace kaisho::codec::eip712
