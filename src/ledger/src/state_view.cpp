#include "kaisho/ledger/state_view.hpp"

#include <utility>

namespace kaisho::ledger {

void StateDiff::merge(StateDiff later) {
  for (auto at = later.accounts.begin(); at != later.accounts.end();) {
    auto node = later.accounts.extract(at++);
    const auto placed = accounts.insert(std::move(node));
    if (placed.inserted) continue;
    auto& ours = placed.position->second;
    auto& theirs = placed.node.mapped();
    ours.account = theirs.account;
    for (const auto& [slot, value] : theirs.storage) ours.storage.insert_or_assign(slot, value);
  }
  codes.merge(later.codes);  // equal hash, equal code
}

Overlay::Overlay(const StateView& base)
    : base_(base), hash_(SeededHash::at(this)), known_(0, hash_), codes_(0, hash_) {}

void Overlay::apply(StateDiff diff) {
  for (const auto& [address, change] : diff.accounts) {
    auto& entry = known(address);
    entry.account_is_known = true;
    entry.account = change.account;
    for (const auto& [slot, value] : change.storage) entry.slots.insert_or_assign(slot, value);
  }
  for (const auto& [hash, code] : diff.codes) codes_.insert_or_assign(hash, code);
  diff_.merge(std::move(diff));
}

std::optional<Account> Overlay::account(const Address& address) const {
  auto& entry = known(address);
  if (!entry.account_is_known) {
    entry.account = base_.account(address);
    entry.account_is_known = true;
  }
  return entry.account;
}

Word Overlay::storage(const Address& address, const Word& slot) const {
  auto& slots = known(address).slots;
  if (const auto at = slots.find(slot); at != slots.end()) return at->second;
  const auto value = base_.storage(address, slot);
  slots.emplace(slot, value);
  return value;
}

Code Overlay::code(const Hash& code_hash) const {
  if (const auto at = codes_.find(code_hash); at != codes_.end()) return at->second;
  auto code = base_.code(code_hash);
  codes_.emplace(code_hash, code);
  return code;
}

}  // namespace kaisho::ledger
