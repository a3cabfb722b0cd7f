#pragma once

#include "kaisho/codec/eip712.hpp"

/// Domains as the structs that they are. Private to the module.
namespace kaisho::codec::eip712 {

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
