#include "audit_fixture.hpp"

// G8: which refused transactions are attempts that somebody has to hear of.
namespace kaisho::governance::testing {
namespace {

class Attempt : public Audit {
 protected:
  /// Sends what must be refused, and gives the attempt that it is.
  std::optional<RefusedAttempt> tried(std::uint8_t from, const Bytes& input) {
    EXPECT_NE(ledger.send(from, input), "");
    ledger::SignedTransaction tx;
    tx.sender = account(from);
    tx.transaction.to = kGovernanceAddress;
    tx.transaction.data = input;
    return refused_attempt(ledger.slots(), tx, ledger.output);
  }
};

TEST_F(Attempt, G8_two_members_that_deploy_alone_are_told_by_name) {
  apply();
  const auto attempt = tried(kBroker, story.deploy({kBroker, kExchange}));
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->error, "EntrustedSignatureMissing");
  EXPECT_EQ(attempt->function, "deploy");
  EXPECT_EQ(attempt->organization, "broker");
  EXPECT_EQ(attempt->pair, kIssuer);
  EXPECT_EQ(attempt->text.en, "Unauthorized attempt, refused: broker (" + to_hex(account(kBroker)) +
                                  ") tried to deploy the program of application 1: the signature of bank is missing, "
                                  "the organization that the user entrusted.");
  EXPECT_NE(attempt->text.ja.find("利用者が委任した組織 bank の署名がありません"), std::string::npos);
}

TEST_F(Attempt, G8_a_weaker_policy_and_a_strangers_policy_are_attempts) {
  deploy();
  EXPECT_EQ(tried(kBank, calls::change_policy("BOND", "broker OR exchange"))->error, "PolicyWeakened");
  EXPECT_EQ(tried(kBroker, calls::change_policy("BOND", "broker"))->error, "NotEntrusted");
  const auto stranger = tried(kStranger, calls::change_policy("BOND", "broker"));
  EXPECT_EQ(stranger->error, "NotAMember");
  EXPECT_EQ(stranger->organization, "");
  EXPECT_EQ(stranger->pair, kIssuer);
}

TEST_F(Attempt, G8_a_forged_consent_is_an_attempt_against_its_user) {
  prepare();
  const auto attempt = tried(kBank, story.apply_to_issue(story.issue_consent(), kStranger));
  EXPECT_EQ(attempt->error, "NotSignedBy");
  EXPECT_EQ(attempt->pair, kIssuer);
}

TEST_F(Attempt, G8_functions_that_come_later_are_watched_by_their_names) {
  apply();
  ledger::SignedTransaction tx;
  tx.sender = account(kStranger);
  tx.transaction.to = kGovernanceAddress;
  const auto view = codec::abi::Function::of("applicationOf(string,string)");  // in no table of attempts
  tx.transaction.data =
      view.encode_call(codec::abi::Values{codec::abi::Value::of("acme"), codec::abi::Value::of("BOND")}).value();
  const auto refusal = ledger::custom_error("NotAMember(address)", {codec::abi::Value::of(account(kStranger))});
  const auto attempt = refused_attempt(ledger.slots(), tx, refusal.data);
  ASSERT_TRUE(attempt);
  EXPECT_EQ(attempt->function, "applicationOf");
  EXPECT_EQ(attempt->pair, kIssuer);
  EXPECT_NE(attempt->text.en.find("tried to call applicationOf: "), std::string::npos);
}

TEST_F(Attempt, G8_a_mistake_is_no_attempt) {
  apply();
  EXPECT_EQ(tried(kBank, calls::change_policy("BOND", "bank AND (")), std::nullopt);
  EXPECT_EQ(tried(kBank, calls::change_policy("NONE", "bank")), std::nullopt);
  EXPECT_EQ(tried(kBank, bytes_of(view_of("no call of the interface"))), std::nullopt);
  EXPECT_EQ(tried(kBank, {}), std::nullopt);
}

TEST_F(Attempt, G8_texts_of_strangers_do_not_reach_an_alert_unchecked) {
  deploy();
  const auto attempt = tried(kStranger, calls::change_policy("BOND", "broker\r\nSubject: sell everything"));
  EXPECT_EQ(attempt->text.en.find('\n'), std::string::npos);
  EXPECT_NE(attempt->text.en.find("(long or not printable)"), std::string::npos);
}

TEST_F(Attempt, G8_only_failed_calls_of_the_governance_can_be_attempts) {
  ledger::Block block;
  block.transactions.resize(3);
  block.receipts.resize(3);
  block.transactions[0].transaction.to = kGovernanceAddress;
  block.receipts[0].success = true;
  block.transactions[1].transaction.to = kGovernanceAddress;
  block.transactions[2].transaction.to = account(9);
  EXPECT_EQ(failed_calls(block), std::vector<std::size_t>{1});
}

}  // namespace
}  // namespace kaisho::governance::testing
