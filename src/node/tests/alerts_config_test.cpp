#include <gtest/gtest.h>

#include "kaisho/node/config.hpp"

namespace kaisho::node {
namespace {

constexpr std::string_view kNode = "data = \"chain\"\ngenesis = \"genesis.json\"\n";

Result<NodeConfig> parsed(std::string_view alerts) {
  return parse_config(std::string(kNode) + std::string(alerts), "/etc/kaisho");
}
std::string refused(std::string_view alerts) {
  const auto config = parsed(alerts);
  return config ? "taken" : config.error().text;
}

TEST(AlertsConfig, G8_without_a_table_only_the_log_is_told) {
  const auto config = parsed("").value();
  EXPECT_EQ(config.alerts.folder, "/etc/kaisho/alerts");
  EXPECT_TRUE(config.alerts.webhooks.empty());
  EXPECT_FALSE(config.alerts.mail);
}

TEST(AlertsConfig, G8_reads_every_setting) {
  const auto config = parsed(R"(
[alerts]
folder = "var/alerts"
language = "ja"
auditors = ["auditor@law.example"]
notices_to_auditors = false
contacts = "contacts.json"
first_retry_ms = 100
longest_retry_ms = 60000
[[alerts.webhook]]
name = "soc"
url = "https://soc.example/hook"
secret = "soc.secret"
[alerts.mail]
server = "mail.bank.example:587"
from = "alerts@bank.example"
from_name = "銀行"
user = "alerts"
password = "mail.password"
ca = "ca.pem"
)");
  ASSERT_TRUE(config) << config.error().text;
  const auto& alerts = config->alerts;
  EXPECT_EQ(alerts.folder, "/etc/kaisho/var/alerts");
  EXPECT_EQ(alerts.language, alerting::Language::ja);
  EXPECT_EQ(alerts.auditors, std::vector<std::string>{"auditor@law.example"});
  EXPECT_FALSE(alerts.notices_to_auditors);
  EXPECT_EQ(alerts.contacts, "/etc/kaisho/contacts.json");
  EXPECT_EQ(alerts.first_retry.count(), 100);
  EXPECT_EQ(alerts.longest_retry.count(), 60'000);
  EXPECT_EQ(alerts.webhooks.at(0).secret, "/etc/kaisho/soc.secret");
  EXPECT_EQ(alerts.mail->server, "mail.bank.example:587");
  EXPECT_EQ(alerts.mail->tls, alerting::MailTls::starttls);
  EXPECT_EQ(alerts.mail->from_name, "銀行");
  EXPECT_EQ(alerts.mail->password, "/etc/kaisho/mail.password");
}

TEST(AlertsConfig, G8_refuses_what_would_be_silently_ignored) {
  EXPECT_EQ(refused("[alerts]\nauditor = [\"a@b\"]"), "there is no setting 'alerts.auditor'");
  EXPECT_EQ(refused("[alerts]\nlanguage = \"de\""), "'alerts.language' is neither en nor ja");
  EXPECT_EQ(refused("[alerts]\nfirst_retry_ms = 0"), "'alerts.first_retry_ms' is zero");
  EXPECT_EQ(refused("[[alerts.webhook]]\nname = \"soc\"\nsecret = \"s\""), "'alerts.webhook.url' is missing");
  EXPECT_EQ(refused("[[alerts.webhook]]\nname = \"a:b\"\nurl = \"https://x\"\nsecret = \"s\""),
            "'alerts.webhook.name' is empty or has a colon, a slash or a space");
  EXPECT_EQ(refused("[alerts.mail]\nfrom = \"a@b\""), "'alerts.mail.server' is missing");
  EXPECT_EQ(refused("[alerts.mail]\nserver = \"a:1\"\nfrom = \"a@b\"\nstarttls = true"),
            "there is no setting 'alerts.mail.starttls'");
  EXPECT_EQ(refused("[alerts.mail]\nserver = \"a:1\"\nfrom = \"a@b\"\ntls = \"maybe\""),
            "'alerts.mail.tls' is none of starttls, implicit, none");
}

}  // namespace
}  // namespace kaisho::node
