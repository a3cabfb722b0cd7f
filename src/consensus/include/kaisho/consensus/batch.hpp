#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/pool/pool.hpp>
#include <kaisho/pool/recovery.hpp>

/// Batches: what a member sends to the engine as one consensus transaction (docs/formats/batch.md).
namespace kaisho::consensus {

inline constexpr std::uint8_t kBatchVersion = 0x02;
inline constexpr std::uint8_t kPackedVersion = 0x03;
inline constexpr std::size_t kMaxBatchSize = 512 * 1024;  ///< encoded bytes, packed or not
inline constexpr std::size_t kMaxBatchTransactions = 4'096;
/// So many times its packed size a batch has at most: what a member unpacks is bounded by what it was sent.
inline constexpr std::size_t kMaxUnpackedRatio = 8;

/// Why bytes are not a batch. Stable, in order of precedence, never renumbered.
enum class BatchError : std::uint8_t {
  too_large = 1,        ///< more than kMaxBatchSize bytes
  unknown_version = 2,  ///< no bytes, or the first one is no version
  malformed = 3,  ///< not a canonical RLP list of strings of an address at least, or bytes behind; or wrongly packed
  empty = 4,      ///< no transaction
  too_many = 5,   ///< more than kMaxBatchTransactions
  repeated = 6,   ///< an entry stands twice in it
  bad_transaction = 7,  ///< a transaction of it does not decode
  bad_signature = 8,    ///< a transaction of it has a signature that nobody can have made, or a high s
  wrong_sender = 9,     ///< another account signed a transaction of it than the one that it names
};
/// A sentence.
[[nodiscard]] std::string_view describe(BatchError error);

struct BatchFault {
  BatchError code = BatchError::malformed;
  std::string detail{};  ///< "transaction 3: …"; may be empty
};

/// A transaction in a batch, and the account that signed it according to the batch's maker.
struct BatchEntry {
  Address sender;
  ByteView wire;
};

/// byte 0x02 ‖ RLP list of sender ‖ wire. The caller keeps the limits (asserted): `BatchSize` counts along.
[[nodiscard]] Bytes encode_batch(std::span<const pool::TransactionPtr> transactions);
[[nodiscard]] Bytes encode_batch(std::span<const BatchEntry> entries);
/// The entries of a batch, in order; they look into `bytes`. Takes exactly what `encode_batch` makes. Neither decodes
/// the wires nor believes the senders, so of the errors it gives only too_large to repeated (by equal bytes).
[[nodiscard]] std::expected<std::vector<BatchEntry>, BatchFault> decode_batch(ByteView bytes);

/// As it travels: byte 0x03 ‖ size of `batch` (4 bytes, big-endian) ‖ LZ4 block; or `batch` itself where that is not
/// longer, or more than kMaxUnpackedRatio times as long.
[[nodiscard]] Bytes pack_batch(Bytes batch);

/// The bytes for `decode_batch`: a batch's own, or those that were packed.
class UnpackedBatch {
 public:
  /// Errors: too_large, unknown_version, malformed. Looks into `bytes` where nothing was packed.
  [[nodiscard]] static std::expected<UnpackedBatch, BatchFault> from(ByteView bytes);
  [[nodiscard]] ByteView bytes() const { return own_ ? ByteView(*own_) : given_; }

 private:
  std::optional<Bytes> own_;
  ByteView given_;
};

/// How large a batch grows, so that it can be closed before a limit is passed.
class BatchSize {
 public:
  /// Counts a wire in; false (and nothing changes) where it does not fit any more. A wire of at most
  /// ledger::kMaxTransactionSize always fits into an empty batch.
  [[nodiscard]] bool add(std::size_t wire_size);
  [[nodiscard]] std::size_t bytes() const;  ///< encoded, before it is packed
  [[nodiscard]] std::size_t transactions() const { return transactions_; }

 private:
  std::size_t payload_ = 0;
  std::size_t transactions_ = 0;
};

/// A batch whose senders are known.
struct Batch {
  std::size_t size = 0;  ///< bytes as it travels
  std::vector<pool::TransactionPtr> transactions;
};
using BatchPtr = std::shared_ptr<const Batch>;
/// A consensus transaction after decoding and recovery: a batch, or why it is none.
using Received = std::expected<BatchPtr, BatchFault>;

/// The batch of `size` travelling bytes from the senders that it names and what the recovery made of its wires, in
/// their order. One transaction that is none, or of another sender, spoils the batch: its maker checked them all.
[[nodiscard]] Received make_batch(std::size_t size, std::span<const Address> senders,
                                  std::vector<pool::Recovered> recovered);
/// Unpacks, decodes and recovers in the calling thread: for simulations and tests, and where latency does not count.
[[nodiscard]] Received receive_batch(ByteView bytes);

}  // namespace kaisho::consensus
