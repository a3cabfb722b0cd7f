#include "store_error.hpp"

namespace kaisho::node {

NodeError explain(const storage::StoreError& error) {
  using Code = storage::ErrorCode;
  // The store's sentences say what to do next themselves.
  switch (error.code) {
    case Code::missing_folder:
      return {"data_missing", error.text, "", true};
    case Code::locked:
      return {"data_locked", error.text, ""};
    case Code::not_writable:
      return {"data_not_writable", error.text, ""};
    case Code::disk_full:
      return {"disk_full", error.text, ""};
    case Code::damaged:
    case Code::state_mismatch:
      return {"data_damaged", error.text, ""};
    case Code::unknown_format:
      return {"data_unknown_format", error.text, ""};
    case Code::other_chain:
      return {"data_other_chain", error.text, ""};
    default:
      return {"data_unreadable", error.text, ""};
  }
}

}  // namespace kaisho::node
