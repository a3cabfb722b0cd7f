#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <vector>

#include "kaisho/crypto/secp256k1.hpp"
#include "kaisho/ledger/types.hpp"

/// Signed transactions of types 0 (legacy, EIP-155), 1 (EIP-2930) and 2 (EIP-1559), in their wire form.
namespace kaisho::ledger {

enum class TransactionType : std::uint8_t { legacy = 0, access_list = 1, dynamic_fee = 2 };

struct AccessListEntry {
  Address address;
  std::vector<Word> slots;
  friend bool operator==(const AccessListEntry&, const AccessListEntry&) = default;
};

struct Transaction {
  TransactionType type = TransactionType::legacy;
  std::optional<ChainId> chain_id;  ///< nothing only for a legacy transaction signed without EIP-155
  std::uint64_t nonce = 0;
  Amount max_priority_fee_per_gas;  ///< for types 0 and 1 the gas price
  Amount max_fee_per_gas;           ///< for types 0 and 1 the gas price
  Gas gas_limit = 0;
  std::optional<Address> to;  ///< nothing creates a contract
  Amount value;
  Bytes data;
  std::vector<AccessListEntry> access_list;
  crypto::Signature signature;

  friend bool operator==(const Transaction&, const Transaction&) = default;

  /// EIP-1559: min(max fee, base fee + priority fee).
  [[nodiscard]] Amount effective_gas_price(const Amount& base_fee) const;
};

/// Why bytes are not a transaction of this ledger. Stable, in order of precedence, never renumbered.
enum class DecodeError : std::uint8_t {
  too_large = 1,             ///< more than kMaxTransactionSize bytes
  empty = 2,                 ///< no bytes at all
  unsupported_type_4 = 3,    ///< EIP-7702, of a later revision
  unsupported_type = 4,      ///< an envelope that this ledger does not know (EIP-4844 blobs among them)
  malformed_rlp = 5,         ///< not canonical RLP, wrong number of fields, or bytes behind the end
  field_out_of_range = 6,    ///< a number too large for its field, an address that is not 20 bytes
  bad_signature_values = 7,  ///< r or s is 0 or not below the curve's order, v or y parity impossible
};
[[nodiscard]] std::string_view describe(DecodeError error);

/// Largest wire form taken, in bytes (geth's limit of its pool, 4 slots of 32 KiB).
inline constexpr std::size_t kMaxTransactionSize = 128 * 1024;

[[nodiscard]] std::expected<Transaction, DecodeError> decode_transaction(ByteView wire);
/// The wire form that `decode_transaction` takes: canonical, so hash and bytes determine each other.
[[nodiscard]] Bytes encode_transaction(const Transaction& transaction);
/// Keccak-256 of the wire form.
[[nodiscard]] Hash transaction_hash(ByteView wire);
/// What the sender signs.
[[nodiscard]] Hash signing_digest(const Transaction& transaction);
/// The transaction with its signature. Types 1 and 2 have a chain ID (asserted).
[[nodiscard]] Transaction sign_transaction(Transaction unsigned_transaction, const crypto::PrivateKey& key);

/// A transaction whose sender is known: what everything behind recovery works on.
struct SignedTransaction {
  Transaction transaction;
  Bytes wire;
  Hash hash;
  Address sender;
};

/// Why no sender is known.
struct RecoverError {
  std::optional<DecodeError> decode;  ///< nothing: the bytes are fine, the signature is not
  bool high_s = false;                ///< EIP-2; otherwise no key could have made the signature
  [[nodiscard]] std::string_view describe() const;
};
/// Decodes, checks the signature's form (EIP-2: low s) and recovers the sender. The slow step of the whole ledger;
/// pure, so any number of threads may do it.
[[nodiscard]] std::expected<SignedTransaction, RecoverError> recover_transaction(Bytes wire);

/// CREATE address: Keccak-256 of RLP [sender, nonce], last 20 bytes.
[[nodiscard]] Address contract_address(const Address& sender, std::uint64_t nonce);

}  // namespace kaisho::ledger
