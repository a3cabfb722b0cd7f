#include "mail_message.hpp"

#include <sstream>

#include <kaisho/codec/base64.hpp>

#include "sample.hpp"

namespace kaisho::alerting::test {
namespace {

/// Decodes encoded words as RFC 2047 says: the space between two of them goes.
std::string decoded(std::string field) {
  std::string text;
  for (std::size_t at = 0; at < field.size();) {
    if (field.compare(at, 10, "=?UTF-8?B?") != 0) {
      text += field[at++];
      continue;
    }
    const auto end = field.find("?=", at + 10);
    const auto bytes = codec::base64::decode(std::string_view(field).substr(at + 10, end - at - 10)).value();
    text.append(bytes.begin(), bytes.end());
    at = end + 2;
    if (field.compare(at, 3, "\r\n ") == 0) at += 3;
  }
  return text;
}

const MailSender kFrom{"Kaisho", "alerts@bank.example"};

TEST(Mail, G8_has_the_fields_of_rfc_5322) {
  const auto text = rfc5322(mail_of(sample(), kFrom, "auditor@law.example", Language::en, 1'800'000'001));
  for (const auto* line :
       {"From: Kaisho <alerts@bank.example>\r\n", "To: auditor@law.example\r\n",
        "Subject: [Kaisho demo] alarm: unauthorized policy\r\n", "Date: Fri, 15 Jan 2027 08:00:01 +0000\r\n",
        "Auto-Submitted: auto-generated\r\n", "MIME-Version: 1.0\r\n", "Content-Type: text/plain; charset=utf-8\r\n",
        "Content-Transfer-Encoding: base64\r\n\r\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line;
  }
  std::stringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.back(), '\r');
    EXPECT_LE(line.size(), 79u) << line;
  }
}

TEST(Mail, G8_a_japanese_subject_is_in_encoded_words_that_split_no_character) {
  auto alert = sample();
  for (int i = 0; i < 10; ++i) alert.title.ja += "、とても長い題名";
  const auto mail = mail_of(alert, kFrom, "auditor@law.example", Language::ja, 1);
  const auto field = header_text(mail.subject, 9);
  EXPECT_EQ(decoded(field), "[Kaisho demo] 警報: " + alert.title.ja);
  std::stringstream lines(field);
  for (std::string line; std::getline(lines, line);) {
    const auto word = line.substr(line.find("=?"), line.rfind("?=") + 2 - line.find("=?"));
    EXPECT_LE(word.size(), 75u);
    const auto bytes = codec::base64::decode(word.substr(10, word.size() - 12)).value();
    EXPECT_NE(bytes.front() & 0xc0, 0x80) << "begins inside a character";
  }
}

TEST(Mail, G8_a_text_never_makes_a_header_field) {
  EXPECT_EQ(header_text("a\r\nBcc: all@bank.example", 9), "a  Bcc: all@bank.example");
  EXPECT_EQ(decoded(header_text("=?UTF-8?B?QQ==?=", 9)), "=?UTF-8?B?QQ==?=");
}

TEST(Mail, G8_the_message_id_is_the_same_at_every_attempt_and_differs_between_receivers) {
  const auto first = mail_of(sample(), kFrom, "a@b.example", Language::en, 1);
  EXPECT_EQ(first.message_id, mail_of(sample(), kFrom, "a@b.example", Language::en, 2).message_id);
  EXPECT_NE(first.message_id, mail_of(sample(), kFrom, "c@b.example", Language::en, 1).message_id);
  EXPECT_TRUE(first.message_id.ends_with("@bank.example"));
}

TEST(Mail, G8_takes_only_addresses_that_need_no_quoting) {
  EXPECT_TRUE(is_mail_address("a.b+c@bank.example"));
  for (const auto* bad : {"", "a", "@b", "a@", "a@b@c", "a b@c", "a@b\r\nRCPT TO:<x@y>", "<a@b>", "名@b", "a@b,c@d"}) {
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  }
}

TEST(Mail, G8_a_senders_name_with_other_letters_is_encoded) {
  auto mail = mail_of(sample(), {"銀行", "alerts@bank.example"}, "a@b.example", Language::ja, 1);
  EXPECT_NE(rfc5322(mail).find("From: =?UTF-8?B?6YqA6KGM?= <alerts@bank.example>\r\n"), std::string::npos);
}

}  // namespace
}  // namespace kaisho::alerting::test
