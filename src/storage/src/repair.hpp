#pragma once

#include <string_view>

namespace kaisho::storage {

/// What helps when data is damaged; the end of every such sentence.
inline constexpr std::string_view kRepair =
    "move the folder away and let the node fetch the chain again from the other members, or restore a snapshot "
    "(docs/operate/backup.md)";

}  // namespace kaisho::storage
