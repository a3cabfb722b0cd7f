#pragma once

#include <kaisho/storage/error.hpp>

#include "kaisho/node/error.hpp"

namespace kaisho::node {

/// The store's error under the code that users of a node see.
[[nodiscard]] NodeError explain(const storage::StoreError& error);

}  // namespace kaisho::node
