#include "layout.hpp"
#include "node_words.hpp"

namespace kaisho::governance {

using layout::slot_after;
using ledger::load_number;
using ledger::PackedWord;
using ledger::store_number;

std::optional<MemberNode> load_node(const Slots& slots, const Word& at) {
  const Word key = slots.load(at);
  if (key.is_zero()) return std::nullopt;
  const PackedWord packed(slots.load(slot_after(at, 1)));
  return MemberNode{.validator_key = {key.bytes},
                    .power = static_cast<std::uint32_t>(packed.number(20, 4)),
                    .node_id = NodeId{packed.address(0).bytes},
                    .p2p_address = ledger::load_string(slots, slot_after(at, 4)),
                    .service_url = ledger::load_string(slots, slot_after(at, 5)),
                    .service_pin = hash_of(slots.load(slot_after(at, 3))),
                    .checkpoint_key = {slots.load(slot_after(at, 2)).bytes}};
}

void store_node(WritableSlots& slots, const Word& at, const std::optional<MemberNode>& node) {
  MemberNode none;
  none.power = 0;
  const MemberNode& given = node ? *node : none;
  slots.store(at, Word{given.validator_key.bytes});
  slots.store(slot_after(at, 1), PackedWord().set(0, Address{given.node_id.bytes}).set(20, 4, given.power).word());
  slots.store(slot_after(at, 2), Word{given.checkpoint_key.bytes});
  slots.store(slot_after(at, 3), word_of(given.service_pin));
  ledger::store_string(slots, slot_after(at, 4), given.p2p_address);
  ledger::store_string(slots, slot_after(at, 5), given.service_url);
}

std::optional<MemberNode> find_node(const Slots& slots, OrganizationNumber number) {
  return load_node(slots, layout::node(number));
}

OrganizationNumber key_owner(const Slots& slots, const Word& key) {
  return static_cast<OrganizationNumber>(load_number(slots, layout::member_by_key(key)));
}

void write_node(WritableSlots& slots, OrganizationNumber number, const std::optional<MemberNode>& node) {
  store_node(slots, layout::node(number), node);
  if (!node) return;
  for (const auto& key : keys_of(*node)) store_number(slots, layout::member_by_key(key), number);
}

void write_stay(WritableSlots& slots, OrganizationNumber number, Timestamp until, std::uint64_t admitted) {
  slots.store(slot_after(layout::node(number), layout::kNodeWords),
              PackedWord().set(0, 8, until).set(8, 8, admitted).word());
}

Timestamp left_at(const Slots& slots, OrganizationNumber number) {
  return PackedWord(slots.load(slot_after(layout::node(number), layout::kNodeWords))).number(0, 8);
}

std::uint64_t admitted_at(const Slots& slots, OrganizationNumber number) {
  return PackedWord(slots.load(slot_after(layout::node(number), layout::kNodeWords))).number(8, 8);
}

std::vector<Validator> validators(const Slots& slots) {
  std::vector<Validator> all;
  for (auto& member : active_members(slots)) {
    if (auto node = find_node(slots, member.number)) {
      all.push_back({member.number, std::move(member.name), std::move(*node)});
    }
  }
  return all;
}

std::vector<Validator> validators(const ledger::StateView& state) {
  return validators(ledger::ViewSlots(state, kGovernanceAddress));
}

std::uint64_t membership_version(const Slots& slots) {
  return 1 + load_number(slots, layout::variable(layout::kMembershipChanges));
}

std::uint64_t membership_version(const ledger::StateView& state) {
  return membership_version(ledger::ViewSlots(state, kGovernanceAddress));
}

std::uint64_t count_membership_change(WritableSlots& slots) {
  const std::uint64_t version = membership_version(slots);
  store_number(slots, layout::variable(layout::kMembershipChanges), version);
  return version + 1;
}

}  // namespace kaisho::governance
