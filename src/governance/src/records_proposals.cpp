#include "kaisho/governance/policy.hpp"
#include "layout.hpp"
#include "node_words.hpp"

namespace kaisho::governance {

using layout::slot_after;
using ledger::load_number;
using ledger::load_string;
using ledger::PackedWord;
using ledger::store_number;
using ledger::store_string;

std::string_view describe(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::add:
      return "add";
    case ChangeKind::remove:
      return "remove";
    case ChangeKind::replace:
      return "replace";
    case ChangeKind::policy:
      return "policy";
  }
  return "unknown";
}

std::string_view describe(ProposalStatus status) {
  switch (status) {
    case ProposalStatus::open:
      return "open";
    case ProposalStatus::executed:
      return "executed";
    case ProposalStatus::withdrawn:
      return "withdrawn";
    case ProposalStatus::expired:
      return "expired";
  }
  return "unknown";
}

MembershipPolicy membership_policy(const Slots& slots) {
  const std::uint64_t count = load_number(slots, layout::variable(layout::kMembershipPolicies));
  if (count > 0) {
    const Word at = layout::membership_policy(count - 1);
    const auto proposal = PackedWord(slots.load(slot_after(at, 1))).number(4, 8);
    if (auto text = load_string(slots, at); !text.empty()) return {std::move(text), false, proposal};
  }
  std::vector<std::string> names;
  for (auto& member : active_members(slots)) names.push_back(std::move(member.name));
  return {names.empty() ? std::string() : Policy::majority_of(names).text(), true, 0};
}

void add_membership_policy(WritableSlots& slots, const PolicyRecord& policy) {
  const Word list = layout::variable(layout::kMembershipPolicies);
  const std::uint64_t count = load_number(slots, list);
  store_number(slots, list, count + 1);
  write_policy(slots, layout::membership_policy(count), policy);
}

std::uint64_t proposal_count(const Slots& slots) { return load_number(slots, layout::variable(layout::kProposals)); }

std::optional<ProposalRecord> find_proposal(const Slots& slots, std::uint64_t number) {
  if (number == 0 || number > proposal_count(slots)) return std::nullopt;
  const Word at = layout::proposal(number);
  const PackedWord state(slots.load(at));
  const PackedWord origin(slots.load(slot_after(at, 1)));
  return ProposalRecord{.number = number,
                        .status = static_cast<ProposalStatus>(state.number(1, 1)),
                        .change = {.kind = static_cast<ChangeKind>(state.number(0, 1)),
                                   .name = load_string(slots, slot_after(at, 2)),
                                   .operator_account = origin.address(8),
                                   .roles = static_cast<std::uint32_t>(origin.number(28, 3)),
                                   .node = load_node(slots, slot_after(at, 3)),
                                   .policy = load_string(slots, slot_after(at, 9))},
                        .proposer = static_cast<OrganizationNumber>(state.number(2, 4)),
                        .version = origin.number(0, 8),
                        .time = state.number(6, 8),
                        .expiry = state.number(14, 8),
                        .decided = state.number(22, 8)};
}

void update_proposal(WritableSlots& slots, const ProposalRecord& proposal) {
  slots.store(layout::proposal(proposal.number), PackedWord()
                                                     .set(0, 1, static_cast<std::uint64_t>(proposal.change.kind))
                                                     .set(1, 1, static_cast<std::uint64_t>(proposal.status))
                                                     .set(2, 4, proposal.proposer)
                                                     .set(6, 8, proposal.time)
                                                     .set(14, 8, proposal.expiry)
                                                     .set(22, 8, proposal.decided)
                                                     .word());
}

void add_proposal(WritableSlots& slots, const ProposalRecord& proposal) {
  const auto& change = proposal.change;
  store_number(slots, layout::variable(layout::kProposals), proposal.number);
  update_proposal(slots, proposal);
  const Word at = layout::proposal(proposal.number);
  slots.store(slot_after(at, 1),
              PackedWord().set(0, 8, proposal.version).set(8, change.operator_account).set(28, 3, change.roles).word());
  store_string(slots, slot_after(at, 2), change.name);
  store_node(slots, slot_after(at, 3), change.node);
  store_string(slots, slot_after(at, 9), change.policy);
}

void write_approval(WritableSlots& slots, std::uint64_t proposal, OrganizationNumber organization) {
  store_number(slots, layout::approval(proposal, organization), membership_version(slots));
}

std::vector<Member> approvers(const Slots& slots, std::uint64_t proposal) {
  std::vector<Member> all;
  for (auto& member : active_members(slots)) {
    const auto version = load_number(slots, layout::approval(proposal, member.number));
    // An approval from an earlier membership of the same organization is no longer one.
    if (version != 0 && version >= admitted_at(slots, member.number)) all.push_back(std::move(member));
  }
  return all;
}

}  // namespace kaisho::governance
