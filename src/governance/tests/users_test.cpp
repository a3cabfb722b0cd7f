#include <kaisho/base/hex.hpp>

#include "ledger_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

using Users = GovernanceTest;

Bytes signed_registration(const EntrustConsent& consent, std::uint8_t signer, ChainId chain = kChain) {
  return calls::register_user(consent, sign_digest(key(signer), digest(consent, chain)));
}

TEST_F(Users, G3_are_recorded_with_their_entrusted_organization_and_consent) {
  register_users();
  const auto user = find_user(ledger.slots(), "acme");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->account, account(kAcme));
  EXPECT_EQ(user->vorg, 1u);
  EXPECT_EQ(user->registrar, 1u);
  EXPECT_EQ(user->profile_hash, crypto::sha256(view_of("salted")));
  EXPECT_EQ(user_of(ledger.slots(), account(kAcme)), "acme");
  EXPECT_EQ(user_count(ledger.slots()), 2u);
  EXPECT_EQ(user_at(ledger.slots(), 1), "iris");
  const auto consent = find_consent(ledger.slots(), user->consent);
  ASSERT_TRUE(consent);
  EXPECT_EQ(consent->kind, ConsentKind::entrust);
  EXPECT_EQ(signer_of(consent->digest, consent->signature), account(kAcme));
}

TEST_F(Users, G3_are_not_registered_without_their_own_consent) {
  const auto consent = story.entrust("acme", kAcme);
  EXPECT_NE(ledger.send(kBank, signed_registration(consent, kBank)), "");  // the organization can not make it up
  EXPECT_NE(ledger.send(kBank, signed_registration(consent, kAcme, kChain + 1)), "");
  auto other = consent;
  other.vorg = "broker";
  other = with_text(other);
  EXPECT_NE(ledger.send(kBank, calls::register_user(other, sign_digest(key(kAcme), digest(consent, kChain)))), "");
  EXPECT_EQ(user_count(ledger.slots()), 0u);
}

TEST_F(Users, G3_have_ids_and_accounts_of_their_own) {
  register_users();
  EXPECT_EQ(ledger.send(kBank, story.register_user("acme", 13)), "there is already a user acme");
  EXPECT_EQ(ledger.send(kBank, story.register_user("acme2", kAcme)),
            "account " + to_hex(account(kAcme)) + " already belongs to user acme");
  EXPECT_EQ(ledger.send(kBank, story.register_user("a b", 13)), "'a b' is no valid userId");
  EXPECT_EQ(ledger.send(kBank, story.register_user("ops", kBroker)),
            to_hex(account(kBroker)) + " can not be a user's account");
  EXPECT_EQ(ledger.send(kBank, story.register_user("new", 13, "nobody")),
            "there is no organization nobody in the consortium");
  EXPECT_NE(ledger.send(kStranger, story.register_user("new", 13)), "");
}

TEST_F(Users, G9_name_a_private_record_whose_root_stands_on_the_ledger) {
  prepare();
  auto consent = story.issue_consent();
  const Hash root = crypto::sha256(view_of("fields"));
  consent.terms.scope = "private " + to_hex(root);
  expect_ok(kBank, story.apply_to_issue(with_text(consent)));
  EXPECT_EQ(private_root(ledger.slots(), 1), root);
  for (const auto* other : {"private", "private 0x12", "all", ""}) EXPECT_FALSE(private_scope(other)) << other;
  EXPECT_FALSE(private_scope("private 0x" + std::string(64, 'A')));
  EXPECT_FALSE(private_scope(consent.terms.scope + " "));
}

TEST_F(Users, G10_agree_to_the_text_that_the_ledger_itself_writes) {
  auto consent = story.entrust("acme", kAcme);
  consent.terms.text_hash = text_hash("I agree to everything");
  EXPECT_NE(ledger.send(kBank, signed_registration(consent, kAcme)), "");
  consent.terms.language = "ja";
  EXPECT_EQ(ledger.send(kBank, signed_registration(with_text(consent), kAcme)), "");
}

TEST_F(Users, G10_give_consents_in_known_languages_with_readable_fields_before_they_expire) {
  auto consent = story.entrust("acme", kAcme);
  consent.terms.language = "fr";
  EXPECT_EQ(ledger.send(kBank, signed_registration(with_text(consent), kAcme)),
            "there is no text in language 'fr', only in en and ja");
  consent.terms.language = "en";
  consent.terms.purpose = "a\nScope: everything";
  EXPECT_EQ(ledger.send(kBank, signed_registration(with_text(consent), kAcme)),
            "'(long or not printable)' is no valid purpose");
  consent.terms.purpose = std::string(513, 'x');
  EXPECT_EQ(ledger.send(kBank, signed_registration(with_text(consent), kAcme)), "purpose has 513, the limit is 512");
  consent.terms.purpose = "\xe5\x82\xb5\xe5\x88\xb8";
  consent.terms.expiry = kNow - 1;
  EXPECT_EQ(ledger.send(kBank, signed_registration(with_text(consent), kAcme)),
            "the consent expired at 1799999999 and it is 1800000000 (seconds since 1970)");
  consent.terms.expiry = kNow;
  EXPECT_EQ(ledger.send(kBank, signed_registration(with_text(consent), kAcme)), "");
}

}  // namespace
}  // namespace kaisho::governance::testing
