#include "state_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kaisho/base/hex.hpp"
#include "repair.hpp"

namespace kaisho::storage {
namespace {

constexpr std::size_t kCodeCacheBytes = 64 << 20;

ledger::Account account_of(const state::AccountValue& value) {
  return {.nonce = value.nonce, .balance = value.balance, .code_hash = value.code_hash};
}

std::optional<ledger::Account> present(const std::optional<ledger::Account>& account) {
  return account && !account->is_empty() ? account : std::nullopt;
}

}  // namespace

state::ChangeSet changes_of(const ledger::StateDiff& diff) {
  state::ChangeSet changes;
  for (const auto& [address, change] : diff.accounts) {
    const auto account = present(change.account);
    changes.set_account(
        address, account ? std::optional(state::AccountValue{
                               .nonce = account->nonce, .balance = account->balance, .code_hash = account->code_hash})
                         : std::nullopt);
    for (const auto& [slot, value] : change.storage) changes.set_slot(address, slot, value);
  }
  changes.seal();
  return changes;
}

StateTable::StateTable(const Database& database, std::size_t hot_entries, Height latest)
    : database_(database), accounts_(hot_entries / 2), slots_(hot_entries / 2) {
  accounts_.advance(latest);
  slots_.advance(latest);
}

Result<std::optional<ledger::Account>> StateTable::account(const Address& address, Height height) const {
  if (const auto hot = accounts_.get(address, height)) return *hot;
  const auto raw_key = state::account_key(address);
  const auto found = find(raw_key, height);
  if (!found) return std::unexpected(found.error());
  std::optional<ledger::Account> account;
  if (found->value) {
    const auto value = state::decode_account(*found->value);
    if (!value) return bad_value(raw_key);
    account = account_of(*value);
  }
  accounts_.fill(address, account, found->changed, height);
  return account;
}

Result<Word> StateTable::slot(const Address& address, const Word& slot, Height height) const {
  const auto id = slot_id(address, slot);
  if (const auto hot = slots_.get(id, height)) return *hot;
  const auto raw_key = state::slot_key(address, slot);
  const auto found = find(raw_key, height);
  if (!found) return std::unexpected(found.error());
  Word word;
  if (found->value) {
    const auto value = fixed_from<Word>(*found->value);
    if (!value) return bad_value(raw_key);
    word = *value;
  }
  slots_.fill(id, word, found->changed, height);
  return word;
}

Result<ledger::Code> StateTable::code(const Hash& hash) const {
  static const auto kNoCode = std::make_shared<const Bytes>();
  if (hash == ledger::kEmptyCodeHash) return kNoCode;
  {
    const std::scoped_lock lock(codes_mutex_);
    if (const auto known = codes_.find(hash); known != codes_.end()) return known->second;
  }
  auto bytes = database_.get(Column::code, hash.view());
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return ledger::Code{};
  auto code = std::make_shared<const Bytes>(std::move(**bytes));
  remember(hash, code);
  return code;
}

Result<std::optional<Bytes>> StateTable::value(ByteView raw_key, Height height) const {
  auto found = find(raw_key, height);
  if (!found) return std::unexpected(found.error());
  return std::move(found->value);
}

Result<void> StateTable::visit(Height height, const Database::Visitor& visit) const {
  Bytes done;  // the raw key whose version at `height` was seen already
  return database_.visit(Column::state, {}, [&](ByteView key, ByteView value) {
    const auto version = state::parse_versioned_key(key);
    if (!version || version->height > height || equal(version->raw_key, done)) return true;
    done = bytes_of(version->raw_key);
    return value.empty() || visit(version->raw_key, value);
  });
}

void StateTable::put(Database::Batch& batch, const state::ChangeSet& changes, Height height) {
  for (const auto& entry : changes.entries()) {
    batch.put(Column::state, state::versioned_key(entry.raw_key, height), entry.value);
  }
}

void StateTable::put_codes(Database::Batch& batch, const std::map<Hash, ledger::Code>& codes) {
  for (const auto& [hash, code] : codes) batch.put(Column::code, hash.view(), *code);
}

void StateTable::committed(const ledger::StateDiff& diff, Height height) {
  accounts_.advance(height);
  slots_.advance(height);
  for (const auto& [address, change] : diff.accounts) {
    accounts_.set(address, present(change.account), height);
    for (const auto& [slot, value] : change.storage) slots_.set(slot_id(address, slot), value, height);
  }
  for (const auto& [hash, code] : diff.codes) remember(hash, code);
}

void StateTable::begin_anew(Height height) {
  accounts_.advance(height);  // first: what readers of the old state find from now on is not kept
  slots_.advance(height);
  accounts_.clear();
  slots_.clear();
}

StateTable::SlotId StateTable::slot_id(const Address& address, const Word& slot) {
  SlotId id;
  std::ranges::copy(address.bytes, id.bytes.begin());
  std::ranges::copy(slot.bytes, id.bytes.begin() + Address::kSize);
  return id;
}

Result<StateTable::Found> StateTable::find(ByteView raw_key, Height height) const {
  const auto entry = database_.newest_version(state::versioned_key(raw_key, height));
  if (!entry) return std::unexpected(entry.error());
  if (!*entry) return Found{};
  Found found{.value = {}, .changed = state::parse_versioned_key((*entry)->key)->height};
  if (!(*entry)->value.empty()) found.value = (*entry)->value;
  return found;
}

std::unexpected<StoreError> StateTable::bad_value(ByteView raw_key) const {
  return std::unexpected(StoreError{ErrorCode::damaged, fmt::format("the state's value of key {} has another size than "
                                                                    "was written: {}",
                                                                    to_hex(raw_key), kRepair)});
}

void StateTable::remember(const Hash& hash, const ledger::Code& code) const {
  const std::scoped_lock lock(codes_mutex_);
  if (codes_bytes_ + code->size() > kCodeCacheBytes) {  // rare: start over rather than keep an order of use
    codes_.clear();
    codes_bytes_ = 0;
  }
  if (codes_.emplace(hash, code).second) codes_bytes_ += code->size();
}

}  // namespace kaisho::storage
