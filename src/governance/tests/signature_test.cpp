#include <kaisho/base/hex.hpp>

#include "ledger_of_one.hpp"
#include "passkey_samples.hpp"

namespace kaisho::governance::testing {
namespace {

constexpr std::uint8_t kClerk = 31, kSecondClerk = 32;

struct Signatures : GovernanceTest {
  samples::Authenticator passkey;

  [[nodiscard]] EntrustConsent entrust(std::string id, const Address& account) const {
    return with_text(EntrustConsent{std::move(id), account, "bank", crypto::sha256(view_of("salted")), terms()});
  }
  [[nodiscard]] EntrustConsent with_passkey() const { return entrust("pia", passkey.account()); }
  [[nodiscard]] EntrustConsent on_paper() const { return entrust("paul", witnessed_account("paul")); }
  std::string register_user(std::uint8_t from, const EntrustConsent& consent, const Bytes& signature) {
    return ledger.send(from, calls::register_user(consent, signature));
  }
  [[nodiscard]] static Bytes witnessed(const Hash& document, std::string user, std::string organization,
                                       std::uint8_t clerk) {
    const Hash paper = crypto::sha256(view_of("scan"));
    const Witness witness{document, user, organization, paper};
    return encode(WitnessedSignature{std::move(user), std::move(organization), paper,
                                     sign_digest(key(clerk), digest(witness, kChain))});
  }
  [[nodiscard]] static Bytes witnessed(const EntrustConsent& consent, std::uint8_t clerk) {
    return witnessed(digest(consent, kChain), consent.user_id, "bank", clerk);
  }
  void name_clerks() {
    expect_ok(kBank, calls::set_clerk(account(kClerk), true));
    expect_ok(kBank, calls::set_clerk(account(kSecondClerk), true));
  }
};

TEST_F(Signatures, G10_of_a_passkey_registers_its_user_and_is_marked) {
  const auto consent = with_passkey();
  ASSERT_EQ(register_user(kBank, consent, passkey(digest(consent, kChain))), "");
  const auto record = find_consent(ledger.slots(), digest(consent, kChain));
  ASSERT_TRUE(record);
  EXPECT_EQ(record->form, SignatureForm::passkey);
  EXPECT_EQ(record->account, passkey.account());
  EXPECT_EQ(user_of(ledger.slots(), passkey.account()), "pia");
  const auto again = parse_passkey(record->signature);
  ASSERT_TRUE(again);
  EXPECT_TRUE(check(*again, record->digest).has_value());
}

TEST_F(Signatures, G10_of_a_passkey_issue_withdraw_and_distribute_like_any_other) {
  test_program();
  const auto entrusting = with_passkey();
  ASSERT_EQ(register_user(kBank, entrusting, passkey(digest(entrusting, kChain))), "");
  auto issue = story.issue_consent();
  issue.user_id = "pia";
  issue = with_text(issue);
  const auto hash = digest(issue, kChain);
  EXPECT_NE(ledger.send(kBank, calls::apply_to_issue(issue, story.arguments, sign_digest(key(kBank), hash))), "");
  ASSERT_EQ(ledger.send(kBank, calls::apply_to_issue(issue, story.arguments, passkey(hash))), "");
  const auto withdrawal = with_text(Withdrawal{"pia", "BOND", 1, hash, {}, "en"});
  ASSERT_EQ(ledger.send(kStranger, calls::withdraw(withdrawal, passkey(digest(withdrawal, kChain)))), "");
  const auto record = find_consent(ledger.slots(), hash);
  EXPECT_EQ(record->withdrawn, kNow);
  EXPECT_EQ(record->form, SignatureForm::passkey);
  EXPECT_EQ(record->withdrawal_form, SignatureForm::passkey);
}

TEST_F(Signatures, G10_of_a_passkey_count_for_one_document_on_one_chain) {
  const auto consent = with_passkey();
  auto other = consent;
  other.terms.salt.bytes[5] = 1;
  for (const auto& hash : {digest(with_text(other), kChain), digest(consent, kChain + 1)}) {
    EXPECT_EQ(register_user(kBank, consent, passkey(hash)),
              "the passkey's signature is refused: its challenge is not the digest of this document");
  }
}

/// An assertion that a test changed and the authenticator signed again.
template <class Change>
std::string changed(Signatures& test, const Change& change) {
  const auto consent = test.with_passkey();
  auto assertion = test.passkey.assertion(digest(consent, kChain));
  change(assertion);
  test.passkey.sign(assertion);
  return test.register_user(kBank, consent, encode(assertion));
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  text.replace(text.find(from), from.size(), to);
}

TEST_F(Signatures, G10_of_a_passkey_are_assertions_of_a_present_and_verified_user) {
  const std::string refused = "the passkey's signature is refused: ";
  EXPECT_EQ(changed(*this, [](auto& a) { replace(a.client_data, "webauthn.get", "webauthn.create"); }),
            refused + "its client data is not of type webauthn.get");
  EXPECT_EQ(changed(*this, [](auto& a) { replace(a.client_data, R"("crossOrigin":false)", R"("crossOrigin":true)"); }),
            refused + "it was asked for from within a foreign page (crossOrigin)");
  EXPECT_EQ(changed(*this, [](auto& a) { replace(a.client_data, "{", R"({"challenge":"x",)"); }),
            refused + "its client data is no JSON object of at most 2,048 bytes");  // the key twice
  EXPECT_EQ(changed(*this, [](auto& a) { a.client_data = "[]"; }),
            refused + "its client data is no JSON object of at most 2,048 bytes");
  EXPECT_EQ(changed(*this, [](auto& a) { replace(a.client_data, "bank.example", std::string(2'100, 'x')); }),
            refused + "its client data is no JSON object of at most 2,048 bytes");
  EXPECT_EQ(changed(*this, [](auto& a) { a.authenticator_data[32] = 0x04; }), refused + "the user was not present");
  EXPECT_EQ(changed(*this, [](auto& a) { a.authenticator_data[32] = 0x01; }),
            refused + "the user was not verified (PIN, finger or face)");
  EXPECT_EQ(changed(*this, [](auto& a) { a.authenticator_data.pop_back(); }),
            refused + "its authenticator data does not have 37 to 1,024 bytes");
  EXPECT_EQ(changed(*this, [](auto& a) { a.authenticator_data.push_back(0); }),
            refused + "its authenticator data is not that of an assertion");
  EXPECT_EQ(changed(*this, [](auto& a) { a.authenticator_data[32] = 0x45; }),
            refused + "its authenticator data is not that of an assertion");
  EXPECT_EQ(changed(*this, [](auto&) {}), "");  // the same, unchanged
}

TEST_F(Signatures, G10_of_a_passkey_have_one_form_only) {
  const auto consent = with_passkey();
  const auto hash = digest(consent, kChain);
  auto assertion = passkey.assertion(hash);
  assertion.signature.bytes[63] ^= 1;
  EXPECT_EQ(register_user(kBank, consent, encode(assertion)),
            "the passkey's signature is refused: its signature is not one of its key, or has a high s");
  auto bytes = passkey(hash);
  bytes.push_back(0);
  EXPECT_NE(register_user(kBank, consent, bytes), "");
  bytes.resize(40);
  EXPECT_NE(register_user(kBank, consent, bytes), "");
  EXPECT_NE(register_user(kBank, consent, Bytes{kPasskeyMark}), "");
  EXPECT_NE(register_user(kBank, consent, Bytes{}), "");
  EXPECT_EQ(register_user(kBank, consent, Bytes(8'193, kPasskeyMark)), "signature has 8193, the limit is 8192");
}

TEST_F(Signatures, G10_of_a_passkey_belong_to_the_account_of_its_key) {
  const auto consent = entrust("pia", account(kAcme));
  EXPECT_EQ(register_user(kBank, consent, passkey(digest(consent, kChain))),
            to_hex(account(kAcme)) + " did not sign this: the signature belongs to " + to_hex(passkey.account()) +
                ", or to another package, organization, text or chain");
}

TEST_F(Signatures, G10_on_paper_are_witnessed_by_a_clerk_and_a_second_person_and_marked_as_weaker) {
  const auto consent = on_paper();
  EXPECT_EQ(register_user(kBank, consent, witnessed(consent, kClerk)),
            "the witnessed signature is refused: its signer is no clerk of bank");
  name_clerks();
  EXPECT_EQ(register_user(kBank, consent, witnessed(consent, kBank)),
            "the witnessed signature is refused: a second person has to send it (four eyes)");
  ASSERT_EQ(register_user(kBank, consent, witnessed(consent, kClerk)), "");
  const auto record = find_consent(ledger.slots(), digest(consent, kChain));
  EXPECT_EQ(record->form, SignatureForm::witnessed);
  EXPECT_NE(std::string(describe(record->form)).find("WEAKER"), std::string::npos);
  EXPECT_EQ(ledger.logs.size(), 2u);  // Witnessed, UserRegistered
}

TEST_F(Signatures, G10_on_paper_never_count_for_a_user_with_a_key) {
  name_clerks();
  const auto consent = entrust("acme", account(kAcme));
  EXPECT_NE(register_user(kBank, consent, witnessed(consent, kClerk)), "");
  const auto with_key = with_passkey();
  EXPECT_NE(register_user(kBank, with_key, witnessed(with_key, kClerk)), "");
  EXPECT_EQ(user_count(ledger.slots()), 0u);
}

TEST_F(Signatures, G10_on_paper_need_a_clerk_of_the_entrusted_organization_of_now) {
  test_program();
  name_clerks();
  const auto consent = on_paper();
  ASSERT_EQ(register_user(kBank, consent, witnessed(consent, kClerk)), "");
  expect_ok(kBroker, calls::set_clerk(account(33), true));
  auto issue = story.issue_consent();
  issue.user_id = "paul";
  issue = with_text(issue);
  const auto hash = digest(issue, kChain);
  const auto apply = [&](std::string organization, std::uint8_t clerk) {
    return ledger.send(
        kBank, calls::apply_to_issue(issue, story.arguments, witnessed(hash, "paul", std::move(organization), clerk)));
  };
  EXPECT_EQ(apply("broker", 33),
            "the witnessed signature is refused: it is not for this organization's clerks to witness for this user");
  EXPECT_EQ(apply("bank", 33), "the witnessed signature is refused: its signer is no clerk of bank");
  expect_ok(kBank, calls::set_clerk(account(kSecondClerk), false));
  EXPECT_EQ(apply("bank", kSecondClerk), "the witnessed signature is refused: its signer is no clerk of bank");
  EXPECT_EQ(apply("bank", kClerk), "");
  EXPECT_EQ(find_consent(ledger.slots(), hash)->form, SignatureForm::witnessed);
}

TEST_F(Signatures, G10_on_paper_are_for_one_document) {
  name_clerks();
  const auto consent = on_paper();
  auto other = consent;
  other.terms.salt.bytes[5] = 1;
  other = with_text(other);
  EXPECT_NE(register_user(kBank, consent, witnessed(other, kClerk)), "");
  EXPECT_NE(register_user(kBank, consent, witnessed(digest(consent, kChain), "pauline", "bank", kClerk)), "");
}

TEST_F(Signatures, G3_clerks_are_nobody_else_and_end) {
  register_users();
  EXPECT_EQ(ledger.send(kStranger, calls::set_clerk(account(kClerk), true)),
            to_hex(account(kStranger)) + " is no operator of a member organization");
  EXPECT_NE(ledger.send(kBank, calls::set_clerk(account(kAcme), true)), "");
  EXPECT_NE(ledger.send(kBank, calls::set_clerk(account(kBroker), true)), "");
  expect_ok(kBank, calls::set_clerk(account(kClerk), true));
  EXPECT_EQ(ledger.send(kBank, calls::set_clerk(account(kClerk), true)),
            "everything is so already: there is nothing to change");
  EXPECT_NE(ledger.send(kBroker, calls::set_clerk(account(kClerk), true)), "");
  EXPECT_NE(ledger.send(kBank, story.register_user("clerk", kClerk)), "");
  expect_ok(kBank, calls::set_clerk(account(kClerk), false));
  EXPECT_EQ(find_clerk(ledger.slots(), account(kClerk))->until, kNow);
}

}  // namespace
}  // namespace kaisho::governance::testing
