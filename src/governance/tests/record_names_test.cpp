#include "kaisho/governance/record_names.hpp"

#include <kaisho/base/hex.hpp>

#include "../src/layout.hpp"
#include "../src/record_name.hpp"
#include "kaisho/governance/explain.hpp"
#include "kaisho/governance/rebuilds.hpp"
#include "lifecycle_stories.hpp"

namespace kaisho::governance::testing {
namespace {

class RecordNames : public GovernanceTest {
 protected:
  void running() {
    deploy();
    expect_ok(kBroker, story.apply_to_distribute(story.distribute_consent()));
  }
  /// What the ledger's own records say about a name.
  [[nodiscard]] std::string words(const std::string& name) const {
    const auto slot = slot_of_name(name);
    if (!slot) return "no name";
    const Word value = ledger.slots().load(*slot);
    return record_in_words(name, value.is_zero() ? std::nullopt : std::optional(value)).value_or("no sentence");
  }
  [[nodiscard]] std::size_t named_of(const std::vector<LabelledSlot>& slots) const {
    std::size_t named = 0;
    for (const auto& [slot, label] : slots) {
      const auto found = slot_of_name(name_in_label(label));
      if (!found) continue;
      EXPECT_EQ(*found, slot) << label;
      ++named;
    }
    return named;
  }
};

TEST_F(RecordNames, G11_every_named_record_of_every_pack_lies_where_its_name_says) {
  running();
  EXPECT_GE(named_of(describe_application(ledger.slots(), 1)), 20u);
  EXPECT_GE(named_of(describe_application(ledger.slots(), 2)), 20u);
  EXPECT_GE(named_of(describe_user(ledger.slots(), "iris")), 7u);
  EXPECT_EQ(named_of(describe_token(ledger.slots(), "BOND")), 10u);
  EXPECT_EQ(named_of(describe_absence(ledger.slots(), "iris", "GOLD")), 4u);
}

TEST_F(RecordNames, G11_say_what_was_consented_and_what_was_not) {
  running();
  const auto consent = to_hex(digest(story.issue_consent(), kChain));
  EXPECT_EQ(words("applicationOf[acme][BOND]"), "application 1 of user acme for token BOND is the one that counts");
  EXPECT_EQ(words("applicationOf[iris][GOLD]"), "no consent of user iris for token GOLD existed");
  EXPECT_EQ(words("consents[" + consent + "]+2"), "consent " + consent + " was not withdrawn");
  EXPECT_EQ(words("consents[" + consent + "]"), "consent " + consent + " is to issue, by account " +
                                                    to_hex(account(kAcme)) +
                                                    ", valid until 1800001000 (seconds since 1970)");
  EXPECT_EQ(words("applications[1]+5"), "application 1 is that of user acme");
  EXPECT_EQ(words("applications[1]+6"), "application 1 is for token BOND");
  EXPECT_EQ(words("applications[2]"),
            "application 2 is to distribute, is usable, through organization number 2, and its "
            "consent is valid until 1800001000 (seconds since 1970)");
  EXPECT_EQ(words("applications[3]"), "there was no application 3");
  EXPECT_EQ(words("tokens[BOND]"), "token BOND ran at " + to_hex(account(99)) + ", issued by application 1");
  EXPECT_EQ(words("usable[BOND][" + to_hex(account(kStranger)) + "]"),
            "account " + to_hex(account(kStranger)) + " had no right to use token BOND");
  EXPECT_EQ(words("lifecycles[BOND]"), "token BOND was never paused, wound down or retired");
  EXPECT_EQ(words("attestations[" + to_hex(story.package.hash) + "][2]+1"),
            "organization number 2 tested package " + to_hex(story.package.hash) + " with success");
}

TEST_F(RecordNames, G11_say_when_a_consent_was_withdrawn) {
  running();
  const auto consent = digest(story.distribute_consent(), kChain);
  expect_ok(kIris, withdraw(withdrawal_of("iris", 2, consent, WithdrawalEffect::right_ends), kIris));
  EXPECT_EQ(words("consents[" + to_hex(consent) + "]+2"),
            "consent " + to_hex(consent) + " was withdrawn at 1800000000 (seconds since 1970)");
  EXPECT_EQ(words("usable[BOND][" + to_hex(account(kIris)) + "]"),
            "account " + to_hex(account(kIris)) + " had no right to use token BOND");
}

/// A key of each sort, of somebody who is nowhere on the ledger.
std::string some_key(RecordKey key) {
  switch (key) {
    case RecordKey::text:
      return "nobody";
    case RecordKey::word:
      return to_hex(Hash{});
    case RecordKey::address:
      return to_hex(Address{});
    case RecordKey::number:
    case RecordKey::element:
      break;
  }
  return "7";
}

TEST(RecordKinds, G11_every_word_of_every_kind_of_record_has_words) {
  std::set<std::uint64_t> variables;
  std::set<std::string> sentences;
  Word some;  // the text "A", the number 2 behind it
  some.bytes[0] = 'A';
  some.bytes[31] = 2;
  for (const auto& kind : record_kinds()) {
    variables.insert(kind.number);
    std::string name(kind.variable);
    for (const auto key : kind.keys) name += "[" + some_key(key) + "]";
    for (std::uint64_t i = 0; i < kind.words; ++i) {
      const auto word = i == 0 ? name : name + "+" + std::to_string(i);
      ASSERT_TRUE(slot_of_name(word)) << word;
      const auto absent = record_in_words(word, std::nullopt);
      const auto present = record_in_words(word, some);
      ASSERT_TRUE(absent && present) << word << " has no words";
      EXPECT_NE(*absent, *present) << word;
      EXPECT_TRUE(sentences.insert(*absent).second) << word << " says the same as another: " << *absent;
    }
    EXPECT_FALSE(record_in_words(name + "+" + std::to_string(kind.words), some)) << name;
  }
  for (std::uint64_t number = 0; number <= layout::kRebuilds; ++number) {
    EXPECT_TRUE(variables.contains(number)) << "variable " << number << " has no name";
  }
}

TEST_F(RecordNames, G11_every_record_that_a_pack_carries_has_words) {
  running();
  const RebuildAttestation rebuilt{"BOND", story.package.hash, RebuildOutcome::matches, {}};
  expect_ok(kBroker, calls::attest_rebuild(rebuilt, sign_digest(key(kBroker), digest(rebuilt, kChain))));
  std::vector<LabelledSlot> all = describe_application(ledger.slots(), 1);
  for (auto more : {describe_user(ledger.slots(), "iris"), describe_token(ledger.slots(), "BOND"),
                    describe_absence(ledger.slots(), "iris", "GOLD"), describe_member(ledger.slots(), "broker"),
                    describe_member(ledger.slots(), "insurer")}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  for (const auto& [slot, label] : all) {
    const auto name = std::string(name_in_label(label));
    EXPECT_EQ(slot_of_name(name), slot) << label;
    EXPECT_NE(words(name), "no sentence") << label;
  }
  const auto package = to_hex(story.package.hash);
  EXPECT_EQ(words("rebuilds[" + package + "][2]+1"),
            "organization number 2 rebuilt package " + package +
                " from its sources: matches, at 1800000000 (seconds since 1970)");
  EXPECT_EQ(words("rebuilds[" + package + "][1]+1"), "organization number 1 did not rebuild package " + package);
  EXPECT_EQ(words("memberByName[broker]"), "'broker' is organization number 2");
}

TEST_F(RecordNames, G11_a_long_text_is_told_where_all_of_it_is_proved) {
  running();
  const Word head = ledger.slots().load(slot_of_name("policies[BOND][2]").value());
  ASSERT_GT(parts_of_text(head), 0u) << "the policy after the consent is a long one";
  Bytes content;
  for (std::uint64_t i = 1; i <= parts_of_text(head); ++i) {
    const auto name = "policies[BOND][2]#" + std::to_string(i);
    EXPECT_EQ(text_part(name)->head, "policies[BOND][2]");
    append(content, ledger.slots().load(slot_of_name(name).value()).view());
  }
  EXPECT_EQ(record_in_words("policies[BOND][2]", head, content),
            "policy 2 of token BOND is '" + current_policy(ledger.slots(), "BOND")->text + "'");
  content.resize(content.size() - 32);
  EXPECT_NE(record_in_words("policies[BOND][2]", head, content)->find("a text of "), std::string::npos);
  EXPECT_EQ(parts_of_text(Word{}), 0u);
}

// As the second verifier computes them (tests/evidence/verify_pack.mjs).
TEST_F(RecordNames, G11_lie_where_another_implementation_finds_them) {
  EXPECT_EQ(slot_of_name("applicationOf[ines][GOLD-1]"),
            fixed_from_hex<Word>("0x7cd66dd9a97d7c3517798795bbc043e4b6800162f0156e103b4ac5eace28070b"));
  EXPECT_EQ(slot_of_name("applications[1]+6"),
            fixed_from_hex<Word>("0xdf6966c971051c3d54ec59162606531493a51404a002842f56009d7e5cf4a8cd"));
}

TEST_F(RecordNames, G11_nested_records_lie_where_the_layout_puts_them) {
  EXPECT_EQ(slot_of_name("policies[BOND][2]+1"), layout::slot_after(layout::policy("BOND", 1), 1));
  EXPECT_EQ(slot_of_name("versionByName[BOND][1.0.0]"), layout::token_version("BOND", "1.0.0"));
  EXPECT_EQ(slot_of_name("approvals[3][2]"), layout::approval(3, 2));
  EXPECT_EQ(slot_of_name("entrustments[acme][1]"), layout::entrustment("acme", 0));
  EXPECT_EQ(slot_of_name("membershipPolicies[1]"), layout::membership_policy(0));
  EXPECT_EQ(slot_of_name("nodes[2]+6"), layout::slot_after(layout::node(2), 6));
  EXPECT_EQ(slot_of_name("privateRoots[5]"), layout::private_root(5));
  EXPECT_EQ(slot_of_name("members.length"), layout::variable(layout::kMembers));
}

TEST_F(RecordNames, G11_only_one_spelling_of_a_name_is_one) {
  for (const auto* const bad :
       {"", "consents", "consents[]", "consents[0x12]", "applications[0]", "applications[01]", "applications[1]+0",
        "applications[1]+99", "applications[1]2", "usable[BOND]", "usable[BOND][iris]", "unknown[1]", "tokens[BOND][x]",
        "applications[18446744073709551616]", "applicationOf[iris][GOLD"}) {
    EXPECT_FALSE(slot_of_name(bad)) << bad;
  }
  EXPECT_FALSE(slot_of_name("usable[BOND][" + to_hex(account(1)).substr(0, 41) + "G]"));
  EXPECT_FALSE(record_in_words("applications[1]+7", Word{}));
  EXPECT_FALSE(slot_of_name("policies[BOND][1]#0"));
  EXPECT_FALSE(slot_of_name("policies[BOND][1]#2049"));
  EXPECT_FALSE(slot_of_name("policies[BOND][1]#1+1"));
  EXPECT_FALSE(slot_of_name("#1"));
  EXPECT_EQ(name_in_label("tokens[BOND]: it runs: there"), "tokens[BOND]");
}

}  // namespace
}  // namespace kaisho::governance::testing
