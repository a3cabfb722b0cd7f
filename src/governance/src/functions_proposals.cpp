#include "functions.hpp"
#include "kaisho/governance/governance.hpp"
#include "layout.hpp"

// The members decide on their membership: proposals, approvals, and the policy that says when it is enough.
namespace kaisho::governance {
namespace {

Checked<ProposalRecord> open_proposal(Context& context, std::uint64_t number) {
  auto proposal = find_proposal(context.slots, number);
  if (!proposal) return refuse("UnknownProposal(uint64)", {Value::of(number)});
  if (proposal->status == ProposalStatus::open && proposal->expiry < context.now()) {
    proposal->status = ProposalStatus::expired;
  }
  if (proposal->status == ProposalStatus::open) return *proposal;
  return refuse("ProposalNotOpen(uint64,string)", {Value::of(number), Value::of(describe(proposal->status))});
}

Checked<void> good_expiry(Context& context, Timestamp expiry) {
  const Timestamp latest = context.now() + Limits::kProposalLife;
  if (expiry > context.now() && expiry <= latest) return {};
  return refuse("BadExpiry(uint64,uint64,uint64)", {Value::of(expiry), Value::of(context.now()), Value::of(latest)});
}

/// The members of now decide by the policy of now, however old the proposal is.
Checked<bool> is_enough(Context& context, std::uint64_t number) {
  const auto approving = names_of(approvers(context.slots, number));
  const auto policy = membership_policy(context.slots);
  if (policy.follows_members) return 2 * approving.size() > active_members(context.slots).size();
  const auto parsed = readable_policy(context, policy.text);
  if (!parsed) return std::unexpected(parsed.error());
  return parsed->holds_for(approving);
}

void approve(Context& context, std::uint64_t number, const Member& member) {
  write_approval(context.slots, number, member.number);
  ledger::emit(context.host, "MembershipApproved(uint64,string)", {0}, {Value::of(number), Value::of(member.name)});
}

/// Makes the change if the approvals are enough. What became impossible since the proposal is refused here.
Checked<bool> decide(Context& context, ProposalRecord proposal) {
  const auto enough = is_enough(context, proposal.number);
  if (!enough || !*enough) return enough;
  if (auto possible = possible_change(context, proposal.change); !possible) return std::unexpected(possible.error());
  proposal.status = ProposalStatus::executed;
  proposal.decided = context.now();
  update_proposal(context.slots, proposal);
  make_change(context, proposal);
  return true;
}

Handled propose_membership(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto member = calling_member(context);
  if (!member) return std::unexpected(member.error());
  auto change = change_of(arguments[0]);
  if (!change) return std::unexpected(change.error());
  const Timestamp expiry = arguments[1].u64();
  if (auto good = good_expiry(context, expiry); !good) return std::unexpected(good.error());
  if (auto possible = possible_change(context, *change); !possible) return std::unexpected(possible.error());

  const ProposalRecord proposal{.number = proposal_count(context.slots) + 1,
                                .status = ProposalStatus::open,
                                .change = std::move(*change),
                                .proposer = member->number,
                                .version = membership_version(context.slots),
                                .time = context.now(),
                                .expiry = expiry,
                                .decided = 0};
  add_proposal(context.slots, proposal);
  ledger::emit(host, "MembershipProposed(uint64,uint8,string,string,string,uint64)", {0},
               {Value::of(proposal.number), arguments[0][0], Value::of(proposal.change.name),
                Value::of(proposal.change.policy), Value::of(member->name), Value::of(expiry)});
  approve(context, proposal.number, *member);
  if (auto decided = decide(context, proposal); !decided) return std::unexpected(decided.error());
  return Values{Value::of(proposal.number)};
}

Handled approve_membership(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto member = calling_member(context);
  if (!member) return std::unexpected(member.error());
  const auto proposal = open_proposal(context, arguments[0].u64());
  if (!proposal) return std::unexpected(proposal.error());
  // Who approved before may ask again: after a change of the members or the policy it may be enough.
  const bool again = names_of(approvers(context.slots, proposal->number)).contains(member->name);
  if (!again) approve(context, proposal->number, *member);
  const auto decided = decide(context, *proposal);
  if (!decided) return std::unexpected(decided.error());
  if (!*decided && again) {
    return refuse("AlreadyApproved(uint64,string)", {Value::of(proposal->number), Value::of(member->name)});
  }
  return Values{};
}

Handled withdraw_proposal(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto member = calling_member(context);
  if (!member) return std::unexpected(member.error());
  auto proposal = open_proposal(context, arguments[0].u64());
  if (!proposal) return std::unexpected(proposal.error());
  if (proposal->proposer != member->number) {
    return refuse("NotTheProposer(uint64,string)",
                  {Value::of(proposal->number), Value::of(organization_name(context.slots, proposal->proposer))});
  }
  proposal->status = ProposalStatus::withdrawn;
  proposal->decided = context.now();
  update_proposal(context.slots, *proposal);
  ledger::emit(host, "MembershipProposalWithdrawn(uint64,string)", {0},
               {Value::of(proposal->number), Value::of(member->name)});
  return Values{};
}

Handled membership(ledger::Host& host, const ledger::SystemCall& call, const Values&) {
  Context context(host, call);
  return Values{Value::of(membership_version(context.slots)), Value::of(active_members(context.slots).size()),
                Value::of(validators(context.slots).size())};
}

Handled membership_policy_now(ledger::Host& host, const ledger::SystemCall& call, const Values&) {
  Context context(host, call);
  const auto policy = membership_policy(context.slots);
  return Values{Value::of(policy.text), Value::of(policy.follows_members), Value::of(policy.proposal)};
}

Handled count_of_proposals(ledger::Host& host, const ledger::SystemCall& call, const Values&) {
  Context context(host, call);
  return Values{Value::of(proposal_count(context.slots))};
}

Handled proposal(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto stored = find_proposal(context.slots, arguments[0].u64());
  auto found = stored.value_or(ProposalRecord{});
  if (stored && found.status == ProposalStatus::open && found.expiry < context.now()) {
    found.status = ProposalStatus::expired;
  }
  const auto node = found.change.node.value_or(MemberNode{});
  Value::List approving;
  if (stored) {
    for (const auto& one : approvers(context.slots, found.number)) approving.push_back(Value::of(one.name));
  }
  return Values{Value::list(
      {Value::of(found.number), Value::of(stored ? static_cast<std::uint64_t>(found.change.kind) : 0),
       Value::of(stored ? static_cast<std::uint64_t>(found.status) : 0), Value::of(found.change.name),
       Value::of(found.change.operator_account), Value::of(found.change.roles), Value::of(node.validator_key.view()),
       Value::of(node.node_id.view()), Value::of(node.p2p_address), Value::of(node.service_url),
       Value::of(node.service_pin), Value::of(node.checkpoint_key.view()), Value::of(found.change.policy),
       Value::of(organization_name(context.slots, found.proposer)), Value::list(std::move(approving)),
       Value::of(found.version), Value::of(found.time), Value::of(found.expiry), Value::of(found.decided)})};
}

constexpr SystemFunction kFunctions[] = {
    {"proposeMembership((uint8,string,address,uint32,bytes32,bytes20,string,string,bytes32,bytes32,string),uint64)",
     "uint64", propose_membership},
    {"approveMembership(uint64)", "", approve_membership},
    {"withdrawProposal(uint64)", "", withdraw_proposal},
    {"membership()", "uint64,uint32,uint32", membership},
    {"membershipPolicy()", "string,bool,uint64", membership_policy_now},
    {"proposalCount()", "uint64", count_of_proposals},
    {"proposal(uint64)",
     "(uint64,uint8,uint8,string,address,uint32,bytes32,bytes20,string,string,bytes32,bytes32,string,string,string[],"
     "uint64,uint64,uint64,uint64)",
     proposal},
};

}  // namespace

std::span<const SystemFunction> proposal_functions() { return kFunctions; }

}  // namespace kaisho::governance
