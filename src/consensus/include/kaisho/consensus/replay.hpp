#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include <kaisho/ledger/transition.hpp>
#include <kaisho/storage/chain_store.hpp>

/// Executing a chain's whole history again and comparing every root.
namespace kaisho::consensus {

struct ReplayOptions {
  std::filesystem::path scratch;  ///< an empty or missing folder for the second state; the caller removes it
  /// Told after each block; returns false to stop early.
  std::function<bool(Height done, Height last)> progress{};
};

/// The first thing that came out differently.
struct Difference {
  Height height = 0;
  std::string what;      ///< "state root", "receipts root", "receipt 3", "header hash", …
  std::string stored;    ///< as the chain says
  std::string replayed;  ///< as the execution says
};

struct ReplayReport {
  Height last = 0;                       ///< the last block that was executed
  std::uint64_t transactions = 0;        ///< executed
  std::optional<Difference> difference;  ///< nothing: every root is equal
  std::optional<std::string> failure;    ///< the medium failed, so nothing can be said
  bool stopped = false;                  ///< by `progress`
  [[nodiscard]] bool equal() const { return !difference && !failure; }
};

[[nodiscard]] ReplayReport replay(const storage::ChainStore& source, const ledger::Rules& rules,
                                  const ReplayOptions& options);

}  // namespace kaisho::consensus
