#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/services/sign_in_service.hpp>

#include "../../governance/tests/passkey_samples.hpp"
#include "fixed_sources.hpp"
#include "service_chain.hpp"

namespace kaisho::services {
namespace {

// The example of EIP-4361, "Informal Message Template" with its ABNF's optional fields.
constexpr std::string_view kExample =
    "service.invalid wants you to sign in with your Ethereum account:\n"
    "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2\n"
    "\n"
    "I accept the ServiceOrg Terms of Service: https://service.invalid/tos\n"
    "\n"
    "URI: https://service.invalid/login\n"
    "Version: 1\n"
    "Chain ID: 1\n"
    "Nonce: 32891756\n"
    "Issued At: 2021-09-30T16:25:24Z\n"
    "Resources:\n"
    "- ipfs://bafybeiemxf5abjwjbikoz4mc3a3dla6ual3jsgpdr4cjr3oz3evfyavhwq/\n"
    "- https://example.com/my-web2-claim.json";

std::string with(std::string_view from, std::string_view to) {
  std::string text(kExample);
  text.replace(text.find(from), from.size(), to);
  return text;
}

TEST(SignInMessages, are_read_as_EIP_4361_shows_them) {
  const auto message = parse_sign_in(kExample);
  ASSERT_TRUE(message) << message.error();
  EXPECT_EQ(message->domain, "service.invalid");
  EXPECT_EQ(checksummed(message->address), "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2");
  EXPECT_EQ(message->chain_id, 1u);
  EXPECT_EQ(message->issued_at, 1'633'019'124u);
  EXPECT_EQ(message->resources.size(), 2u);
  EXPECT_EQ(to_text(*message), kExample);
}

TEST(SignInMessages, may_lack_a_statement) {
  const auto text = with("I accept the ServiceOrg Terms of Service: https://service.invalid/tos\n\n", "\n");
  const auto message = parse_sign_in(text);
  ASSERT_TRUE(message) << message.error();
  EXPECT_EQ(message->statement, "");
  EXPECT_EQ(to_text(*message), text);
}

TEST(SignInMessages, are_refused_in_any_other_form) {
  EXPECT_FALSE(parse_sign_in(""));
  EXPECT_FALSE(parse_sign_in(with("wants you", "wants  you")));
  EXPECT_FALSE(parse_sign_in(with("service.invalid wants", " wants")));
  EXPECT_FALSE(parse_sign_in(with("0xC02aaA39b", "0xc02aaA39b"))) << "the checksum is another";
  EXPECT_FALSE(parse_sign_in(with("Version: 1\n", "")));
  EXPECT_FALSE(parse_sign_in(with("Nonce: 32891756", "Nonce: 3289175")));
  EXPECT_FALSE(parse_sign_in(with("Nonce: 32891756", "Nonce: 32891756-")));
  EXPECT_FALSE(parse_sign_in(with("Chain ID: 1", "Chain ID: 0x1")));
  EXPECT_FALSE(parse_sign_in(with("2021-09-30T16:25:24Z", "2021-02-30T16:25:24Z")));
  EXPECT_FALSE(parse_sign_in(with("\nNonce", "\r\nNonce")));
  EXPECT_FALSE(parse_sign_in(std::string(kExample) + "\n"));
  EXPECT_FALSE(parse_sign_in(std::string(kExample) + "\nAdministrator: yes"));
}

TEST(SignInMessages, have_times_of_RFC_3339) {
  EXPECT_EQ(from_rfc3339("1970-01-01T00:00:00Z"), 0u);
  EXPECT_EQ(from_rfc3339("2026-11-23T06:20:17.123Z"), 1'795'414'817u);
  EXPECT_EQ(from_rfc3339("2026-11-23T15:20:17+09:00"), 1'795'414'817u);
  EXPECT_EQ(to_rfc3339(1'795'414'817), "2026-11-23T06:20:17Z");
  for (const auto* text : {"2026-11-23", "2026-11-23 06:20:17Z", "2026-11-23T06:20:17", "2026-11-23T24:00:00Z",
                           "2026-11-23T06:20:17.Z", "1969-12-31T23:59:59Z", "2026-11-23T06:20:17+25:00"}) {
    EXPECT_FALSE(from_rfc3339(text)) << text;
  }
}

struct SignIn : testing::Test, test::ServiceChain {
  test::SettableClock clock{1'800'000'000};
  test::CountingRandom random;
  SignInService service{{ledger, clock, random}};
  Address account = test::account(1);

  std::string message(const std::string& nonce) {
    SignInMessage made;
    made.domain = "bank.example";
    made.address = account;
    made.uri = "https://bank.example/";
    made.version = "1";
    made.chain_id = ledger.chain_id();
    made.nonce = nonce;
    made.issued_at = clock.seconds;
    return to_text(made);
  }
  static Hash digest_of(const std::string& text) {
    return crypto::keccak256(
        "\x19"
        "Ethereum Signed Message:\n" +
        std::to_string(text.size()) + text);
  }
  static Bytes sign(const std::string& text, const crypto::PrivateKey& key) {
    const auto rsv = crypto::to_rsv(crypto::sign(key, digest_of(text)));
    return {rsv.begin(), rsv.end()};
  }
  auto open(const std::string& text, const Bytes& signature) {
    return service.open(text, signature, [](std::string_view domain) { return domain == "bank.example"; });
  }
};

TEST_F(SignIn, opens_one_session_for_one_challenge) {
  const auto text = message(service.challenge("192.0.2.1").nonce);
  const auto signature = sign(text, test::key(1));
  const auto opened = open(text, signature);
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(service.find(opened->token)->account, account);
  EXPECT_EQ(open(text, signature).error().code, ErrorCode::not_found);
}

TEST_F(SignIn, ends_a_session_after_its_time_or_when_it_is_closed) {
  const auto text = message(service.challenge("192.0.2.1").nonce);
  const auto opened = open(text, sign(text, test::key(1)));
  clock.seconds = opened->session.expires;
  EXPECT_TRUE(service.find(opened->token));
  ++clock.seconds;
  EXPECT_FALSE(service.find(opened->token));
  const auto again = message(service.challenge("192.0.2.1").nonce);
  const auto second = open(again, sign(again, test::key(1)));
  service.close(second->token);
  EXPECT_FALSE(service.find(second->token));
}

TEST_F(SignIn, takes_nobody_elses_signature_and_no_old_challenge) {
  const auto text = message(service.challenge("192.0.2.1").nonce);
  EXPECT_EQ(open(text, sign(text, test::key(2))).error().code, ErrorCode::refused);
  EXPECT_EQ(open(text, Bytes(65, 1)).error().code, ErrorCode::refused);
  EXPECT_EQ(open(text, {}).error().code, ErrorCode::refused);
  clock.seconds += SignInService::kChallengeLife + 1;
  EXPECT_EQ(open(text, sign(text, test::key(1))).error().code, ErrorCode::refused) << "issued too long ago";
  const auto late = message(text.substr(text.find("Nonce: ") + 7, 32));
  EXPECT_EQ(open(late, sign(late, test::key(1))).error().code, ErrorCode::not_found) << "the nonce is too old";
}

TEST_F(SignIn, G10_a_passkey_signs_in_for_the_account_of_its_key) {
  const governance::samples::Authenticator passkey, other{"07"};
  account = passkey.account();
  const auto text = message(service.challenge("192.0.2.1").nonce);
  EXPECT_EQ(open(text, other(digest_of(text))).error().code, ErrorCode::refused) << "another key";
  EXPECT_EQ(open(text, passkey(digest_of(text + " "))).error().code, ErrorCode::refused) << "another message";
  auto unverified = passkey.assertion(digest_of(text));
  unverified.authenticator_data[32] = 0x01;
  passkey.sign(unverified);
  EXPECT_EQ(open(text, encode(unverified)).error().code, ErrorCode::refused) << "the user was not verified";
  const auto opened = open(text, passkey(digest_of(text)));
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(service.find(opened->token)->account, account);
}

/// isValidSignature of a contract that takes signatures beginning with the byte 7; `behind` is put behind the selector.
Bytes takes_sevens(std::uint8_t behind) {
  return {0x63, 0x16,   0x26, 0xba, 0x7e, 0x60, 0xe0, 0x1b,              // the selector, at the beginning of a word
          0x60, 0x64,   0x35, 0x60, 0xf8, 0x1c, 0x60, 0x07, 0x14, 0x02,  // times (first byte of the signature == 7)
          0x60, behind, 0x17, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xf3};  // or `behind`; return it
}

TEST_F(SignIn, a_contract_account_signs_in_by_ERC_1271) {
  account = deploy(takes_sevens(0), 0);
  const auto text = message(service.challenge("192.0.2.1").nonce);
  EXPECT_EQ(open(text, {6, 1, 2}).error().code, ErrorCode::refused);
  EXPECT_EQ(open(text, sign(text, test::key(1))).error().code, ErrorCode::refused) << "its deployer is nobody to it";
  const auto opened = open(text, {7, 1, 2});
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(service.find(opened->token)->account, account);
}

TEST_F(SignIn, takes_no_contract_that_answers_more_than_the_selector) {
  account = deploy(takes_sevens(1), 0);
  const auto text = message(service.challenge("192.0.2.1").nonce);
  EXPECT_EQ(open(text, {7, 1, 2}).error().code, ErrorCode::refused);
}

TEST_F(SignIn, looks_at_the_nonce_before_it_asks_a_contract) {
  account = deploy(takes_sevens(0), 0);
  EXPECT_EQ(open(message(std::string(32, 'a')), {6}).error().code, ErrorCode::not_found);
}

TEST_F(SignIn, keeps_sixteen_sessions_of_an_account) {
  std::vector<std::string> tokens;
  for (std::size_t i = 0; i <= SignInService::kSessionsOfAccount; ++i) {
    ++clock.seconds;
    const auto text = message(service.challenge("192.0.2.1").nonce);
    tokens.push_back(open(text, sign(text, test::key(1)))->token);
  }
  EXPECT_FALSE(service.find(tokens.front()));
  EXPECT_TRUE(service.find(tokens[1]));
  EXPECT_TRUE(service.find(tokens.back()));
}

}  // namespace
}  // namespace kaisho::services
