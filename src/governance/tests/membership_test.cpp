#include "kaisho/governance/explain.hpp"
#include "ledger_of_members.hpp"

namespace kaisho::governance::testing {
namespace {

using Membership = MembershipTest;

TEST_F(Membership, lists_the_founders_as_validators_with_their_nodes) {
  const auto all = validators(ledger.slots());
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].name, "bank");
  EXPECT_EQ(all[0].node, node_of(kBank));
  EXPECT_EQ(membership_version(ledger.slots()), 1u);
  EXPECT_EQ(membership_policy(ledger.slots()).text, "Majority[bank, broker, exchange]");
}

TEST_F(Membership, adds_a_member_with_the_approval_that_makes_the_majority) {
  propose(kBank, addition("insurer", kInsurer));
  EXPECT_FALSE(find_member(ledger.slots(), "insurer"));
  approve(kBroker, 1);
  const auto member = find_member(ledger.slots(), "insurer");
  ASSERT_TRUE(member && member->active);
  EXPECT_EQ(member->number, 4u);
  EXPECT_EQ(member->since, kNow);
  EXPECT_EQ(validators(ledger.slots()).back().node, node_of(kInsurer));
  EXPECT_EQ(membership_version(ledger.slots()), 2u);
  EXPECT_EQ(find_proposal(ledger.slots(), 1)->status, ProposalStatus::executed);
  EXPECT_EQ(membership_policy(ledger.slots()).text, "Majority[bank, broker, exchange, insurer]");
}

TEST_F(Membership, removes_a_member_and_keeps_its_record_with_both_times) {
  remove("exchange", {kBank, kBroker});
  EXPECT_EQ(names(validators(ledger.slots())), "bank broker");
  const auto member = find_member(ledger.slots(), "exchange");
  EXPECT_FALSE(member->active);
  EXPECT_EQ(member->since, 1'700'000'000u);
  EXPECT_EQ(left_at(ledger.slots(), 3), kNow);
  EXPECT_EQ(find_node(ledger.slots(), 3), node_of(kExchange));
  EXPECT_EQ(refused(kExchange, calls::approve_membership(1)), "NotAMember");
}

TEST_F(Membership, replaces_operator_and_node_under_the_same_name_and_number) {
  const MembershipChange change{ChangeKind::replace, "broker", account(31), 8, node_of(31), ""};
  propose(kBank, change);
  approve(kExchange, 1);
  EXPECT_EQ(find_operator(ledger.slots(), account(31))->number, 2u);
  EXPECT_EQ(find_node(ledger.slots(), 2), node_of(31));
  EXPECT_FALSE(find_operator(ledger.slots(), account(kBroker)));
  EXPECT_EQ(refused(kBroker, calls::approve_membership(1)), "NotAMember");
  EXPECT_EQ(refused(kBank, proposal(change)), "NothingToChange");
}

TEST_F(Membership, lets_a_member_change_its_own_node_alone) {
  expect_ok(kBroker, calls::rotate_validator_key(node_of(31).validator_key));
  expect_ok(kBroker, calls::rotate_checkpoint_key(node_of(31).checkpoint_key));
  expect_ok(kBroker, calls::update_endpoints(node_of(31).node_id, "[2001:db8::1]:26656", "https://10.0.0.1:1",
                                             node_of(31).service_pin));
  auto expected = node_of(31);
  expected.p2p_address = "[2001:db8::1]:26656";
  expected.service_url = "https://10.0.0.1:1";
  EXPECT_EQ(find_node(ledger.slots(), 2), expected);
  EXPECT_EQ(membership_version(ledger.slots()), 4u);
  ASSERT_EQ(ledger.logs.size(), 1u);
  EXPECT_EQ(explain(ledger.logs[0]), "broker changed its endpoints");
}

TEST_F(Membership, refuses_a_node_that_is_malformed_or_somebody_elses) {
  EXPECT_EQ(refused(kBroker, calls::rotate_validator_key({})), "BadMembershipChange");
  EXPECT_EQ(refused(kBroker, calls::rotate_validator_key(node_of(kBroker).validator_key)), "NothingToChange");
  EXPECT_EQ(refused(kBroker, calls::rotate_validator_key(node_of(kBroker).checkpoint_key)), "BadMembershipChange");
  EXPECT_EQ(refused(kBroker, calls::rotate_validator_key(node_of(kBank).validator_key)), "KeyBelongsTo");
  EXPECT_EQ(refused(kBroker, calls::rotate_checkpoint_key(node_of(kBank).validator_key)), "KeyBelongsTo");
  const auto mine = node_of(kBroker);
  const auto moved = [&](std::string_view p2p, std::string_view url) {
    return refused(kBroker, calls::update_endpoints(mine.node_id, p2p, url, mine.service_pin));
  };
  for (const auto bad : {"", "host", "host:", "host:0", "host:070", "host:65536", ":1", "a b:1", "-a:1", "a..b:1",
                         "[]:1", "[1.2.3.4]:1", "host:1:2", "user@host:1"}) {
    EXPECT_EQ(moved(bad, mine.service_url), "BadMembershipChange") << bad;
  }
  EXPECT_EQ(moved(mine.p2p_address, "http://host:1"), "BadMembershipChange");
  EXPECT_EQ(moved(mine.p2p_address, "https://host"), "BadMembershipChange");
  EXPECT_EQ(moved(mine.p2p_address, "https://host:1/"), "BadMembershipChange");
  EXPECT_EQ(moved(std::string(254, 'a') + ":1", mine.service_url), "BadMembershipChange");
  EXPECT_EQ(refused(kStranger, calls::rotate_validator_key(node_of(31).validator_key)), "NotAMember");
}

TEST_F(Membership, keeps_keys_operators_and_names_of_former_members_theirs) {
  remove("exchange", {kBank, kBroker});
  auto change = addition("insurer", kInsurer);
  change.operator_account = account(kExchange);
  EXPECT_EQ(refused(kBank, proposal(change)), "OperatorBelongsTo");
  for (const auto part : {0, 1, 2, 3}) {
    change = addition("insurer", kInsurer);
    const auto theirs = node_of(kExchange);
    if (part == 0) change.node->validator_key = theirs.validator_key;
    if (part == 1) change.node->checkpoint_key = theirs.checkpoint_key;
    if (part == 2) change.node->service_pin = theirs.service_pin;
    if (part == 3) change.node->node_id = theirs.node_id;
    EXPECT_EQ(refused(kBank, proposal(change)), "KeyBelongsTo") << part;
  }
  EXPECT_EQ(refused(kBank, proposal(addition("broker", kInsurer))), "AlreadyAMember");
}

TEST_F(Membership, keeps_a_rotated_key_its_former_owners) {
  expect_ok(kBroker, calls::rotate_validator_key(node_of(31).validator_key));
  EXPECT_EQ(refused(kBank, calls::rotate_validator_key(node_of(kBroker).validator_key)), "KeyBelongsTo");
  expect_ok(kBroker, calls::rotate_validator_key(node_of(kBroker).validator_key));
}

TEST_F(Membership, takes_a_former_member_back_under_its_own_name_and_number) {
  remove("exchange", {kBank, kBroker});
  ledger.now += 10;
  propose(kBank, addition("exchange", kExchange));
  approve(kBroker, 2);
  const auto member = find_member(ledger.slots(), "exchange");
  EXPECT_TRUE(member->active);
  EXPECT_EQ(member->number, 3u);
  EXPECT_EQ(member->since, kNow + 10);
  EXPECT_EQ(left_at(ledger.slots(), 3), 0u);
  EXPECT_EQ(member_count(ledger.slots()), 3u);
}

TEST_F(Membership, refuses_to_remove_the_last_validator_and_the_last_member) {
  remove("exchange", {kBank, kBroker});
  remove("broker", {kBank, kBroker});
  EXPECT_EQ(refused(kBank, proposal(removal("bank"))), "LastMember");
  auto nodeless = addition("insurer", kInsurer);
  nodeless.node.reset();
  propose(kBank, nodeless);
  EXPECT_EQ(refused(kBank, proposal(removal("bank"))), "LastValidator");
  EXPECT_EQ(refused(kBank, proposal({ChangeKind::replace, "bank", account(kBank), 1, {}, ""})), "LastValidator");
  EXPECT_EQ(refused(kInsurer, calls::rotate_validator_key(node_of(kInsurer).validator_key)), "NoNode");
}

TEST_F(Membership, decides_by_the_members_own_policy_which_can_never_lock_them_out) {
  expect_ok(kBank, proposal({ChangeKind::policy, "", {}, 0, {}, "broker AND OutOf(1,[bank, exchange])"}));
  approve(kExchange, 1);
  EXPECT_EQ(membership_policy(ledger.slots()).text, "broker AND (bank OR exchange)");
  EXPECT_FALSE(membership_policy(ledger.slots()).follows_members);
  EXPECT_EQ(refused(kBank, proposal(removal("broker"))), "MembershipPolicyUnsatisfiable");
  propose(kBank, removal("exchange"));
  EXPECT_EQ(find_proposal(ledger.slots(), 2)->status, ProposalStatus::open);
  approve(kBroker, 2);
  EXPECT_EQ(refused(kBank, proposal(removal("bank"))), "MembershipPolicyUnsatisfiable");
  propose(kBank, {ChangeKind::policy, "", {}, 0, {}, ""});
  approve(kBroker, 3);
  EXPECT_EQ(membership_policy(ledger.slots()).text, "bank AND broker");
  EXPECT_TRUE(membership_policy(ledger.slots()).follows_members);
}

TEST_F(Membership, refuses_a_policy_that_the_members_can_not_satisfy_or_read) {
  const auto policy = [&](std::string text) {
    return refused(kBank, proposal({ChangeKind::policy, "", {}, 0, {}, std::move(text)}));
  };
  EXPECT_EQ(policy(""), "NothingToChange");
  EXPECT_EQ(policy("bank AND"), "BadPolicy");
  EXPECT_EQ(policy("bank AND insurer"), "UnknownOrganization");
  EXPECT_EQ(policy("OutOf(3,[bank, broker])"), "MembershipPolicyUnsatisfiable");
  remove("exchange", {kBank, kBroker});
  EXPECT_EQ(policy("bank OR exchange"), "UnknownOrganization");
}

TEST_F(Membership, counts_approvals_of_present_members_only) {
  add("insurer", kInsurer, {kBank, kBroker});
  propose(kExchange, addition("fund", kFund));     // exchange
  approve(kInsurer, 2);                            // 2 of 4
  remove("exchange", {kBank, kBroker, kInsurer});  // 1 of 3
  EXPECT_EQ(approvers(ledger.slots(), 2).size(), 1u);
  EXPECT_EQ(refused(kInsurer, calls::approve_membership(2)), "AlreadyApproved");
  EXPECT_EQ(refused(kExchange, calls::approve_membership(2)), "NotAMember");
  // Back again, exchange's approval of its former time still counts for nothing.
  add("exchange", kExchange, {kBank, kBroker});
  EXPECT_EQ(approvers(ledger.slots(), 2).size(), 1u);
  approve(kExchange, 2);
  approve(kBank, 2);
  EXPECT_TRUE(find_member(ledger.slots(), "fund"));
}

TEST_F(Membership, decides_a_proposal_that_later_changes_made_sufficient_when_an_approver_asks_again) {
  add("insurer", kInsurer, {kBank, kBroker});
  propose(kBank, addition("fund", kFund));
  approve(kBroker, 2);  // 2 of 4: not yet
  EXPECT_EQ(refused(kBroker, calls::approve_membership(2)), "AlreadyApproved");
  remove("insurer", {kBank, kBroker, kExchange});
  approve(kBroker, 2);  // 2 of 3
  EXPECT_TRUE(find_member(ledger.slots(), "fund"));
}

TEST_F(Membership, refuses_at_the_decision_what_became_impossible_since_the_proposal) {
  propose(kBank, addition("insurer", kInsurer));
  expect_ok(kExchange, calls::rotate_validator_key(node_of(kInsurer).validator_key));
  EXPECT_EQ(refused(kBroker, calls::approve_membership(1)), "KeyBelongsTo");
  EXPECT_EQ(approvers(ledger.slots(), 1).size(), 1u);
  EXPECT_EQ(find_proposal(ledger.slots(), 1)->status, ProposalStatus::open);
}

TEST_F(Membership, ends_proposals_by_withdrawal_decision_and_time) {
  EXPECT_EQ(refused(kBank, calls::approve_membership(1)), "UnknownProposal");
  propose(kBank, addition("insurer", kInsurer));
  EXPECT_EQ(refused(kBroker, calls::withdraw_proposal(1)), "NotTheProposer");
  expect_ok(kBank, calls::withdraw_proposal(1));
  EXPECT_EQ(ledger.send(kBroker, calls::approve_membership(1)),
            "proposal 1 is withdrawn: nothing can be done with it any more");
  propose(kBank, addition("insurer", kInsurer));
  approve(kBroker, 2);
  EXPECT_EQ(refused(kExchange, calls::approve_membership(2)), "ProposalNotOpen");
  propose(kBank, removal("insurer"));
  ledger.now = kNow + 100;
  approve(kExchange, 3);
  ledger.now = kNow + 101;
  EXPECT_EQ(ledger.send(kBroker, calls::approve_membership(3)),
            "proposal 3 is expired: nothing can be done with it any more");
  EXPECT_EQ(refused(kBank, calls::withdraw_proposal(3)), "ProposalNotOpen");
}

TEST_F(Membership, refuses_proposals_that_are_malformed_or_end_too_late) {
  const auto change = addition("insurer", kInsurer);
  EXPECT_EQ(refused(kStranger, proposal(change)), "NotAMember");
  EXPECT_EQ(refused(kBank, calls::propose_membership(change, kNow)), "BadExpiry");
  EXPECT_EQ(refused(kBank, calls::propose_membership(change, kNow + Limits::kProposalLife + 1)), "BadExpiry");
  EXPECT_EQ(refused(kBank, proposal(addition("AND", kInsurer))), "BadName");
  EXPECT_EQ(refused(kBank, proposal(addition("", kInsurer))), "BadName");
  EXPECT_EQ(refused(kBank, proposal(removal("insurer"))), "UnknownOrganization");
  auto bad = removal("broker");
  bad.policy = "bank";
  EXPECT_EQ(refused(kBank, proposal(bad)), "BadMembershipChange");
  bad = removal("broker");
  bad.operator_account = account(kBroker);
  EXPECT_EQ(refused(kBank, proposal(bad)), "BadMembershipChange");
  bad = change;
  bad.roles = 16;
  EXPECT_EQ(refused(kBank, proposal(bad)), "BadMembershipChange");
  bad = change;
  bad.operator_account = {};
  EXPECT_EQ(refused(kBank, proposal(bad)), "BadMembershipChange");
  bad = change;
  bad.node->service_pin = {};
  EXPECT_EQ(refused(kBank, proposal(bad)), "BadMembershipChange");
  bad = change;
  bad.kind = static_cast<ChangeKind>(9);
  EXPECT_EQ(refused(kBank, proposal(bad)), "BadMembershipChange");
  expect_ok(kBank, story.register_user("acme", kAcme));
  bad = change;
  bad.operator_account = account(kAcme);
  EXPECT_EQ(refused(kBank, proposal(bad)), "AccountAlreadyRegistered");
}

TEST_F(Membership, has_at_most_64_members) {
  for (std::uint8_t i = 4; i <= 64; ++i) {
    const auto seed = static_cast<std::uint8_t>(100 + i);
    std::vector<std::uint8_t> approving{kBank, kBroker};
    for (std::uint8_t j = 4; j < i; ++j) approving.push_back(static_cast<std::uint8_t>(100 + j));
    add("member" + std::to_string(i), seed, approving);
  }
  EXPECT_EQ(active_members(ledger.slots()).size(), 64u);
  EXPECT_EQ(refused(kBank, proposal(addition("insurer", kInsurer))), "TooLong");
}

TEST_F(Membership, is_proved_by_the_slots_that_are_named_for_it) {
  expect_ok(kBank, calls::update_endpoints(node_of(kBank).node_id, std::string(60, 'a') + ".example:26656",
                                           node_of(kBank).service_url, node_of(kBank).service_pin));
  remove("exchange", {kBank, kBroker});
  for (const auto* name : {"bank", "exchange"}) {
    // Who has only the proved slots reads the same records as who has all of them.
    kaisho::ledger::MapSlots proved;
    for (const auto& [slot, label] : describe_member(ledger.slots(), name))
      proved.store(slot, ledger.slots().load(slot));
    const auto member = find_member(ledger.slots(), name);
    const auto read = find_member(proved, name);
    ASSERT_TRUE(member && read) << name;
    EXPECT_EQ(read->operator_account, member->operator_account);
    EXPECT_EQ(read->active, member->active);
    EXPECT_EQ(read->since, member->since);
    EXPECT_EQ(find_node(proved, read->number), find_node(ledger.slots(), member->number));
    EXPECT_EQ(left_at(proved, read->number), left_at(ledger.slots(), member->number));
    EXPECT_EQ(find_operator(proved, member->operator_account)->number, member->number);
    EXPECT_EQ(membership_version(proved), membership_version(ledger.slots()));
  }
  const auto stranger = describe_member(ledger.slots(), "insurer");
  EXPECT_EQ(stranger.front().label, "memberByName[insurer]: member insurer: its number (absent: never a member)");
  EXPECT_TRUE(ledger.slots().load(stranger.front().slot).is_zero());
}

TEST_F(Membership, of_a_solo_consortium_has_no_validators_and_changes_all_the_same) {
  Ledger solo;
  EXPECT_TRUE(validators(solo.slots()).empty());
  EXPECT_EQ(solo.send(kBank, proposal(removal("exchange"))), "");
  EXPECT_EQ(solo.send(kBroker, calls::approve_membership(1)), "");
  EXPECT_EQ(active_members(solo.slots()).size(), 2u);
  EXPECT_EQ(solo.send(kBank, calls::rotate_validator_key(node_of(31).validator_key)),
            "bank has no validating node: the members give it one with a proposal to replace it");
}

}  // namespace
}  // namespace kaisho::governance::testing
