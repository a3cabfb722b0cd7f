#pragma once

#include <expected>
#include <string>

namespace kaisho::node {

/// Why a node does not run. `code` is stable and for machines ("port_in_use"), `text` for people, `next` says what to
/// do.
struct NodeError {
  std::string code;
  std::string text;
  std::string next;
  bool bad_input = false;  ///< a file or a setting is wrong; otherwise this machine said no
};

template <class T>
using Result = std::expected<T, NodeError>;

}  // namespace kaisho::node
