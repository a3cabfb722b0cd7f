#include "kaisho/alerting/alerting.hpp"
#include "sample.hpp"

namespace kaisho::alerting::test {
namespace {

TEST(Contacts, G8_are_read_anew_at_each_question) {
  const Folder folder;
  const auto contact_of = contacts_of_file(folder.path / "contacts.json");
  EXPECT_NE(contact_of("acme").error().find("can not be read"), std::string::npos);
  const auto write = [&](std::string_view text) { std::ofstream(folder.path / "contacts.json") << text; };
  write(R"({"users": {"acme": {"mail": "cfo@acme.example", "language": "ja"}, "iris": {"mail": "no address"}}})");
  EXPECT_EQ(contact_of("acme")->mail, "cfo@acme.example");
  EXPECT_EQ(contact_of("acme")->language, Language::ja);
  EXPECT_NE(contact_of("iris").error().find("no usable \"mail\""), std::string::npos);
  EXPECT_NE(contact_of("zoe").error().find("no entry for user zoe"), std::string::npos);
  write("{");
  EXPECT_NE(contact_of("acme").error().find("no JSON"), std::string::npos);
}

TEST(AlertingTest, G8_tells_each_alert_to_those_who_should_know) {
  const Folder folder;
  const TestClock clock;
  Settings settings{.folder = folder.path / "alerts", .auditors = {"auditor@law.example"}, .contacts = "contacts.json"};
  settings.webhooks = {{.name = "soc",
                        .url = "https://127.0.0.1:1/",
                        .secret = folder.write("key", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"),
                        .ca = {}}};
  settings.mail = MailSettings{.server = "127.0.0.1:1", .from = "alerts@bank.example"};
  settings.notices_to_auditors = false;
  const auto alerting = Alerting::start(settings, {.clock = clock, .log = [](std::string_view) {}}).value();
  auto alert = sample();
  using Targets = std::vector<std::string>;
  EXPECT_EQ(alerting->targets_of(alert, true),
            (Targets{"log", "webhook:soc", "mail:auditor@law.example", "user:acme"}));
  EXPECT_EQ(alerting->targets_of(alert, false), (Targets{"log", "webhook:soc", "mail:auditor@law.example"}));
  alert.alarm = false;
  EXPECT_EQ(alerting->targets_of(alert, true), (Targets{"log", "user:acme"}));
}

TEST(AlertingTest, G8_refuses_settings_that_would_tell_nobody) {
  const Folder folder;
  const TestClock clock;
  Settings settings{.folder = folder.path / "alerts", .auditors = {"auditor@law.example"}};
  const auto without_mail = Alerting::start(settings, {.clock = clock, .log = {}});
  EXPECT_NE(without_mail.error().find("no mail server"), std::string::npos);
  settings.auditors = {"not an address"};
  EXPECT_NE(Alerting::start(settings, {.clock = clock, .log = {}}).error().find("no mail address"), std::string::npos);
}

TEST(AlertingTest, G8_names_receivers_that_the_settings_dropped) {
  const Folder folder;
  const TestClock clock;
  {
    const auto outbox = Outbox::open(folder.path / "alerts").value();
    ASSERT_TRUE(outbox->commit({.alerts = {{sample(), {"webhook:gone"}}}, .notes = {}}));
  }
  const Settings settings{.folder = folder.path / "alerts"};
  const auto alerting = Alerting::start(settings, {.clock = clock, .log = [](std::string_view) {}}).value();
  EXPECT_EQ(alerting->outbox().waiting().front().error, "node.toml names no such receiver any more");
}

}  // namespace
}  // namespace kaisho::alerting::test
