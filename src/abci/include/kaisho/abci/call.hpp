#pragma once

#include <cstdint>
#include <string_view>

namespace kaisho::abci {

/// What the engine can ask, in the order of ABCI 2.0's `Request`.
enum class Call : std::uint8_t {
  echo,
  flush,
  info,
  init_chain,
  query,
  check_tx,
  commit,
  list_snapshots,
  offer_snapshot,
  load_snapshot_chunk,
  apply_snapshot_chunk,
  prepare_proposal,
  process_proposal,
  extend_vote,
  verify_vote_extension,
  finalize_block,
};

/// The call's name as written in the specification's Protobuf: "finalize_block".
[[nodiscard]] std::string_view name_of(Call call);

/// One call that the application has answered, as the server's observer sees it.
struct CallRecord {
  /// Counts the engine's processes from 1: a new one begins with the first connection after all others were closed.
  std::uint64_t life = 0;
  std::uint64_t connection = 0;  ///< from 1, never used twice
  Call call = Call::echo;
  /// info: the answered last height; init_chain: the initial height; offer_snapshot, prepare, process, finalize:
  /// theirs; commit: that of the block it made durable; others 0.
  std::uint64_t height = 0;
  friend bool operator==(const CallRecord&, const CallRecord&) = default;
};

}  // namespace kaisho::abci
