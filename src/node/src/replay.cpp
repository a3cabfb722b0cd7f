#include <kaisho/consensus/replay.hpp>
#include <kaisho/storage/chain_store.hpp>

#include "kaisho/node/chain.hpp"
#include "kaisho/node/node.hpp"
#include "kaisho/node/system.hpp"
#include "store_error.hpp"

namespace kaisho::node {

Result<ReplaySummary> replay(const std::filesystem::path& data, bool limit_code_size,
                             const std::function<void(Height, Height)>& progress) {
  auto store = storage::ChainStore::open_existing({.folder = data, .create_if_missing = false});
  if (!store) return std::unexpected(explain(store.error()));
  const ChainRules chain((*store)->genesis(), limit_code_size);
  const TemporaryFolder scratch;
  const auto report =
      consensus::replay(**store, chain.rules(), {.scratch = scratch.path(), .progress = [&](Height done, Height last) {
                                                   progress(done, last);
                                                   return true;
                                                 }});
  if (report.failure) return std::unexpected(NodeError{"data_unreadable", *report.failure, "check the disk"});
  ReplaySummary summary{report.last, report.transactions, {}};
  if (report.difference) {
    const auto& found = *report.difference;
    summary.difference = "block " + std::to_string(found.height) + ": the " + found.what + " is " + found.replayed +
                         ", the chain says " + found.stored;
  }
  return summary;
}

}  // namespace kaisho::node
