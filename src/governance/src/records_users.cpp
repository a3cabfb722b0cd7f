#include <algorithm>

#include "layout.hpp"
#include "records_write.hpp"

namespace kaisho::governance {
namespace {

using layout::slot_after;
using ledger::load_number;
using ledger::load_string;
using ledger::PackedWord;
using ledger::store_number;
using ledger::store_string;

/// Adds a text to a string[].
void push_string(WritableSlots& slots, const Word& list, std::string_view text) {
  const std::uint64_t count = load_number(slots, list);
  store_number(slots, list, count + 1);
  store_string(slots, slot_after(layout::array_slot(list), count), text);
}

constexpr std::uint64_t kMostTokens = 1'024;
constexpr std::uint64_t kMostEntrustments = 1'024;

/// What an entrustment changes: the organization, the profile's hash and the consent.
void write_entrustment(WritableSlots& slots, const UserRecord& user) {
  const Word at = layout::user(user.user_id);
  slots.store(at, PackedWord().set(0, user.account).set(20, 4, user.vorg).set(24, 8, user.time).word());
  slots.store(slot_after(at, 1), word_of(user.profile_hash));
  slots.store(slot_after(at, 2), word_of(user.consent));
}

}  // namespace

std::uint64_t user_count(const Slots& slots) { return load_number(slots, layout::variable(layout::kUserIds)); }

std::optional<std::string> user_at(const Slots& slots, std::uint64_t index) {
  if (index >= user_count(slots)) return std::nullopt;
  return load_string(slots, slot_after(layout::array_slot(layout::variable(layout::kUserIds)), index));
}

std::optional<UserRecord> find_user(const Slots& slots, std::string_view user_id) {
  const Word at = layout::user(user_id);
  const PackedWord packed(slots.load(at));
  if (packed.word().is_zero()) return std::nullopt;
  UserRecord user{.user_id = std::string(user_id),
                  .account = packed.address(0),
                  .vorg = static_cast<OrganizationNumber>(packed.number(20, 4)),
                  .registrar = static_cast<OrganizationNumber>(load_number(slots, slot_after(at, 3))),
                  .time = packed.number(24, 8),
                  .profile_hash = hash_of(slots.load(slot_after(at, 1))),
                  .consent = hash_of(slots.load(slot_after(at, 2))),
                  .tokens = {}};
  const Word list = layout::user_tokens(user_id);
  const std::uint64_t count = std::min(load_number(slots, list), kMostTokens);
  for (std::uint64_t i = 0; i < count; ++i) {
    user.tokens.push_back(load_string(slots, slot_after(layout::array_slot(list), i)));
  }
  return user;
}

std::string user_of(const Slots& slots, const Address& account) { return load_string(slots, layout::user_of(account)); }

void add_user(WritableSlots& slots, const UserRecord& user) {
  push_string(slots, layout::variable(layout::kUserIds), user.user_id);
  write_entrustment(slots, user);
  store_number(slots, slot_after(layout::user(user.user_id), 3), user.registrar);
  store_string(slots, layout::user_of(user.account), user.user_id);
}

std::vector<Entrustment> former_entrustments(const Slots& slots, std::string_view user_id) {
  std::vector<Entrustment> all;
  const std::uint64_t count = std::min(load_number(slots, layout::entrustments(user_id)), kMostEntrustments);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Word at = layout::entrustment(user_id, i);
    const PackedWord packed(slots.load(at));
    all.push_back({.vorg = static_cast<OrganizationNumber>(packed.number(0, 4)),
                   .until = packed.number(4, 8),
                   .consent = hash_of(slots.load(slot_after(at, 1)))});
  }
  return all;
}

void replace_entrustment(WritableSlots& slots, const UserRecord& user, const Entrustment& former) {
  const Word list = layout::entrustments(user.user_id);
  const std::uint64_t count = load_number(slots, list);
  const Word at = layout::entrustment(user.user_id, count);
  store_number(slots, list, count + 1);
  slots.store(at, PackedWord().set(0, 4, former.vorg).set(4, 8, former.until).word());
  slots.store(slot_after(at, 1), word_of(former.consent));
  write_entrustment(slots, user);
}

std::optional<ClerkRecord> find_clerk(const Slots& slots, const Address& account) {
  const PackedWord packed(slots.load(layout::clerk(account)));
  if (packed.word().is_zero()) return std::nullopt;
  return ClerkRecord{.organization = static_cast<OrganizationNumber>(packed.number(0, 4)),
                     .since = packed.number(4, 8),
                     .until = packed.number(12, 8)};
}

void write_clerk(WritableSlots& slots, const Address& account, const ClerkRecord& clerk) {
  slots.store(layout::clerk(account),
              PackedWord().set(0, 4, clerk.organization).set(4, 8, clerk.since).set(12, 8, clerk.until).word());
}

OrganizationNumber vorg_for(const Slots& slots, std::string_view region) {
  for (const auto name : {region, region.substr(0, region.find('-'))}) {
    const auto assigned = find_member(slots, static_cast<OrganizationNumber>(load_number(slots, layout::region(name))));
    if (assigned && assigned->active) return assigned->number;
  }
  for (const auto& member : active_members(slots)) {
    if ((member.roles & static_cast<std::uint32_t>(Role::owner)) != 0) return member.number;
  }
  return 0;
}

void write_region(WritableSlots& slots, std::string_view region, OrganizationNumber organization) {
  store_number(slots, layout::region(region), organization);
}

ApplicationNumber usable(const Slots& slots, std::string_view token_id, const Address& account) {
  return load_number(slots, layout::usable(token_id, account));
}

void grant_token(WritableSlots& slots, const UserRecord& user, std::string_view token_id,
                 ApplicationNumber application) {
  push_string(slots, layout::user_tokens(user.user_id), token_id);
  store_number(slots, layout::usable(token_id, user.account), application);
}

void revoke_token(WritableSlots& slots, const UserRecord& user, std::string_view token_id) {
  store_number(slots, layout::usable(token_id, user.account), 0);
  const Word list = layout::user_tokens(user.user_id);
  const auto at = [&](std::uint64_t index) { return slot_after(layout::array_slot(list), index); };
  const std::uint64_t count = user.tokens.size();
  for (std::uint64_t i = 0; i < count; ++i) {
    if (user.tokens[i] != token_id) continue;
    // The last one takes its place, as Solidity programs do: the order of this list says nothing.
    store_string(slots, at(i), user.tokens[count - 1]);
    store_string(slots, at(count - 1), "");
    store_number(slots, list, count - 1);
    return;
  }
}

}  // namespace kaisho::governance
