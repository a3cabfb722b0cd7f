#include "kaisho/storage/snapshot.hpp"

namespace kaisho::storage {

std::string_view name_of(SnapshotErrorCode code) {
  switch (code) {
    case SnapshotErrorCode::malformed:
      return "malformed";
    case SnapshotErrorCode::unknown_format:
      return "unknown_format";
    case SnapshotErrorCode::other_header:
      return "other_header";
    case SnapshotErrorCode::foreign_chain:
      return "foreign_chain";
    case SnapshotErrorCode::broken_headers:
      return "broken_headers";
    case SnapshotErrorCode::unproven_history:
      return "unproven_history";
    case SnapshotErrorCode::other_history:
      return "other_history";
    case SnapshotErrorCode::other_state:
      return "other_state";
    case SnapshotErrorCode::other_chunk:
      return "other_chunk";
    case SnapshotErrorCode::missing_leaves:
      return "missing_leaves";
    case SnapshotErrorCode::foreign_leaves:
      return "foreign_leaves";
    case SnapshotErrorCode::wrong_code:
      return "wrong_code";
    case SnapshotErrorCode::wrong_block:
      return "wrong_block";
    case SnapshotErrorCode::wrong_genesis:
      return "wrong_genesis";
    case SnapshotErrorCode::unexpected:
      return "unexpected";
    case SnapshotErrorCode::not_empty:
      return "not_empty";
    case SnapshotErrorCode::store:
      return "store";
  }
  return "unknown";
}

ChunkAdvice advice_for(SnapshotErrorCode code) {
  switch (code) {
    case SnapshotErrorCode::other_chunk:
      return ChunkAdvice::refetch;
    case SnapshotErrorCode::unexpected:
    case SnapshotErrorCode::not_empty:
    case SnapshotErrorCode::store:
      return ChunkAdvice::abort;
    default:
      return ChunkAdvice::reject;
  }
}

}  // namespace kaisho::storage
