#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <kaisho/ledger/block.hpp>
#include <kaisho/ledger/validity.hpp>
#include <kaisho/pool/pool.hpp>
#include <kaisho/storage/chain_store.hpp>

/// The words that services and those who use them share.
namespace kaisho::services {

/// Stable, never renumbered.
enum class ErrorCode : std::uint8_t {
  refused = 1,           ///< the transaction can not be included; the text says why ("nonce too low: …")
  reverted = 2,          ///< the program refused; `data` holds its answer
  halted = 3,            ///< out of gas, an invalid opcode and the like
  unknown_block = 4,     ///< no such block (yet)
  pruned = 5,            ///< the state of that height was dropped
  invalid_request = 6,   ///< arguments that contradict each other or make no sense
  too_much = 7,          ///< above a limit; the text names the limit and how to stay below it
  cancelled = 8,         ///< the caller's stop token fired
  unavailable = 9,       ///< the node takes no transactions now (busy, ending, or its disk failed)
  unknown_account = 10,  ///< this node holds no key of that account
  not_found = 11,
  storage = 12,       ///< the medium failed
  key_reused = 13,    ///< an idempotency key that stands for another request
  in_flight = 14,     ///< the request with this idempotency key is still being taken
  four_eyes = 15,     ///< the same person cannot agree to what it asked for
  not_awaiting = 16,  ///< the operation waits for nobody's word
};
[[nodiscard]] std::string_view name_of(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::invalid_request;
  std::string text{};                        ///< a sentence for people
  Bytes data{};                              ///< revert data where code is reverted
  std::optional<Hash> transaction{};         ///< where a mined transaction reverted or halted
  std::optional<ledger::Invalid> invalid{};  ///< where code is refused: the rule of the ledger
  std::optional<pool::Refusal> pool{};       ///< where code is refused: the rule of the pool
};

template <class T>
using Result = std::expected<T, Error>;

enum class Tag : std::uint8_t { latest, earliest, pending, safe, finalized };
/// Which block: its number, its hash or a tag. Blocks are final at once: safe and finalized are latest.
using BlockId = std::variant<Tag, Height, Hash>;

/// A block with its hash; shared and never changed.
using BlockPtr = storage::BlockPtr;

/// A transaction in its block. Cheap to copy.
struct MinedTransaction {
  BlockPtr block;
  std::uint32_t index = 0;
  std::optional<std::uint64_t> logs_before{};  ///< where somebody has counted the logs before it in the block

  [[nodiscard]] const ledger::SignedTransaction& transaction() const { return block->block.transactions[index]; }
  [[nodiscard]] const ledger::Receipt& receipt() const { return block->block.receipts[index]; }
  /// Of its first log, counted through the block. Walks over the receipts before it where nobody has counted yet.
  [[nodiscard]] std::uint64_t first_log_index() const;
};

struct FoundLog {
  ledger::Log log;
  Height height = 0;
  Hash block_hash;
  Timestamp timestamp = 0;
  Hash transaction_hash;
  std::uint32_t transaction_index = 0;
  std::uint64_t log_index = 0;  ///< counted through the block
};

}  // namespace kaisho::services
