#include "signature.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>

#include "channel.hpp"
#include "sample.hpp"
#include "secret_file.hpp"

namespace kaisho::alerting::test {
namespace {

TEST(Signature, G8_is_the_hmac_of_rfc_4231) {
  EXPECT_EQ(to_hex_plain(hmac_sha256(view_of("Jefe"), view_of("what do ya want for nothing?"))),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

// The example of the Standard Webhooks specification (its libraries' tests use it).
TEST(Signature, G8_is_the_one_of_standard_webhooks) {
  const auto key = codec::base64::decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
  EXPECT_EQ(webhook_signature(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Secret, G8_is_taken_only_from_a_file_of_its_owner) {
  const Folder folder;
  const auto good = folder.write("good", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
  EXPECT_EQ(read_webhook_key(good)->size(), 24u);
  EXPECT_FALSE(read_webhook_key(folder.write("short", "whsec_QUJD\n")));
  EXPECT_FALSE(read_webhook_key(folder.write("bare", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")));
  EXPECT_FALSE(read_webhook_key(folder.path / "none"));
  std::filesystem::permissions(good, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
  EXPECT_NE(read_webhook_key(good).error().find("others may read"), std::string::npos);
}

TEST(WebhookSettings, G8_send_nothing_in_clear_text_over_a_network) {
  const Folder folder;
  const TestClock clock;
  WebhookSettings settings{.name = "soc",
                           .url = "http://receiver.example/hook",
                           .secret = folder.write("key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"),
                           .ca = {}};
  EXPECT_FALSE(make_webhook(settings, clock));
  settings.url = "http://127.0.0.1@receiver.example/hook";
  EXPECT_FALSE(make_webhook(settings, clock));
  for (const auto* url : {"https://receiver.example/hook", "http://127.0.0.1:8080/", "http://[::1]:8080/"}) {
    settings.url = url;
    EXPECT_TRUE(make_webhook(settings, clock)) << url;
  }
}

TEST(MailSettings, G8_send_nothing_in_clear_text_over_a_network) {
  const TestClock clock;
  MailSettings settings{.server = "mail.example:25", .from = "alerts@bank.example", .tls = MailTls::none};
  EXPECT_FALSE(make_mail(settings, Language::en, {}, clock));
  settings.tls = MailTls::starttls;
  EXPECT_TRUE(make_mail(settings, Language::en, {}, clock));
  settings.user = "alerts";  // a password is needed then
  EXPECT_FALSE(make_mail(settings, Language::en, {}, clock));
  settings.user.clear();
  settings.server = "mail.example/25";
  EXPECT_FALSE(make_mail(settings, Language::en, {}, clock));
}

}  // namespace
}  // namespace kaisho::alerting::test
