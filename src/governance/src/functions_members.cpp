#include "functions.hpp"

namespace kaisho::governance {
namespace {

Value member_value(const Member& member) {
  return Value::list({Value::of(member.number), Value::of(member.name), Value::of(member.operator_account),
                      Value::of(member.roles), Value::of(member.active), Value::of(member.since)});
}

std::optional<Member> active_operator(Context& context, const Address& account) {
  auto member = find_operator(context.slots, account);
  return member && member->active ? member : std::nullopt;
}

Handled member_count_of(ledger::Host& host, const ledger::SystemCall& call, const Values&) {
  Context context(host, call);
  return Values{Value::of(member_count(context.slots))};
}

Handled member(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto number = static_cast<OrganizationNumber>(arguments[0].u64());
  return Values{member_value(find_member(context.slots, number).value_or(Member{}))};
}

Handled member_of(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = active_operator(context, arguments[0].address()).value_or(Member{});
  return Values{Value::of(found.number), Value::of(found.name)};
}

Handled is_member(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(active_operator(context, arguments[0].address()).has_value())};
}

Handled consortium(ledger::Host& host, const ledger::SystemCall& call, const Values&) {
  Context context(host, call);
  return Values{Value::of(consortium_name(context.slots))};
}

constexpr SystemFunction kFunctions[] = {
    {"memberCount()", "uint32", member_count_of},
    {"member(uint32)", "(uint32,string,address,uint32,bool,uint64)", member},
    {"memberOf(address)", "uint32,string", member_of},
    {"isMember(address)", "bool", is_member},
    {"consortium()", "string", consortium},
};

}  // namespace

std::span<const SystemFunction> member_functions() { return kFunctions; }

}  // namespace kaisho::governance
