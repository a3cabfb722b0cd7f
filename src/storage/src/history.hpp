#pragma once

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
  /// Writes the nodes that `header` completes; the edge moves only with `committed`.
  void put(Database::Batch& batch, const ledger::Header& header);
  void committed() { edge_ = next_; }

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
};

}  // namespace kaisho::storage
