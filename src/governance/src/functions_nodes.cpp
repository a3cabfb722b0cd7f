#include <algorithm>

#include "functions.hpp"

// What a member decides alone: the keys and addresses of its own node. Whether it validates at all, the members decide.
namespace kaisho::governance {
namespace {

struct OwnNode {
  Member member;
  MemberNode node;
};

Checked<OwnNode> calling_node(Context& context) {
  auto member = calling_member(context);
  if (!member) return std::unexpected(member.error());
  auto node = find_node(context.slots, member->number);
  if (!node) return refuse("NoNode(string)", {Value::of(member->name)});
  return OwnNode{std::move(*member), std::move(*node)};
}

Handled changed(Context& context, const OwnNode& before, const MemberNode& next, std::string_view what) {
  if (next == before.node) return refuse("NothingToChange()");
  if (const auto fault = fault_of(next)) return refuse("BadMembershipChange(string)", {Value::of(*fault)});
  if (auto own = own_keys(context, next, before.member.number); !own) return std::unexpected(own.error());
  write_node(context.slots, before.member.number, next);
  tell_member_changed(context, before.member.number, what, 0);
  return Values{};
}

Handled rotate_validator_key(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto own = calling_node(context);
  if (!own) return std::unexpected(own.error());
  MemberNode next = own->node;
  next.validator_key.bytes = arguments[0].word().bytes;
  return changed(context, *own, next, "validator key");
}

Handled rotate_checkpoint_key(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto own = calling_node(context);
  if (!own) return std::unexpected(own.error());
  MemberNode next = own->node;
  next.checkpoint_key.bytes = arguments[0].word().bytes;
  return changed(context, *own, next, "checkpoint key");
}

Handled update_endpoints(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto own = calling_node(context);
  if (!own) return std::unexpected(own.error());
  MemberNode next = own->node;
  std::ranges::copy(arguments[0].bytes(), next.node_id.bytes.begin());
  next.p2p_address = arguments[1].text();
  next.service_url = arguments[2].text();
  next.service_pin = arguments[3].hash();
  return changed(context, *own, next, "endpoints");
}

Handled member_node(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto number = static_cast<OrganizationNumber>(arguments[0].u64());
  MemberNode none;
  none.power = 0;
  const auto node = find_node(context.slots, number).value_or(none);
  return Values{
      Value::list({Value::of(node.validator_key.view()), Value::of(node.power), Value::of(node.node_id.view()),
                   Value::of(node.p2p_address), Value::of(node.service_url), Value::of(node.service_pin),
                   Value::of(node.checkpoint_key.view()), Value::of(left_at(context.slots, number))})};
}

constexpr SystemFunction kFunctions[] = {
    {"rotateValidatorKey(bytes32)", "", rotate_validator_key},
    {"rotateCheckpointKey(bytes32)", "", rotate_checkpoint_key},
    {"updateEndpoints(bytes20,string,string,bytes32)", "", update_endpoints},
    {"memberNode(uint32)", "(bytes32,uint32,bytes20,string,string,bytes32,bytes32,uint64)", member_node},
};

}  // namespace

std::span<const SystemFunction> node_functions() { return kFunctions; }

}  // namespace kaisho::governance
