#pragma once

#include <optional>

#include "kaisho/ledger/block.hpp"
#include "kaisho/ledger/genesis.hpp"

/// Bytes of what the store keeps besides state: docs/formats/storage.md. Decoders return nothing for bytes that the
/// encoders never make.
namespace kaisho::storage::records {

[[nodiscard]] Bytes big_endian(std::uint64_t number);
[[nodiscard]] std::optional<std::uint64_t> read_big_endian(ByteView eight);

/// Block hash ‖ encoded header.
[[nodiscard]] Bytes encode_header(const Hash& hash, const ledger::Header& header);
struct HeaderRecord {
  Hash hash;
  ledger::Header header;
};
[[nodiscard]] std::optional<HeaderRecord> decode_header(ByteView bytes);

/// RLP list of [sender, wire form] a transaction: senders are kept because recovering them is the ledger's slowest
/// step.
[[nodiscard]] Bytes encode_body(const std::vector<ledger::SignedTransaction>& transactions);
[[nodiscard]] std::optional<std::vector<ledger::SignedTransaction>> decode_body(ByteView bytes);

/// RLP list of encoded receipts.
[[nodiscard]] Bytes encode_receipts(const std::vector<ledger::Receipt>& receipts);
[[nodiscard]] std::optional<std::vector<ledger::Receipt>> decode_receipts(ByteView bytes);

/// Height (8) ‖ index (4).
[[nodiscard]] Bytes encode_place(Height height, std::uint32_t index);
struct PlaceRecord {
  Height height = 0;
  std::uint32_t index = 0;
};
[[nodiscard]] std::optional<PlaceRecord> decode_place(ByteView bytes);

/// Hash of the value (zero: the key is absent now) ‖ raw key.
[[nodiscard]] Bytes encode_leaf(const std::optional<Hash>& hash_of_value, ByteView raw_key);
struct LeafRecord {
  std::optional<Hash> hash_of_value;
  Bytes raw_key;
};
[[nodiscard]] std::optional<LeafRecord> decode_leaf(ByteView bytes);

}  // namespace kaisho::storage::records
