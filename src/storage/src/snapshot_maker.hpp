#pragma once

#include <stop_token>

#include "frozen_chain.hpp"

namespace kaisho::storage::snapshot {

/// Writes the snapshot of a frozen chain to `file`, made as `file`.part beside it. The same bytes on every node.
/// Nothing where it was asked to stop.
[[nodiscard]] SnapshotResult<std::optional<Snapshot>> make_snapshot(FrozenChain& chain,
                                                                    const std::filesystem::path& file,
                                                                    const std::stop_token& stop = {});

}  // namespace kaisho::storage::snapshot
