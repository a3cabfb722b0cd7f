#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kaisho::storage {

/// Why the store did not do what it was asked. Stable: codes are never renumbered.
enum class ErrorCode : std::uint8_t {
  missing_folder = 1,   ///< nothing there and the caller did not ask to create it
  locked = 2,           ///< another process has the folder open
  not_writable = 3,     ///< read-only folder or file system, missing rights
  disk_full = 4,        ///< no space left, or a quota or file size limit reached
  damaged = 5,          ///< bytes on disk are not the bytes that were written; the text names the file
  unknown_format = 6,   ///< written by a version of Kaisho that this one does not know
  other_chain = 7,      ///< the folder belongs to another chain
  state_mismatch = 8,   ///< the stored state does not give the state root in the last header
  stopped = 9,          ///< an earlier commit failed; reads go on, commits need a reopened store
  unknown_height = 10,  ///< above the last block
  pruned = 11,          ///< versions of that height were dropped
  not_next = 12,        ///< the block does not follow the last one, or its state root is not its diff's
  medium = 13,          ///< any other failure of the medium; the text holds what the system said
};

/// Name of a code, as it appears in logs and problem documents: "disk_full".
[[nodiscard]] std::string_view name_of(ErrorCode code);

/// An error of the store: what happened, to which file or folder, and what to do next.
struct StoreError {
  ErrorCode code = ErrorCode::medium;
  std::string text;
};

}  // namespace kaisho::storage
