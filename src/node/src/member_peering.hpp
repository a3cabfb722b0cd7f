#pragma once

#include <kaisho/peering/peering.hpp>
#include <kaisho/storage/chain_store.hpp>

#include "kaisho/node/node.hpp"

namespace kaisho::node {

/// The members' services as the governance's records have them after the last block; read again only when a block
/// changed them.
class MemberBook {
 public:
  /// The store outlives the book.
  explicit MemberBook(const storage::ChainStore& store) : store_(store) {}
  [[nodiscard]] std::vector<peering::Member> members();

 private:
  const storage::ChainStore& store_;
  std::mutex mutex_;
  std::optional<Height> read_at_;
  std::uint64_t version_ = 0;
  std::vector<peering::Member> members_;
};

/// Packages that transactions of the block registered; empty where the block is not here.
[[nodiscard]] std::vector<Hash> registered_packages(const storage::ChainStore& store, Height height);

/// What a node tells and asks the other members. Takes the checkpoint key of `setup` where this process is one
/// member's. Store, book and clock outlive it. Codes: peering_unusable.
[[nodiscard]] Result<std::unique_ptr<peering::Peering>> start_peering(NodeSetup& setup,
                                                                      const storage::ChainStore& store,
                                                                      MemberBook& book, const Clock& clock,
                                                                      std::function<void(std::string_view)> info,
                                                                      std::function<void(std::string_view)> warn,
                                                                      std::function<void(const std::string&)> outvoted);

}  // namespace kaisho::node
