#pragma once

#include <kaisho/storage/error.hpp>

#include "kaisho/node/error.hpp"

namespace kaisho::node {

/// The store's error with what its user can do about it.
[[nodiscard]] NodeError explain(const storage::StoreError& error);

}  // namespace kaisho::node
