#pragma once

#include <deque>
#include <optional>
#include <string_view>

#include <kaisho/ledger/validity.hpp>

/// What the engine remembers beside the blocks (docs/formats/engine-record.md).
namespace kaisho::consensus {

/// Why a transaction of a decided block was not executed. Stable, never renumbered.
enum class SkipCode : std::uint8_t {
  duplicate = 1,  ///< it was executed already, in this block or an earlier one: it has a receipt
  waiting = 2,    ///< an earlier nonce of its sender is missing; it can be sent again
  no_room = 3,    ///< the block's gas was used up; it can be sent again
  invalid = 4,    ///< a rule of the ledger refuses it (ledger::Invalid)
};
[[nodiscard]] std::string_view name_of(SkipCode code);

struct Skip {
  std::uint64_t height = 0;  ///< consensus height
  Hash transaction;
  SkipCode code = SkipCode::invalid;
  std::optional<ledger::Invalid> invalid{};  ///< where code is invalid
  friend bool operator==(const Skip&, const Skip&) = default;
};
/// "skipped at consensus height 7: nonce too low"
[[nodiscard]] std::string describe(const Skip& skip);

/// How far the engine has come.
struct Record {
  std::uint64_t height = 0;  ///< consensus height of the last committed block
  Hash block;                ///< its hash, as the engine names it
  Hash app_hash;             ///< header hash of the last ledger block
  /// The latest skipped transactions, the oldest first; at most kMaxSkips. Duplicates are not kept: they have a
  /// receipt.
  std::deque<Skip> skips;
  friend bool operator==(const Record&, const Record&) = default;
};
inline constexpr std::size_t kMaxSkips = 1'024;

/// byte 0x01 ‖ RLP [height, block, app_hash, [[height, transaction, code, invalid]…]].
[[nodiscard]] Bytes encode_record(const Record& record);
/// Takes exactly what `encode_record` makes.
[[nodiscard]] std::optional<Record> decode_record(ByteView bytes);

}  // namespace kaisho::consensus
