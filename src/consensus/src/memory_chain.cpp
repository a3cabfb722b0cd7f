#include "kaisho/consensus/memory_chain.hpp"

#include <kaisho/state/changes.hpp>

namespace kaisho::consensus {
namespace {

std::optional<ledger::Account> present(const std::optional<ledger::Account>& account) {
  return account && !account->is_empty() ? account : std::nullopt;
}

std::vector<state::LeafChange> leaf_changes(const ledger::StateDiff& diff) {
  state::ChangeSet changes;
  for (const auto& [address, change] : diff.accounts) {
    std::optional<state::AccountValue> value;
    if (const auto account = present(change.account)) {
      value = {.nonce = account->nonce, .balance = account->balance, .code_hash = account->code_hash};
    }
    changes.set_account(address, value);
    for (const auto& [slot, word] : change.storage) changes.set_slot(address, slot, word);
  }
  changes.seal();
  return changes.leaf_changes();
}

}  // namespace

class MemoryChain::State final : public ledger::StateView {
 public:
  [[nodiscard]] std::shared_ptr<const State> after(const ledger::StateDiff& diff, const Hash& block) const {
    auto next = std::make_shared<State>(*this);
    for (const auto& [address, change] : diff.accounts) next->set(address, change);
    for (const auto& [hash, code] : diff.codes) next->codes_[hash] = code;
    next->hashes_.push_back(block);
    return next;
  }

  [[nodiscard]] std::optional<ledger::Account> account(const Address& address) const override {
    const auto at = accounts_.find(address);
    return at == accounts_.end() ? std::nullopt : std::optional(at->second);
  }
  [[nodiscard]] Word storage(const Address& address, const Word& slot) const override {
    const auto at = slots_.find({address, slot});
    return at == slots_.end() ? Word{} : at->second;
  }
  [[nodiscard]] ledger::Code code(const Hash& hash) const override {
    if (hash == ledger::kEmptyCodeHash) return std::make_shared<const Bytes>();
    const auto at = codes_.find(hash);
    return at == codes_.end() ? nullptr : at->second;
  }
  [[nodiscard]] Hash block_hash(Height height) const override {
    return height < hashes_.size() ? hashes_[height] : Hash{};
  }

 private:
  void set(const Address& address, const ledger::AccountDiff& change) {
    if (const auto account = present(change.account)) {
      accounts_[address] = *account;
    } else {
      accounts_.erase(address);
    }
    for (const auto& [slot, word] : change.storage) {
      if (word.is_zero()) {
        slots_.erase({address, slot});
      } else {
        slots_[{address, slot}] = word;
      }
    }
  }

  std::map<Address, ledger::Account> accounts_;
  std::map<std::pair<Address, Word>, Word> slots_;
  std::map<Hash, ledger::Code> codes_;
  std::vector<Hash> hashes_;
};

MemoryChain::MemoryChain(const ledger::Genesis& genesis) {
  auto header = ledger::genesis_header(genesis);
  header.state_root = tree_.propose(leaf_changes(genesis.state));
  tree_.accept(0);
  const auto hash = ledger::header_hash(header);
  state_ = State().after(genesis.state, hash);
  append({.header = std::move(header), .transactions = {}, .receipts = {}}, hash);
}

void MemoryChain::append(ledger::Block block, const Hash& hash) {
  static_cast<void>(history_.append(codec::merkle::leaf_hash(ledger::encode_header(block.header))));
  blocks_.push_back(std::make_shared<const storage::StoredBlock>(storage::StoredBlock{hash, std::move(block)}));
}

std::shared_ptr<const ledger::StateView> MemoryChain::latest() const { return state_; }

storage::Result<bool> MemoryChain::has_transaction(const Hash& hash) const { return transactions_.contains(hash); }

storage::Result<storage::Candidate> MemoryChain::prepare(ledger::StateDiff diff) {
  const auto root = tree_.propose(leaf_changes(diff));
  staged_ = ++tickets_;
  return storage::Candidate{.state_root = root,
                            .height = blocks_.size(),
                            .ticket = *staged_,
                            .diff = std::make_shared<const ledger::StateDiff>(std::move(diff))};
}

storage::Result<void> MemoryChain::check_next(const ledger::Block& block, const storage::Candidate& candidate) const {
  const auto& header = block.header;
  if (header.height == blocks_.size() && header.parent_hash == blocks_.back()->hash &&
      candidate.height == header.height && candidate.state_root == header.state_root && candidate.diff) {
    return {};
  }
  return std::unexpected(storage::StoreError{storage::ErrorCode::not_next, "the block does not follow the last one"});
}

storage::Result<storage::BlockPtr> MemoryChain::commit(ledger::Block block, const storage::Candidate& candidate,
                                                       ByteView record) {
  if (auto next = check_next(block, candidate); !next) return std::unexpected(next.error());
  if (staged_ != candidate.ticket && tree_.propose(leaf_changes(*candidate.diff)) != candidate.state_root) {
    return std::unexpected(
        storage::StoreError{storage::ErrorCode::not_next, "the candidate was prepared on top of another block"});
  }
  const auto hash = ledger::header_hash(block.header);
  tree_.accept(block.header.height);
  staged_.reset();
  state_ = state_->after(*candidate.diff, hash);
  for (const auto& tx : block.transactions) transactions_.insert(tx.hash);
  append(std::move(block), hash);
  record_ = bytes_of(record);
  return blocks_.back();
}

storage::Result<void> MemoryChain::keep_record(ByteView record) {
  record_ = bytes_of(record);
  return {};
}

void MemoryChain::crash() {
  tree_.discard();
  staged_.reset();
}

}  // namespace kaisho::consensus
