#pragma once

#include <expected>
#include <optional>

#include "kaisho/ledger/transaction.hpp"

/// Blocks, receipts, and their canonical bytes (docs/formats/block.md).
namespace kaisho::ledger {

/// 2048-bit filter over a block's or receipt's log addresses and topics (Yellow Paper 4.3.1).
using Bloom = FixedBytes<256, struct BloomTag>;
void add_to_bloom(Bloom& bloom, const Log& log);
/// Adds every bit of `other`.
void add_to_bloom(Bloom& bloom, const Bloom& other);
[[nodiscard]] Bloom bloom_of(const std::vector<Log>& logs);
/// False: certainly no log with that address or topic. True: perhaps.
[[nodiscard]] bool may_contain(const Bloom& bloom, ByteView item);

struct Receipt {
  TransactionType type = TransactionType::legacy;
  bool success = false;
  Gas cumulative_gas_used = 0;
  Bloom bloom;  ///< `bloom_of(logs)`
  std::vector<Log> logs;
  // What Ethereum derives and Kaisho stores and commits to, so that a receipt speaks for itself:
  Gas gas_used = 0;
  Amount effective_gas_price;
  std::optional<Address> contract_address;  ///< of every creation, successful or not, as geth and anvil give it
  friend bool operator==(const Receipt&, const Receipt&) = default;
};

/// RLP [type, success, cumulative_gas_used, gas_used, effective_gas_price, contract_address, logs]. The bloom is a
/// function of the logs and is not among the bytes: two forms could disagree, and 256 bytes a transaction cost hashing.
[[nodiscard]] Bytes encode_receipt(const Receipt& receipt);
/// Takes exactly what `encode_receipt` makes; fills the bloom in.
[[nodiscard]] std::optional<Receipt> decode_receipt(ByteView bytes);

struct Header {
  Revision revision = kLatestRevision;
  ChainId chain_id = 0;
  Height height = 0;
  Hash parent_hash;  ///< zero for genesis
  Timestamp timestamp = 0;
  Address beneficiary;
  Gas gas_limit = 0;
  Gas gas_used = 0;
  Amount base_fee;
  Hash prev_randao;
  std::uint64_t transaction_count = 0;
  Hash transactions_root;  ///< RFC 6962 over the wire forms
  Hash receipts_root;      ///< RFC 6962 over the encoded receipts
  Hash state_root;         ///< of the state tree after the block
  Bloom bloom;
  Bytes extra;  ///< at most kMaxExtraSize bytes; genesis holds the hash of the genesis document
  friend bool operator==(const Header&, const Header&) = default;
};
inline constexpr std::size_t kMaxExtraSize = 64;

/// RLP list of the fields in their order; the leaf of the history tree.
[[nodiscard]] Bytes encode_header(const Header& header);
/// Takes exactly what `encode_header` makes, of a revision that this program knows.
[[nodiscard]] std::optional<Header> decode_header(ByteView bytes);
/// Keccak-256 of the encoded header.
[[nodiscard]] Hash header_hash(const Header& header);

/// What a block told its programs.
[[nodiscard]] BlockContext context_of(const Header& header);
/// What the block after `parent` tells its programs. Its time is `now` where that rises above the parent's, else one
/// second more, as Ethereum's rules ask. PREVRANDAO is the parent's hash: there is no randomness.
[[nodiscard]] BlockContext context_after(const Header& parent, const Hash& parent_hash, Timestamp now,
                                         const Address& beneficiary);

struct Block {
  Header header;
  std::vector<SignedTransaction> transactions;
  std::vector<Receipt> receipts;
};

/// RFC 6962 roots; the hash of no leaves is SHA-256 of nothing.
[[nodiscard]] Hash transactions_root(const std::vector<SignedTransaction>& transactions);
[[nodiscard]] Hash receipts_root(const std::vector<Receipt>& receipts);

}  // namespace kaisho::ledger
