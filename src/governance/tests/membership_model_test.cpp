#include <map>
#include <random>

#include "kaisho/governance/policy.hpp"
#include "ledger_of_members.hpp"

// Random sequences of proposals, approvals, withdrawals and rotations against a small model of what must be so.
namespace kaisho::governance::testing {
namespace {

constexpr std::uint8_t kPeople = 8;  // organizations that come and go
constexpr std::uint8_t kKeys = 12;   // fewer than they would like, so that they collide
constexpr unsigned kSteps = 400;     // of one sequence
constexpr unsigned kSequences = 24;

std::string name(std::uint8_t number) { return "org" + std::to_string(number); }

/// Who is who after each call, as simple as can be: an organization is in or out, and a key has one owner for ever.
struct Model {
  std::set<std::string> members;
  std::map<Word, std::string> owners;
};

GenesisConfig founders() {
  GenesisConfig config{.consortium = "demo", .members = {}, .time = 1};
  for (std::uint8_t i = 1; i <= 3; ++i) config.members.push_back({name(i), account(i), 0, node_of(i)});
  return config;
}

class Sequence {
 public:
  explicit Sequence(unsigned seed) : random_(seed) {
    for (std::uint8_t i = 1; i <= 3; ++i) model_.members.insert(name(i));
  }

  void step() {
    const auto from = pick(kPeople);
    const auto taken = ledger_.send(from, call()).empty();
    if (taken) {
      ++taken_;
      EXPECT_TRUE(model_.members.contains(name(from))) << "a stranger's call was taken";
      follow();
    }
    if (random_() % 7 == 0) ledger_.now += random_() % 60;
    check();
  }
  [[nodiscard]] unsigned taken() const { return taken_; }

 private:
  std::uint8_t pick(unsigned limit) { return static_cast<std::uint8_t>(1 + random_() % limit); }

  Bytes call() {
    const auto someone = pick(kPeople);
    switch (random_() % 8) {
      case 0:
        return calls::propose_membership(with_any_node({ChangeKind::add, name(someone), account(someone), 0, {}, ""}),
                                         ledger_.now + 100);
      case 1:
        return calls::propose_membership(removal(name(someone)), ledger_.now + 100);
      case 2:
        return calls::propose_membership(with_any_node({ChangeKind::replace,
                                                        name(someone),
                                                        account(someone),
                                                        static_cast<std::uint32_t>(random_() % 16),
                                                        {},
                                                        ""}),
                                         ledger_.now + 100);
      case 3:
        return calls::propose_membership({ChangeKind::policy, "", {}, 0, {}, any_policy()}, ledger_.now + 100);
      case 4:
        return calls::rotate_validator_key(node_of(pick(kKeys)).validator_key);
      case 5:
        return random_() % 4 == 0 ? calls::withdraw_proposal(any_proposal())
                                  : calls::approve_membership(any_proposal());
      default:
        return calls::approve_membership(any_proposal());
    }
  }

  MembershipChange with_any_node(MembershipChange change) {
    if (random_() % 8 != 0) change.node = node_of(pick(kKeys));
    return change;
  }
  std::string any_policy() {
    const auto one = name(pick(kPeople)), two = name(pick(kPeople)), three = name(pick(kPeople));
    const std::array<std::string, 4> all{"", one + " OR " + two, "OutOf(2,[" + one + ", " + two + ", " + three + "])",
                                         one + " AND " + two};
    return all[random_() % all.size()];
  }
  /// Mostly a late one: early ones are decided.
  std::uint64_t any_proposal() {
    const auto count = proposal_count(ledger_.slots());
    return count == 0 ? 1 : count - random_() % std::min<std::uint64_t>(count, 6);
  }

  /// Takes over who is a member from the logs, as an indexer would.
  void follow() {
    for (const auto& log : ledger_.logs) {
      const auto types = codec::abi::types_of(
          "string,string,uint64,bool,address,uint32,bytes32,bytes20,string,string,bytes32,bytes32");
      const auto values = codec::abi::decode(types, log.data);
      const auto topic = codec::abi::event_topic(
          "MemberChanged(uint64,string,string,string,uint64,bool,address,uint32,bytes32,bytes20,string,string,bytes32,"
          "bytes32)");
      if (log.topics[0] != topic || !values) continue;
      const auto who = (*values)[0].text();
      if ((*values)[3].flag()) {
        model_.members.insert(who);
      } else {
        model_.members.erase(who);
      }
    }
  }

  void check() {
    const auto& slots = ledger_.slots();
    std::set<std::string> members;
    OrganizationSet able;
    std::set<Word> keys;
    std::set<Address> operators;
    for (const auto& member : active_members(slots)) {
      members.insert(member.name);
      able.insert(member.name);
      EXPECT_TRUE(operators.insert(member.operator_account).second) << "two members with one operator";
    }
    for (OrganizationNumber number = 1; number <= member_count(slots); ++number) {
      const auto node = find_node(slots, number);
      if (!node) continue;
      for (const auto& key : keys_of(*node)) {
        const auto who = find_member(slots, number)->name;
        EXPECT_TRUE(keys.insert(key).second) << "two organizations with one key";
        EXPECT_EQ(model_.owners.emplace(key, who).first->second, who) << "a key changed its owner";
      }
    }
    EXPECT_EQ(members, model_.members);
    EXPECT_FALSE(validators(slots).empty()) << "nobody validates";
    const auto policy = Policy::parse(membership_policy(slots).text);
    ASSERT_TRUE(policy);
    EXPECT_TRUE(policy->holds_for(able)) << "locked out by " << policy->text();
  }

  std::mt19937 random_;
  Ledger ledger_{founders()};
  Model model_;
  unsigned taken_ = 0;
};

TEST(MembershipModel, never_locks_the_members_out_and_never_lends_a_key) {
  unsigned taken = 0;
  for (unsigned seed = 1; seed <= kSequences; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Sequence sequence(seed);
    for (unsigned i = 0; i < kSteps && !::testing::Test::HasFailure(); ++i) sequence.step();
    taken += sequence.taken();
  }
  EXPECT_GT(taken, kSequences * kSteps / 20) << "the sequences hardly ever did anything";
}

}  // namespace
}  // namespace kaisho::governance::testing
