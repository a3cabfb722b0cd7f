#include "consent_file.hpp"

#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::cli {
namespace {

governance::Terms terms() { return {{}, "en", "issue a bond", "this bond only", 1'900'000'000, {}}; }

ConsentFile issue() {
  const Bytes arguments(32, 1);
  const governance::IssueConsent consent{
      "acme", "ACME-2031", crypto::sha256(view_of("package")), crypto::keccak256(arguments), "bank", terms()};
  return {31337, governance::with_text(consent), arguments, "uint256", {}};
}

ConsentFile entrust() {
  const governance::EntrustConsent consent{"acme", Address{}, "bank", Hash{}, terms()};
  return {31337, governance::with_text(consent), {}, {}, Bytes(65, 7)};
}

ConsentFile upgrade() {
  const Bytes arguments(32, 3);
  const governance::UpgradeConsent consent{"acme",
                                           "ACME-2031",
                                           Address{},
                                           crypto::sha256(view_of("package")),
                                           crypto::sha256(view_of("next")),
                                           crypto::keccak256(arguments),
                                           "bank",
                                           terms(),
                                           governance::OnWithdrawal::wind_down};
  return {31337, governance::with_text(consent), arguments, "uint256", {}};
}

ConsentFile pause() {
  const governance::ChangeConsent consent{"acme", "ACME-2031", "pause", Address{}, Hash{}, "bank", terms()};
  return {31337, governance::with_text(consent), {}, {}, {}};
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

std::string refusal(const std::string& json) {
  const auto read = parse_consent(json);
  return read ? "taken" : read.error().code;
}

TEST(ConsentFile, G10_is_read_back_as_it_was_written) {
  for (const auto& file : {issue(), entrust(), upgrade(), pause()}) {
    const auto read = parse_consent(to_json(file));
    ASSERT_TRUE(read) << read.error().text;
    EXPECT_EQ(to_json(*read), to_json(file));
    EXPECT_EQ(read->digest(), file.digest());
  }
}

TEST(ConsentFile, G10_is_refused_where_its_text_is_not_that_of_its_fields) {
  const auto text = to_json(issue());
  EXPECT_EQ(refusal(replaced(text, "the signature of bank", "the signature of nobody")), "consent_malformed");
  EXPECT_EQ(refusal(replaced(text, "\"vorg\":\"bank\"", "\"vorg\":\"exchange\"")), "consent_malformed");
}

TEST(ConsentFile, G10_is_refused_where_a_hash_is_not_that_of_what_it_names) {
  auto file = issue();
  file.arguments.front() = 2;
  EXPECT_EQ(refusal(to_json(file)), "consent_inconsistent");
  file = issue();
  std::get<governance::IssueConsent>(file.consent).terms.text_hash = {};
  EXPECT_EQ(refusal(to_json(file)), "consent_inconsistent");
}

TEST(ConsentFile, G7_an_upgrade_or_a_pause_is_refused_where_its_text_tells_something_else) {
  EXPECT_EQ(refusal(replaced(to_json(pause()), "\"action\":\"pause\"", "\"action\":\"retire\"")), "consent_malformed");
  EXPECT_EQ(refusal(replaced(to_json(upgrade()), "\"onWithdrawal\":\"wind-down\"", "\"onWithdrawal\":\"pause\"")),
            "consent_malformed");
  EXPECT_EQ(refusal(replaced(to_json(upgrade()), ",\"onWithdrawal\":\"wind-down\"", "")), "consent_malformed");
  auto file = upgrade();
  file.arguments.front() = 4;
  EXPECT_EQ(refusal(to_json(file)), "consent_inconsistent");
}

TEST(ConsentFile, G10_is_refused_where_it_is_no_consent) {
  EXPECT_EQ(refusal(""), "consent_malformed");
  EXPECT_EQ(refusal("[]"), "consent_malformed");
  EXPECT_EQ(refusal(replaced(to_json(issue()), "kaisho-consent/1", "kaisho-consent/2")), "consent_malformed");
  EXPECT_EQ(refusal(replaced(to_json(issue()), "\"kind\":\"issue\"", "\"kind\":\"give\"")), "consent_malformed");
  EXPECT_EQ(refusal(replaced(to_json(issue()), "\"salt\"", "\"extra\":1,\"salt\"")), "consent_malformed");
  EXPECT_EQ(refusal(replaced(to_json(issue()), "\"expiry\":1900000000", "\"expiry\":-1")), "consent_malformed");
}

TEST(ConsentFile, G10_gives_a_consent_only_of_the_wanted_kind_and_signed) {
  EXPECT_TRUE(signed_consent<governance::EntrustConsent>(entrust()));
  EXPECT_EQ(signed_consent<governance::IssueConsent>(entrust()).error().code, "wrong_consent_kind");
  EXPECT_EQ(signed_consent<governance::IssueConsent>(issue()).error().code, "not_signed");
}

}  // namespace
}  // namespace kaisho::cli
