#include <algorithm>

#include "functions.hpp"
#include "kaisho/governance/governance.hpp"
#include "node_words.hpp"

// What a change of the membership must be like, and how it is made. The rule behind everything: whatever was decided,
// the members can decide again, and somebody validates.
namespace kaisho::governance {
namespace {

constexpr std::uint64_t kAllRoles = 15;  // owner, registrar, auditor, administrator

std::unexpected<Revert> bad_change(const std::string& reason) {
  return refuse("BadMembershipChange(string)", {Value::of(reason)});
}

std::unexpected<Revert> too_many(const char* what, std::size_t count, std::size_t limit) {
  return refuse("TooLong(string,uint256,uint256)",
                {Value::of(what), Value::of(std::uint64_t{count}), Value::of(std::uint64_t{limit})});
}

/// Fields that this kind of change does not use are empty: what is approved is all that happens.
bool has_only_its_fields(const MembershipChange& change) {
  const bool of_member = !change.operator_account.is_zero() || change.roles != 0 || change.node;
  if (change.kind == ChangeKind::policy) return !of_member && change.name.empty();
  return change.policy.empty() && !(change.kind == ChangeKind::remove && of_member);
}

Checked<void> own_operator(Context& context, const Address& account, OrganizationNumber number) {
  if (account.is_zero()) return bad_change("the operator account is zero");
  if (const auto owner = operator_owner(context.slots, account); owner != 0 && owner != number) {
    return refuse("OperatorBelongsTo(address,string)",
                  {Value::of(account), Value::of(organization_name(context.slots, owner))});
  }
  if (const auto user = user_of(context.slots, account); !user.empty()) {
    return refuse("AccountAlreadyRegistered(address,string)", {Value::of(account), Value::of(user)});
  }
  return {};
}

/// Operator, roles and node of an addition or a replacement.
Checked<void> own_fields(Context& context, const MembershipChange& change, OrganizationNumber number) {
  if (change.roles > kAllRoles) return bad_change("the roles are no sum of 1, 2, 4 and 8");
  if (auto own = own_operator(context, change.operator_account, number); !own) return own;
  return change.node ? own_keys(context, *change.node, number) : Checked<void>{};
}

/// Who is there after the change.
struct Afterwards {
  OrganizationSet members;
  std::size_t validators = 0;
};

/// The members go on without `name`, or with a node for it or not.
Afterwards afterwards(Context& context, const std::string& name, bool stays, bool validates) {
  Afterwards after{names_of(active_members(context.slots)), 0};
  if (stays) {
    after.members.insert(name);
  } else {
    after.members.erase(name);
  }
  for (const auto& one : validators(context.slots)) after.validators += one.name == name ? 0u : 1u;
  if (stays && validates) ++after.validators;
  return after;
}

Checked<void> nobody_locked_out(Context& context, const std::string& name, const Afterwards& after) {
  if (after.members.empty()) return refuse("LastMember(string)", {Value::of(name)});
  if (after.validators == 0 && !validators(context.slots).empty()) {
    return refuse("LastValidator(string)", {Value::of(name)});
  }
  const auto policy = membership_policy(context.slots);
  if (policy.follows_members) return {};
  const auto parsed = readable_policy(context, policy.text);
  if (!parsed) return std::unexpected(parsed.error());
  if (parsed->holds_for(after.members)) return {};
  return refuse("MembershipPolicyUnsatisfiable(string)", {Value::of(policy.text)});
}

Checked<void> possible_addition(Context& context, const MembershipChange& change) {
  if (!is_organization_name(change.name)) {
    return refuse("BadName(string,string)", {Value::of("organization"), shown(change.name)});
  }
  const auto known = find_member(context.slots, change.name);
  if (known && known->active) return refuse("AlreadyAMember(string)", {Value::of(change.name)});
  if (auto own = own_fields(context, change, known ? known->number : 0); !own) return own;
  const auto count = active_members(context.slots).size();
  if (count >= Limits::kMembers) return too_many("members", count + 1, Limits::kMembers);
  const std::size_t ever = member_count(context.slots);
  if (!known && ever >= Limits::kOrganizations) return too_many("organizations", ever + 1, Limits::kOrganizations);
  return {};
}

Checked<void> possible_removal(Context& context, const MembershipChange& change) {
  const auto member = known_organization(context, change.name);
  if (!member) return std::unexpected(member.error());
  return nobody_locked_out(context, change.name, afterwards(context, change.name, false, false));
}

Checked<void> possible_replacement(Context& context, const MembershipChange& change) {
  const auto member = known_organization(context, change.name);
  if (!member) return std::unexpected(member.error());
  if (auto own = own_fields(context, change, member->number); !own) return own;
  if (change.operator_account == member->operator_account && change.roles == member->roles &&
      change.node == find_node(context.slots, member->number)) {
    return refuse("NothingToChange()");
  }
  return nobody_locked_out(context, change.name, afterwards(context, change.name, true, change.node.has_value()));
}

Checked<void> possible_policy(Context& context, const MembershipChange& change) {
  const auto current = membership_policy(context.slots);
  if (change.policy.empty()) return current.follows_members ? refuse("NothingToChange()") : Checked<void>{};
  const auto next = readable_policy(context, change.policy);
  if (!next) return std::unexpected(next.error());
  for (const auto& name : next->organizations()) {
    if (auto member = known_organization(context, name); !member) return std::unexpected(member.error());
  }
  if (!next->holds_for(names_of(active_members(context.slots)))) {
    return refuse("MembershipPolicyUnsatisfiable(string)", {Value::of(next->text())});
  }
  return !current.follows_members && next->text() == current.text ? refuse("NothingToChange()") : Checked<void>{};
}

void admit(Context& context, const ProposalRecord& proposal) {
  const auto& change = proposal.change;
  const auto known = find_member(context.slots, change.name);
  const Member member{.number = known ? known->number : member_count(context.slots) + 1,
                      .name = change.name,
                      .operator_account = change.operator_account,
                      .roles = change.roles,
                      .active = true,
                      .since = context.now()};
  if (known) {
    update_member(context.slots, member);
  } else {
    add_member(context.slots, member);
  }
  write_node(context.slots, member.number, change.node);
  write_stay(context.slots, member.number, 0, membership_version(context.slots) + 1);
  tell_member_changed(context, member.number, "add", proposal.number);
}

void dismiss(Context& context, Member member, std::uint64_t proposal) {
  member.active = false;
  update_member(context.slots, member);
  write_stay(context.slots, member.number, context.now(), admitted_at(context.slots, member.number));
  tell_member_changed(context, member.number, "remove", proposal);
}

void replace(Context& context, Member member, const ProposalRecord& proposal) {
  member.operator_account = proposal.change.operator_account;
  member.roles = proposal.change.roles;
  update_member(context.slots, member);
  write_node(context.slots, member.number, proposal.change.node);
  tell_member_changed(context, member.number, "replace", proposal.number);
}

void change_policy(Context& context, const ProposalRecord& proposal) {
  const std::string old = membership_policy(context.slots).text;
  // Canonical, as the view gives it; the text was parsed when it was checked.
  const auto parsed = Policy::parse(proposal.change.policy);
  add_membership_policy(context.slots, {.text = parsed ? parsed->text() : std::string(),
                                        .organization = proposal.proposer,
                                        .application = proposal.number,
                                        .time = context.now(),
                                        .height = context.call.block.height});
  const auto version = count_membership_change(context.slots);
  ledger::emit(context.host, "MembershipPolicyChanged(uint64,uint64,string,string)", {0, 1},
               {Value::of(version), Value::of(proposal.number), Value::of(old),
                Value::of(membership_policy(context.slots).text)});
}

}  // namespace

Checked<std::optional<MemberNode>> node_of(const Value& tuple, std::size_t first) {
  MemberNode node;
  node.validator_key.bytes = tuple[first].word().bytes;
  const auto& id = tuple[first + 1].bytes();
  std::ranges::copy(id, node.node_id.bytes.begin());
  node.p2p_address = tuple[first + 2].text();
  node.service_url = tuple[first + 3].text();
  node.service_pin = tuple[first + 4].hash();
  node.checkpoint_key.bytes = tuple[first + 5].word().bytes;
  if (node == MemberNode{}) return std::optional<MemberNode>();
  if (const auto fault = fault_of(node)) return bad_change(*fault);
  return node;
}

Checked<MembershipChange> change_of(const Value& tuple) {
  const std::uint64_t kind = tuple[0].u64();
  if (kind < 1 || kind > 4) return bad_change("its kind is not 1 add, 2 remove, 3 replace or 4 policy");
  auto node = node_of(tuple, 4);
  if (!node) return std::unexpected(node.error());
  MembershipChange change{.kind = static_cast<ChangeKind>(kind),
                          .name = tuple[1].text(),
                          .operator_account = tuple[2].address(),
                          .roles = static_cast<std::uint32_t>(tuple[3].u64()),
                          .node = std::move(*node),
                          .policy = tuple[10].text()};
  if (!has_only_its_fields(change)) return bad_change("a field is set that this kind of change does not use");
  return change;
}

Checked<void> own_keys(Context& context, const MemberNode& node, OrganizationNumber number) {
  for (const auto& key : keys_of(node)) {
    const auto owner = key_owner(context.slots, key);
    if (owner == 0 || owner == number) continue;
    return refuse("KeyBelongsTo(bytes32,string)", {Value::of(key), Value::of(organization_name(context.slots, owner))});
  }
  return {};
}

Checked<void> possible_change(Context& context, const MembershipChange& change) {
  switch (change.kind) {
    case ChangeKind::add:
      return possible_addition(context, change);
    case ChangeKind::remove:
      return possible_removal(context, change);
    case ChangeKind::replace:
      return possible_replacement(context, change);
    case ChangeKind::policy:
      return possible_policy(context, change);
  }
  return bad_change("its kind is unknown");
}

void make_change(Context& context, const ProposalRecord& proposal) {
  if (proposal.change.kind == ChangeKind::policy) return change_policy(context, proposal);
  if (proposal.change.kind == ChangeKind::add) return admit(context, proposal);
  auto member = find_member(context.slots, proposal.change.name);
  if (!member) return;  // only after the host failed: possible_change has seen it
  if (proposal.change.kind == ChangeKind::remove) return dismiss(context, std::move(*member), proposal.number);
  replace(context, std::move(*member), proposal);
}

void tell_member_changed(Context& context, OrganizationNumber number, std::string_view what, std::uint64_t proposal) {
  const auto version = count_membership_change(context.slots);
  const auto member = find_member(context.slots, number).value_or(Member{});
  const auto node = find_node(context.slots, number).value_or(MemberNode{});
  ledger::emit(
      context.host,
      "MemberChanged(uint64,string,string,string,uint64,bool,address,uint32,bytes32,bytes20,string,string,"
      "bytes32,bytes32)",
      {0, 1},
      {Value::of(version), Value::of(member.name), Value::of(member.name), Value::of(what), Value::of(proposal),
       Value::of(member.active), Value::of(member.operator_account), Value::of(member.roles),
       Value::of(node.validator_key.view()), Value::of(node.node_id.view()), Value::of(node.p2p_address),
       Value::of(node.service_url), Value::of(node.service_pin), Value::of(node.checkpoint_key.view())});
}

}  // namespace kaisho::governance
