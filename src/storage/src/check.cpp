#include "kaisho/storage/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "kaisho/base/hex.hpp"
#include "kaisho/codec/merkle.hpp"
#include "kaisho/crypto/hash.hpp"
#include "kaisho/ledger/executor.hpp"
#include "kaisho/state/keys.hpp"
#include "kaisho/state/tree.hpp"
#include "tables.hpp"

namespace kaisho::storage {
namespace {

std::unexpected<StoreError> wrong(std::string what) {
  return fail(ErrorCode::damaged, fmt::format("{}: {}", what, kRepair));
}

class Check {
 public:
  explicit Check(const ChainStore& store) : store_(store) {
    found_.first = store.oldest_block();
    found_.last = store.height();
  }

  Result<void> blocks(const std::function<void(Height)>& progress) {
    for (auto height = found_.first; height <= found_.last; ++height) {
      const auto block = store_.block(height);
      if (!block) return std::unexpected(block.error());
      if (!*block) return wrong(fmt::format("block {} is missing", height));
      if (auto fine = look_at(**block); !fine) return fine;
      progress(height);
    }
    return {};
  }

  /// By each block's proof: a chain that began with a snapshot has no headers to compute the root from.
  Result<void> history() {
    const auto size = found_.last + 1;
    const auto root = store_.history_root(size);
    if (!root) return std::unexpected(root.error());
    for (auto height = found_.first; height <= found_.last; ++height) {
      const auto header = store_.header(height);
      if (!header) return std::unexpected(header.error());
      if (!*header) return wrong(fmt::format("the header of block {} is missing", height));
      const auto path = store_.history_inclusion(height, size);
      if (!path) return std::unexpected(path.error());
      const auto leaf = codec::merkle::leaf_hash(ledger::encode_header(**header));
      if (codec::merkle::verify_inclusion(leaf, height, size, *path, *root)) continue;
      return wrong(fmt::format("the history tree does not hold block {}", height));
    }
    return {};
  }

  Result<void> state() {
    std::vector<std::pair<state::TreeKey, Hash>> leaves;
    const auto visited = store_.visit_state(found_.last, [&](ByteView raw_key, ByteView value) {
      leaves.emplace_back(state::tree_key(raw_key), state::value_hash(value));
      const auto account = state::decode_account(value);
      if (account && account->code_hash != ledger::kEmptyCodeHash) code_hashes_.insert(account->code_hash);
      return true;
    });
    if (!visited) return visited;
    std::ranges::sort(leaves);
    state::TreeBuilder builder;
    for (const auto& [key, value] : leaves) builder.add(key, value);
    found_.leaves = leaves.size();
    const auto root = builder.finish(found_.last).root();
    const auto& expected = store_.last_block()->block.header.state_root;
    if (root == expected) return {};
    return fail(ErrorCode::state_mismatch,
                fmt::format("the values of the state after block {} give the root {}, its header says {}: {}",
                            found_.last, to_hex(root), to_hex(expected), kRepair));
  }

  Result<void> codes() {
    const auto view = store_.latest();
    for (const auto& hash : code_hashes_) {
      const auto code = view->code(hash);
      if (!code || crypto::keccak256(*code) != hash)
        return wrong(fmt::format("code {} is missing or wrong", to_hex(hash)));
    }
    found_.codes = code_hashes_.size();
    return {};
  }

  [[nodiscard]] const CheckedStore& found() const { return found_; }

 private:
  Result<void> look_at(const StoredBlock& stored) {
    const auto& [header, transactions, receipts] = stored.block;
    const auto height = header.height;
    if (ledger::header_hash(header) != stored.hash || (parent_ && header.parent_hash != *parent_)) {
      return wrong(fmt::format("block {} has another hash or parent than was written", height));
    }
    parent_ = stored.hash;
    if (ledger::transactions_root(transactions) != header.transactions_root ||
        ledger::receipts_root(receipts) != header.receipts_root) {
      return wrong(fmt::format("block {} has other transactions or receipts than its header says", height));
    }
    return look_up(stored);
  }

  Result<void> look_up(const StoredBlock& stored) {
    const auto height = stored.block.header.height;
    const auto known = store_.height_of(stored.hash);
    if (!known) return std::unexpected(known.error());
    if (*known != height) return wrong(fmt::format("block {} is not found by its hash", height));
    for (const auto& transaction : stored.block.transactions) {
      const auto place = store_.find_transaction(transaction.hash);
      if (!place) return std::unexpected(place.error());
      if (!*place || (*place)->height != height) {
        return wrong(fmt::format("transaction {} is not found in block {}", to_hex(transaction.hash), height));
      }
      ++found_.transactions;
    }
    return {};
  }

  const ChainStore& store_;
  CheckedStore found_;
  std::optional<Hash> parent_;
  std::set<Hash> code_hashes_;
};

}  // namespace

Result<CheckedStore> check_store(const ChainStore& store, const std::function<void(Height)>& progress) {
  Check check(store);
  try {
    if (auto fine = check.blocks(progress); !fine) return std::unexpected(fine.error());
    if (auto fine = check.history(); !fine) return std::unexpected(fine.error());
    if (auto fine = check.state(); !fine) return std::unexpected(fine.error());
    if (auto fine = check.codes(); !fine) return std::unexpected(fine.error());
  } catch (const ledger::StateError& error) {
    return fail(ErrorCode::medium, error.what());
  }
  return check.found();
}

}  // namespace kaisho::storage
