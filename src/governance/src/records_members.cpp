#include "layout.hpp"
#include "records_write.hpp"

namespace kaisho::governance {
namespace {

using ledger::load_number;
using ledger::load_string;
using ledger::PackedWord;
using ledger::store_number;
using ledger::store_string;

}  // namespace

std::string_view describe(Role role) {
  switch (role) {
    case Role::owner:
      return "owner";
    case Role::registrar:
      return "registrar";
    case Role::auditor:
      return "auditor";
    case Role::administrator:
      return "administrator";
  }
  return "unknown";
}

std::string consortium_name(const Slots& slots) { return load_string(slots, layout::variable(layout::kConsortium)); }

OrganizationNumber member_count(const Slots& slots) {
  return static_cast<OrganizationNumber>(load_number(slots, layout::variable(layout::kMembers)));
}

std::optional<Member> find_member(const Slots& slots, OrganizationNumber number) {
  if (number == 0 || number > member_count(slots)) return std::nullopt;
  const Word at = layout::member(number);
  const PackedWord packed(slots.load(layout::slot_after(at, 1)));
  return Member{.number = number,
                .name = load_string(slots, at),
                .operator_account = packed.address(0),
                .roles = static_cast<std::uint32_t>(packed.number(20, 3)),
                .active = packed.number(23, 1) != 0,
                .since = packed.number(24, 8)};
}

std::optional<Member> find_member(const Slots& slots, std::string_view name) {
  return find_member(slots, static_cast<OrganizationNumber>(load_number(slots, layout::member_by_name(name))));
}

std::optional<Member> find_operator(const Slots& slots, const Address& account) {
  auto member = find_member(slots, operator_owner(slots, account));
  return member && member->operator_account == account ? member : std::nullopt;  // a replaced operator is nobody's
}

OrganizationNumber operator_owner(const Slots& slots, const Address& account) {
  return static_cast<OrganizationNumber>(load_number(slots, layout::member_by_operator(account)));
}

std::vector<Member> active_members(const Slots& slots) {
  std::vector<Member> all;
  const OrganizationNumber count = member_count(slots);
  for (OrganizationNumber number = 1; number <= count; ++number) {
    if (auto member = find_member(slots, number); member && member->active) all.push_back(std::move(*member));
  }
  return all;
}

void begin_records(WritableSlots& slots, std::string_view consortium) {
  store_number(slots, layout::variable(layout::kLayoutVersion), layout::kVersion);
  store_string(slots, layout::variable(layout::kConsortium), consortium);
}

void add_member(WritableSlots& slots, const Member& member) {
  store_number(slots, layout::variable(layout::kMembers), member.number);
  store_string(slots, layout::member(member.number), member.name);
  store_number(slots, layout::member_by_name(member.name), member.number);
  update_member(slots, member);
}

void update_member(WritableSlots& slots, const Member& member) {
  slots.store(layout::slot_after(layout::member(member.number), 1), PackedWord()
                                                                        .set(0, member.operator_account)
                                                                        .set(20, 3, member.roles)
                                                                        .set(23, 1, member.active ? 1 : 0)
                                                                        .set(24, 8, member.since)
                                                                        .word());
  store_number(slots, layout::member_by_operator(member.operator_account), member.number);
}

}  // namespace kaisho::governance
