#include "kaisho/alerting/outbox.hpp"

#include "sample.hpp"

namespace kaisho::alerting::test {
namespace {

class OutboxTest : public ::testing::Test {
 protected:
  void open() {
    outbox.reset();
    outbox = Outbox::open(folder.path / "alerts").value();
  }
  void SetUp() override { open(); }
  void add(const std::string& id, std::vector<std::string> targets) {
    ASSERT_TRUE(outbox->commit({.alerts = {{sample(id), std::move(targets)}}, .notes = {}}));
  }

  Folder folder;
  std::unique_ptr<Outbox> outbox;
};

TEST_F(OutboxTest, G8_an_alert_comes_back_after_a_restart_as_it_was) {
  auto alert = sample("alert_7");
  alert.transaction = Hash{{9}};
  ASSERT_TRUE(outbox->commit({.alerts = {{alert, {"log", "webhook:soc"}}}, .notes = {{"position", "12"}}}));
  open();
  alert.number = 1;
  EXPECT_EQ(outbox->alerts(0, 10), std::vector<Alert>{alert});
  EXPECT_EQ(outbox->note("position"), "12");
  EXPECT_EQ(outbox->waiting().size(), 2u);
  EXPECT_EQ(outbox->last_number(), 1u);
}

TEST_F(OutboxTest, G8_the_first_time_that_each_person_saw_an_alert_stays) {
  add("alert_1", {"log"});
  add("alert_2", {"log"});
  ASSERT_TRUE(outbox->acknowledge(1, {"0x02", 20}));
  ASSERT_TRUE(outbox->acknowledge(1, {"0x01", 10}));
  ASSERT_TRUE(outbox->acknowledge(1, {"0x02", 30}));
  ASSERT_TRUE(outbox->acknowledge(3, {"0x02", 30}));
  open();
  EXPECT_EQ(outbox->acknowledgements(1), (std::vector<Outbox::Acknowledgement>{{"0x01", 10}, {"0x02", 20}}));
  EXPECT_TRUE(outbox->acknowledgements(2).empty());
  EXPECT_TRUE(outbox->acknowledgements(3).empty()) << "there is no such alert";
}

TEST_F(OutboxTest, G8_the_same_finding_is_never_told_twice) {
  add("alert_1", {"log"});
  add("alert_1", {"log"});
  open();
  add("alert_1", {"log"});
  ASSERT_TRUE(outbox->commit({.alerts = {{sample("alert_2"), {"log"}}, {sample("alert_2"), {"log"}}}, .notes = {}}));
  EXPECT_EQ(outbox->last_number(), 2u);
  EXPECT_EQ(outbox->waiting().size(), 2u);
}

TEST_F(OutboxTest, G8_what_is_delivered_waits_no_more_even_after_a_restart) {
  add("alert_1", {"webhook:a", "webhook:ab"});
  auto delivery = outbox->next({"webhook:a"}).value();
  EXPECT_EQ(delivery.target, "webhook:a");
  delivery.attempts = 1;
  delivery.delivered_ms = 5;
  ASSERT_TRUE(outbox->update(delivery));
  EXPECT_EQ(outbox->next({"webhook:a"}), std::nullopt);
  open();
  EXPECT_EQ(outbox->next({"webhook:a"}), std::nullopt);
  EXPECT_EQ(outbox->next({"webhook:ab"})->target, "webhook:ab");
  EXPECT_EQ(outbox->deliveries(1).front().delivered_ms, 5u);
}

TEST_F(OutboxTest, G8_what_failed_keeps_its_error_and_its_next_try) {
  add("alert_1", {"mail:a@b.example"});
  auto delivery = outbox->next({"mail:"}).value();
  delivery.attempts = 3;
  delivery.next_ms = 99;
  delivery.error = "refused";
  ASSERT_TRUE(outbox->update(delivery));
  open();
  EXPECT_EQ(outbox->waiting(), std::vector<Delivery>{delivery});
}

TEST_F(OutboxTest, G8_what_is_due_first_comes_first) {
  add("alert_1", {"log"});
  add("alert_2", {"log"});
  auto first = outbox->next({"log"}).value();
  EXPECT_EQ(first.alert, 1u);
  first.next_ms = 1'000;
  ASSERT_TRUE(outbox->update(first));
  EXPECT_EQ(outbox->next({"log"})->alert, 2u);
}

TEST_F(OutboxTest, G8_notes_are_listed_by_prefix_and_removed_by_emptiness) {
  ASSERT_TRUE(outbox->commit({.alerts = {}, .notes = {{"f/a/1", "x"}, {"f/a/2", "y"}, {"f/b/1", "z"}}}));
  std::string seen;
  outbox->visit_notes("f/a/", [&](std::string_view key, std::string_view value) {
    seen += std::string(key) + "=" + std::string(value) + " ";
    return true;
  });
  EXPECT_EQ(seen, "f/a/1=x f/a/2=y ");
  ASSERT_TRUE(outbox->commit({.alerts = {}, .notes = {{"f/a/1", ""}}}));
  EXPECT_EQ(outbox->note("f/a/1"), std::nullopt);
}

TEST_F(OutboxTest, G8_a_second_process_is_refused) {
  const auto second = Outbox::open(folder.path / "alerts");
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().find("can not be opened"), std::string::npos);
}

TEST_F(OutboxTest, G8_shows_no_whole_mail_address_to_strangers) {
  EXPECT_EQ(shown_target("mail:auditor@bank.example"), "mail:a…@bank.example");
  EXPECT_EQ(shown_target("user:acme"), "user:acme");
  EXPECT_EQ(shown_target("webhook:soc"), "webhook:soc");
}

TEST_F(OutboxTest, G8_reads_only_what_it_wrote) {
  EXPECT_EQ(alert_from_json("{}"), std::nullopt);
  EXPECT_EQ(alert_from_json("[1]"), std::nullopt);
  EXPECT_EQ(delivery_from_json("{\"alert\":\"x\"}"), std::nullopt);
  EXPECT_EQ(iso_time(1'800'000'000), "2027-01-15T08:00:00Z");
}

}  // namespace
}  // namespace kaisho::alerting::test
