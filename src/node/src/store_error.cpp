#include "store_error.hpp"

namespace kaisho::node {

NodeError explain(const storage::StoreError& error) {
  using Code = storage::ErrorCode;
  switch (error.code) {
    case Code::missing_folder:
      return {"data_missing", error.text, "name the folder of a chain with --data", true};
    case Code::locked:
      return {"data_locked", error.text, "stop the other process, or use another folder: one chain, one process"};
    case Code::not_writable:
      return {"data_not_writable", error.text, "check the folder's owner and rights"};
    case Code::disk_full:
      return {"disk_full", error.text, "make room, then start again: nothing was lost"};
    case Code::damaged:
    case Code::state_mismatch:
      return {"data_damaged", error.text, "restore the folder from a copy, or start empty and fetch the chain again"};
    case Code::unknown_format:
      return {"data_unknown_format", error.text, "use the version of kaisho that wrote it"};
    case Code::other_chain:
      return {"data_other_chain", error.text, "use the genesis document that the chain began with, or another folder"};
    default:
      return {"data_unreadable", error.text, ""};
  }
}

}  // namespace kaisho::node
