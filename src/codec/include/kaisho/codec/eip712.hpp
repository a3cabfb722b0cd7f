#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <kaisho/base/types.hpp>

#include "kaisho/codec/abi.hpp"

/// EIP-712 typed data: what a person signs in a wallet. Digests from the wallet's JSON document, and the same digests
/// and documents from values of our own.
namespace kaisho::codec::eip712 {

/// Why a document is no typed data, or values do not fit their type. Never renumbered.
enum class Error : std::uint8_t {
  bad_json = 1,       ///< no strict JSON (see json.hpp), or a part has another JSON type than the EIP says
  bad_type = 2,       ///< a type text that names no type, or a struct with a field twice
  unknown_type = 3,   ///< a struct that `types` does not define; a primaryType or EIP712Domain that is missing
  missing_field = 4,  ///< a message without a field of its struct
  unknown_field = 5,  ///< a message with a field that is not signed: shown but not consented, so refused
  bad_value = 6,      ///< a value that does not fit its type
  too_deep = 7,       ///< structs and arrays nested deeper than kMaxDepth
};

[[nodiscard]] std::string_view describe(Error error);

inline constexpr unsigned kMaxDepth = 32;
inline constexpr std::size_t kMaxDocumentSize = 1u << 20;  ///< bytes of JSON

/// EIP-712 digest of the JSON document of eth_signTypedData_v4 (types, primaryType, domain, message): the hash that is
/// signed. Numbers are JSON integers up to 2^53-1, or decimal or "0x" texts; bytes are "0x" texts.
[[nodiscard]] std::expected<Hash, Error> digest_of_json(std::string_view document);

/// Who asks for the signature. Fields that are missing are left out of the domain's type, as the EIP says.
struct Domain {
  std::string name;
  std::string version;
  ChainId chain_id = 0;
  std::optional<Address> verifying_contract;
  std::optional<Hash> salt;
};

[[nodiscard]] Hash domain_separator(const Domain& domain);

/// hashStruct of a value. `encoded_type` is the EIP's encodeType text: the primary struct first, then the structs that
/// it uses in order of their names: "Mail(Person from,string text)Person(string name,address wallet)".
/// `values` holds one value per field; a struct or an array is a list. Errors: bad_type, unknown_type, bad_value,
/// too_deep.
[[nodiscard]] std::expected<Hash, Error> struct_hash(std::string_view encoded_type, std::span<const abi::Value> values);

/// Keccak-256 of 0x1901 ‖ domain separator ‖ struct hash: the hash that is signed.
[[nodiscard]] Hash digest(const Domain& domain, const Hash& struct_hash);

/// The document that a wallet gets for eth_signTypedData_v4, in canonical JSON; `digest_of_json` of it equals
/// `digest(domain, struct_hash(encoded_type, values))`. Numbers are decimal texts. Errors as `struct_hash`.
[[nodiscard]] std::expected<std::string, Error> to_json(const Domain& domain, std::string_view encoded_type,
                                                        std::span<const abi::Value> values);

}  // namespace kaisho::codec::eip712
