#pragma once

#include <kaisho/base/hex.hpp>

#include "kaisho/governance/membership.hpp"
#include "ledger_of_one.hpp"

/// A ledger whose three members have nodes, and short words for changes of its membership.
namespace kaisho::governance::testing {

inline constexpr std::uint8_t kInsurer = 4, kFund = 5;

/// A node with keys of its own for every number.
inline MemberNode node_of(std::uint8_t number) {
  MemberNode node;
  node.validator_key.bytes = {number, 1};
  node.checkpoint_key.bytes = {number, 2};
  node.service_pin.bytes = {number, 3};
  node.node_id.bytes = {number, 4};
  node.p2p_address = "10.0.0." + std::to_string(number) + ":26656";
  node.service_url = "https://10.0.0." + std::to_string(number) + ":8743";
  return node;
}

inline GenesisConfig three_validators() {
  auto config = three_members();
  config.members[0].node = node_of(kBank);
  config.members[1].node = node_of(kBroker);
  config.members[2].node = node_of(kExchange);
  return config;
}

inline MembershipChange addition(std::string name, std::uint8_t number) {
  return {ChangeKind::add, std::move(name), account(number), 0, node_of(number), ""};
}
inline MembershipChange removal(std::string name) { return {ChangeKind::remove, std::move(name), {}, 0, {}, ""}; }
inline Bytes proposal(const MembershipChange& change) { return calls::propose_membership(change, kNow + 100); }

inline std::string names(const std::vector<Validator>& all) {
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : " ") + one.name;
  return text;
}

class MembershipTest : public ::testing::Test {
 protected:
  void expect_ok(std::uint8_t from, const Bytes& input) { ASSERT_EQ(ledger.send(from, input), ""); }
  void propose(std::uint8_t from, const MembershipChange& change) { expect_ok(from, proposal(change)); }
  void approve(std::uint8_t from, std::uint64_t number) { expect_ok(from, calls::approve_membership(number)); }
  /// The first proposes, the others approve until it is decided.
  void carry(const MembershipChange& change, const std::vector<std::uint8_t>& members) {
    propose(members[0], change);
    const auto number = proposal_count(ledger.slots());
    for (std::size_t i = 1; i < members.size(); ++i) {
      if (find_proposal(ledger.slots(), number)->status == ProposalStatus::open) approve(members[i], number);
    }
    ASSERT_EQ(find_proposal(ledger.slots(), number)->status, ProposalStatus::executed);
  }
  void add(std::string name, std::uint8_t number, const std::vector<std::uint8_t>& members) {
    carry(addition(std::move(name), number), members);
  }
  void remove(std::string name, const std::vector<std::uint8_t>& members) { carry(removal(std::move(name)), members); }
  /// Name of the error with which the call is refused; empty where it is taken.
  std::string refused(std::uint8_t from, const Bytes& input) {
    if (ledger.send(from, input).empty()) return "";
    return calls::error_name(ledger.output).value_or("?");
  }

  Ledger ledger{three_validators()};
  Story story;
};

}  // namespace kaisho::governance::testing
