#include "kaisho/consensus/replay.hpp"

#include "kaisho/consensus/chain.hpp"

#include <kaisho/base/hex.hpp>

namespace kaisho::consensus {
namespace {

struct Comparison {
  Height height;
  std::optional<Difference>& difference;

  /// Keeps the first difference only.
  void same(std::string what, const std::string& stored, const std::string& replayed) const {
    if (!difference && stored != replayed) difference = {height, std::move(what), stored, replayed};
  }
  void same(std::string what, const Hash& stored, const Hash& replayed) const {
    if (stored != replayed) same(std::move(what), to_hex(stored), to_hex(replayed));
  }
  void same(std::string what, std::uint64_t stored, std::uint64_t replayed) const {
    if (stored != replayed) same(std::move(what), std::to_string(stored), std::to_string(replayed));
  }
};

class Replay {
 public:
  Replay(const storage::ChainStore& source, const ledger::Rules& rules, const ReplayOptions& options)
      : source_(source), rules_(rules), options_(options) {}

  ReplayReport run() {
    auto scratch = storage::ChainStore::open({.folder = options_.scratch}, source_.genesis());
    if (!scratch) return fail(scratch.error());
    Comparison{0, report_.difference}.same("genesis hash", source_.genesis_hash(), (*scratch)->genesis_hash());
    const Height last = source_.height();
    for (Height height = 1; height <= last && report_.equal(); ++height) {
      if (!replay_block(**scratch, height)) break;
      report_.last = height;
      if (options_.progress && !options_.progress(height, last)) {
        report_.stopped = height < last;
        break;
      }
    }
    return report_;
  }

 private:
  ReplayReport fail(const storage::StoreError& error) {
    report_.failure = std::string(storage::name_of(error.code)) + ": " + error.text;
    return report_;
  }

  bool replay_block(storage::ChainStore& scratch, Height height) {
    const auto stored = source_.block(height);
    if (!stored) return fail(stored.error()), false;
    if (!*stored) return fail({storage::ErrorCode::damaged, "block " + std::to_string(height) + " is missing"}), false;
    try {
      return execute(scratch, **stored);
    } catch (const ledger::StateError& error) {
      return fail({storage::ErrorCode::medium, error.what()}), false;
    }
  }

  bool execute(storage::ChainStore& scratch, const storage::StoredBlock& stored) {
    const auto& header = stored.block.header;
    const auto parent = scratch.last_block();
    const Comparison compare{header.height, report_.difference};
    compare.same("parent hash", header.parent_hash, parent->hash);
    if (header.timestamp <= parent->block.header.timestamp) {
      compare.same("time above the parent's", std::to_string(header.timestamp),
                   "> " + std::to_string(parent->block.header.timestamp));
    }

    if (const auto extra = decode_extra(header.extra)) {
      const auto history = scratch.history_root(header.height);
      if (!history) return fail(history.error()), false;
      compare.same("history root", extra->history_root, *history);
    }

    const auto state = scratch.latest();
    ledger::BlockBuilder builder(*state, ledger::context_of(header), rules_);
    for (const auto& original : stored.block.transactions) {
      if (!add(builder, original, compare)) return false;
      ++report_.transactions;
    }
    auto [block, diff] = std::move(builder).finish(parent->hash, header.extra);
    const auto candidate = scratch.prepare(std::move(diff));
    if (!candidate) return fail(candidate.error()), false;
    block.header.state_root = candidate->state_root;
    compare_blocks(compare, stored.block, block);
    compare.same("header hash", stored.hash, ledger::header_hash(block.header));
    if (report_.difference) return false;
    const auto committed = scratch.commit(std::move(block), *candidate);
    if (!committed) return fail(committed.error()), false;
    return true;
  }

  /// The sender is recovered again: the store's word for it is not taken.
  bool add(ledger::BlockBuilder& builder, const ledger::SignedTransaction& original, const Comparison& compare) {
    auto tx = ledger::recover_transaction(original.wire);
    const auto name = "transaction " + std::to_string(builder.size());
    if (!tx) {
      compare.same(name, to_hex(original.hash), std::string(tx.error().describe()));
      return false;
    }
    compare.same(name + " hash", original.hash, tx->hash);
    compare.same(name + " sender", to_hex(original.sender), to_hex(tx->sender));
    const auto added = builder.add(*std::move(tx));
    if (added) return true;
    compare.same(name, "valid", std::string(ledger::describe(added.error().code)) + ": " + added.error().detail);
    return false;
  }

  static void compare_blocks(const Comparison& compare, const ledger::Block& stored, const ledger::Block& replayed) {
    compare.same("transaction count", stored.header.transaction_count, replayed.header.transaction_count);
    compare.same("receipt count", stored.receipts.size(), replayed.receipts.size());
    for (std::size_t i = 0; i < std::min(stored.receipts.size(), replayed.receipts.size()); ++i) {
      const auto& before = stored.receipts[i];
      const auto& after = replayed.receipts[i];
      if (before == after) continue;
      compare.same("receipt " + std::to_string(i), to_hex(ledger::encode_receipt(before)),
                   to_hex(ledger::encode_receipt(after)));
    }
    compare.same("gas used", stored.header.gas_used, replayed.header.gas_used);
    compare.same("transactions root", stored.header.transactions_root, replayed.header.transactions_root);
    compare.same("receipts root", stored.header.receipts_root, replayed.header.receipts_root);
    compare.same("state root", stored.header.state_root, replayed.header.state_root);
    if (stored.header.bloom != replayed.header.bloom) {
      compare.same("bloom", to_hex(stored.header.bloom), to_hex(replayed.header.bloom));
    }
  }

  const storage::ChainStore& source_;
  const ledger::Rules& rules_;
  const ReplayOptions& options_;
  ReplayReport report_;
};

}  // namespace

ReplayReport replay(const storage::ChainStore& source, const ledger::Rules& rules, const ReplayOptions& options) {
  return Replay(source, rules, options).run();
}

}  // namespace kaisho::consensus
