#pragma once

#include <atomic>
#include <span>

#include "database.hpp"
#include "kaisho/codec/merkle.hpp"
#include "kaisho/ledger/block.hpp"

namespace kaisho::storage {

/// The RFC 6962 tree over the encoded headers: every complete subtree's root is kept under (level, index).
class History {
 public:
  explicit History(const Database& database) : database_(database) {}

  /// Reads the right edge of the tree of `size` headers.
  [[nodiscard]] Result<void> load(std::uint64_t size);
  /// Roots of the perfect subtrees of the tree of `size` headers, the widest first.
  [[nodiscard]] Result<std::vector<Hash>> peaks(std::uint64_t size) const;
  /// Writes what a store needs of the tree of which it has no leaves: its peaks, and the audit path of block 0 in a
  /// tree of `whole` headers that extends it.
  static void put_edge(Database::Batch& batch, const codec::merkle::Frontier& edge, std::span<const Hash> genesis_path,
                       std::uint64_t whole);
  static void put_nodes(Database::Batch& batch, const std::vector<codec::merkle::Node>& nodes);
  /// Writes the nodes that `header` completes; the edge moves only with `committed`.
  void put(Database::Batch& batch, const ledger::Header& header);
  void committed() { edge_ = next_; }

  /// Headers below were never here (or they were block 0): proofs that need them are refused as pruned.
  void begins_at(Height height) { begins_at_ = height; }

  [[nodiscard]] Result<Hash> root(std::uint64_t size) const;
  [[nodiscard]] Result<std::vector<Hash>> inclusion(std::uint64_t index, std::uint64_t size) const;
  [[nodiscard]] Result<std::vector<Hash>> consistency(std::uint64_t old_size, std::uint64_t new_size) const;

 private:
  template <class Compute>
  [[nodiscard]] auto with_nodes(const Compute& compute) const -> Result<decltype(compute({}))>;
  [[nodiscard]] Result<Hash> node(unsigned level, std::uint64_t index) const;

  const Database& database_;
  codec::merkle::Frontier edge_;
  codec::merkle::Frontier next_;
  std::atomic<Height> begins_at_{0};
};

}  // namespace kaisho::storage
