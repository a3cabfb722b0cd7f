#include "kaisho/services/passkey_sign_in.hpp"

#include <gtest/gtest.h>

#include "../../governance/tests/passkey_samples.hpp"
#include "fixed_sources.hpp"

namespace kaisho::services {
namespace {

constexpr std::string_view kOrigin = "https://admin.bank.example", kDomain = "bank.example";

/// What an authenticator answers, field by field, so that tests can change one.
struct Answer {
  std::string type = "webauthn.get", challenge, origin = std::string(kOrigin), domain = std::string(kDomain), more;
  std::uint8_t flags = 0x05;
  std::uint32_t counter = 0;
};

struct PasskeySignInTest : testing::Test {
  test::Folder folder;
  test::CountingRandom random;
  test::SettableClock clock{1'000};
  AccessBook book{folder.path() / "access"};
  AccessService access{folder.path() / "access", clock, [](std::string_view line) { FAIL() << line; }};
  PasskeySignIn sign_in{{access, clock, random}};
  governance::samples::Authenticator passkey, stranger{"07"};
  AccessEntry entry =
      book.add_passkey({"dora", "bank", 8, 1'000, 9'000},
                       {bytes_of("credential"), passkey.public_key(), std::string(kDomain), std::string(kOrigin)},
                       random)
          .value();

  [[nodiscard]] Answer answer() {
    Answer made;
    made.challenge = sign_in.challenge("192.0.2.1").challenge;
    return made;
  }

  [[nodiscard]] static PasskeySignIn::Assertion signed_by(const governance::samples::Authenticator& key,
                                                          const Answer& answer) {
    auto made = key.assertion({});
    made.client_data = R"({"type":")" + answer.type + R"(","challenge":")" + answer.challenge + R"(","origin":")" +
                       answer.origin + R"(","crossOrigin":false})";
    made.authenticator_data = bytes_of(crypto::sha256(view_of(answer.domain)).view());
    made.authenticator_data.push_back(answer.flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      made.authenticator_data.push_back(static_cast<std::uint8_t>(answer.counter >> shift));
    }
    append(made.authenticator_data, view_of(answer.more));
    key.sign(made);
    return {bytes_of("credential"), bytes_of(made.client_data), made.authenticator_data, made.signature};
  }

  [[nodiscard]] std::string refusal(const PasskeySignIn::Assertion& assertion) {
    const auto opened = sign_in.open(assertion);
    return opened ? "" : opened.error().text;
  }
};

TEST_F(PasskeySignInTest, lets_the_operator_in_until_the_session_or_the_entry_ends) {
  const auto opened = sign_in.open(signed_by(passkey, answer()));
  ASSERT_TRUE(opened) << opened.error().text;
  EXPECT_EQ(opened->operator_.name, "dora");
  EXPECT_EQ(opened->operator_.roles, 8u);
  EXPECT_EQ(sign_in.find(opened->token)->id, entry.id);
  clock.seconds = 1'000 + PasskeySignIn::kSessionLife;
  EXPECT_TRUE(sign_in.find(opened->token));
  clock.seconds += 1;
  EXPECT_FALSE(sign_in.find(opened->token));
  const auto again = sign_in.open(signed_by(passkey, answer()));
  ASSERT_TRUE(again);
  ASSERT_TRUE(book.revoke(entry.id, clock.seconds));
  EXPECT_FALSE(sign_in.find(again->token)) << "the entry is revoked";
  EXPECT_NE(refusal(signed_by(passkey, answer())).find("no such passkey"), std::string::npos);
}

TEST_F(PasskeySignInTest, takes_a_challenge_once_and_for_five_minutes) {
  const auto first = answer();
  ASSERT_TRUE(sign_in.open(signed_by(passkey, first)));
  EXPECT_EQ(sign_in.open(signed_by(passkey, first)).error().code, ErrorCode::not_found);
  const auto late = answer();
  clock.seconds += PasskeySignIn::kChallengeLife + 1;
  EXPECT_EQ(sign_in.open(signed_by(passkey, late)).error().code, ErrorCode::not_found);
  auto invented = answer();
  invented.challenge = codec::base64::encode_url(Bytes(32, 9));
  EXPECT_EQ(sign_in.open(signed_by(passkey, invented)).error().code, ErrorCode::not_found);
  invented.challenge = "short";
  EXPECT_NE(refusal(signed_by(passkey, invented)).find("challenge"), std::string::npos);
}

TEST_F(PasskeySignInTest, refuses_what_the_standard_refuses_and_keeps_the_challenge) {
  const auto good = answer();
  const auto changed = [&](auto Answer::* field, auto value) {
    auto made = good;
    made.*field = value;
    return refusal(signed_by(passkey, made));
  };
  EXPECT_NE(changed(&Answer::type, std::string("webauthn.create")).find("webauthn.get"), std::string::npos);
  EXPECT_NE(changed(&Answer::origin, std::string("https://evil.example")).find("evil.example"), std::string::npos);
  EXPECT_NE(changed(&Answer::origin, std::string(kOrigin) + "/").find("not by"), std::string::npos);
  EXPECT_NE(changed(&Answer::domain, std::string("evil.example")).find("relying party"), std::string::npos);
  EXPECT_NE(changed(&Answer::flags, std::uint8_t{0x04}).find("not present"), std::string::npos);
  EXPECT_NE(changed(&Answer::flags, std::uint8_t{0x01}).find("not verified"), std::string::npos);
  EXPECT_NE(changed(&Answer::flags, std::uint8_t{0x15}).find("backed up"), std::string::npos);
  EXPECT_NE(changed(&Answer::more, std::string("trailing")).find("authenticator data"), std::string::npos);
  EXPECT_NE(refusal(signed_by(stranger, good)).find("signature"), std::string::npos);
  auto other = signed_by(passkey, good);
  other.credential = bytes_of("another");
  EXPECT_NE(refusal(other).find("no such passkey"), std::string::npos);
  auto cut = signed_by(passkey, good);
  cut.authenticator_data.resize(36);
  EXPECT_NE(refusal(cut).find("37"), std::string::npos);
  auto no_json = signed_by(passkey, good);
  no_json.client_data = bytes_of("[]");
  EXPECT_NE(refusal(no_json).find("challenge"), std::string::npos);
  EXPECT_EQ(refusal(signed_by(passkey, good)), "") << "nothing of that used the challenge up";
}

TEST_F(PasskeySignInTest, a_counter_that_does_not_grow_tells_a_copy) {
  const auto with = [&](std::uint32_t counter) {
    auto made = answer();
    made.counter = counter;
    return refusal(signed_by(passkey, made));
  };
  EXPECT_EQ(with(5), "");
  EXPECT_NE(with(5).find("counter went back from 5 to 5"), std::string::npos);
  EXPECT_NE(with(0).find("counter went back"), std::string::npos);
  EXPECT_EQ(with(6), "");
  EXPECT_EQ(book.list()->front().passkey->counter, 6u) << "it is on the disk";
}

TEST_F(PasskeySignInTest, is_added_once_while_it_is_valid) {
  const auto add = [&](Timestamp now) {
    return book.add_passkey({"eve", "bank", 2, now, now + 100},
                            {bytes_of("credential"), stranger.public_key(), std::string(kDomain), std::string(kOrigin)},
                            random);
  };
  EXPECT_FALSE(add(1'500));
  EXPECT_TRUE(add(9'001)) << "the first has expired";
}

}  // namespace
}  // namespace kaisho::services
