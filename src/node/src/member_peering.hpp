#pragma once

#include <kaisho/base/clock.hpp>
#include <kaisho/governance/records.hpp>
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

/// The root of a private record after the last block, and the organizations that its user entrusted: when it agreed,
/// and now.
[[nodiscard]] std::optional<peering::Commitment> commitment_on(const governance::Slots& slots,
                                                               const peering::PrivateSubject& subject);

/// What a node tells and asks the other members. Takes the checkpoint key and the key of private records of `setup`
/// where this process is one member's. Store, book, clock and random outlive it. Codes: peering_unusable.
[[nodiscard]] Result<std::unique_ptr<peering::Peering>> start_peering(
    NodeSetup& setup, const storage::ChainStore& store, MemberBook& book, const Clock& clock, SecureRandom& random,
    std::function<void(std::string_view)> info, std::function<void(std::string_view)> warn,
    std::function<void(const std::string&)> outvoted);

}  // namespace kaisho::node
