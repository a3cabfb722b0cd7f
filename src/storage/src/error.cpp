#include "kaisho/storage/error.hpp"

namespace kaisho::storage {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::missing_folder:
      return "missing_folder";
    case ErrorCode::locked:
      return "locked";
    case ErrorCode::not_writable:
      return "not_writable";
    case ErrorCode::disk_full:
      return "disk_full";
    case ErrorCode::damaged:
      return "damaged";
    case ErrorCode::unknown_format:
      return "unknown_format";
    case ErrorCode::other_chain:
      return "other_chain";
    case ErrorCode::state_mismatch:
      return "state_mismatch";
    case ErrorCode::stopped:
      return "stopped";
    case ErrorCode::unknown_height:
      return "unknown_height";
    case ErrorCode::pruned:
      return "pruned";
    case ErrorCode::not_next:
      return "not_next";
    case ErrorCode::medium:
      return "medium";
  }
  return "unknown";
}

}  // namespace kaisho::storage
