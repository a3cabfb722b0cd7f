#include "courier.hpp"

#include <thread>

#include "sample.hpp"

namespace kaisho::alerting::test {
namespace {

/// A receiver that says no until it is told otherwise.
struct Receiver {
  std::atomic<bool> up = false;
  std::atomic<int> asked = 0, took = 0;
};

class TestChannel final : public Channel {
 public:
  explicit TestChannel(Receiver& receiver) : receiver_(receiver) {}
  [[nodiscard]] std::vector<std::string> kinds() const override { return {"webhook:soc"}; }
  [[nodiscard]] std::expected<void, std::string> deliver(const Alert&, const std::string&,
                                                         const std::stop_token&) override {
    ++receiver_.asked;
    if (!receiver_.up) return std::unexpected("down");
    ++receiver_.took;
    return {};
  }

 private:
  Receiver& receiver_;
};

class CourierTest : public ::testing::Test {
 protected:
  void SetUp() override { outbox = Outbox::open(folder.path / "alerts").value(); }
  void add(const std::string& id) {
    ASSERT_TRUE(outbox->commit({.alerts = {{sample(id), {"webhook:soc"}}}, .notes = {}}));
  }
  std::unique_ptr<Courier> start(Backoff backoff) {
    return std::make_unique<Courier>(*outbox, std::make_unique<TestChannel>(receiver), backoff, clock);
  }
  /// Waits until it holds, at most 20 seconds.
  template <class Condition>
  static bool until(const Condition& condition) {
    for (int i = 0; i < 4'000 && !condition(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return condition();
  }

  Folder folder;
  TestClock clock;
  Receiver receiver;
  std::unique_ptr<Outbox> outbox;
};

TEST_F(CourierTest, G8_repeats_until_the_receiver_took_it_and_then_never_again) {
  add("alert_1");
  const auto courier = start({.first_ms = 1'000, .longest_ms = 8'000});
  ASSERT_TRUE(until([&] { return outbox->waiting().front().attempts == 1; }));
  EXPECT_EQ(outbox->waiting().front().error, "down");
  EXPECT_EQ(outbox->waiting().front().next_ms, clock.now + 1'000);
  courier->wake();  // not due: nobody is asked
  clock.now += 1'000;
  courier->wake();
  ASSERT_TRUE(until([&] { return outbox->waiting().front().attempts == 2; }));
  EXPECT_EQ(outbox->waiting().front().next_ms, clock.now + 2'000);
  EXPECT_EQ(receiver.asked, 2);
  receiver.up = true;
  clock.now += 2'000;
  courier->wake();
  ASSERT_TRUE(until([&] { return outbox->waiting().empty(); }));
  clock.now += 1'000'000;
  courier->wake();
  add("alert_2");
  courier->wake();
  ASSERT_TRUE(until([&] { return outbox->waiting().empty() && receiver.took == 2; }));
  EXPECT_EQ(receiver.asked, 4);
}

TEST_F(CourierTest, G8_goes_on_after_a_restart_with_what_was_not_delivered) {
  add("alert_1");
  {
    const auto courier = start({.first_ms = 1'000, .longest_ms = 8'000});
    ASSERT_TRUE(until([&] { return outbox->waiting().front().attempts == 1; }));
  }
  outbox.reset();
  outbox = Outbox::open(folder.path / "alerts").value();
  receiver.up = true;
  clock.now += 1'000;
  const auto courier = start({.first_ms = 1'000, .longest_ms = 8'000});
  ASSERT_TRUE(until([&] { return outbox->waiting().empty(); }));
  EXPECT_EQ(outbox->deliveries(1).front().attempts, 2u);
}

TEST_F(CourierTest, G8_a_clock_that_went_back_does_not_silence_it) {
  add("alert_1");
  const auto courier = start({.first_ms = 1'000, .longest_ms = 8'000});
  ASSERT_TRUE(until([&] { return outbox->waiting().front().attempts == 1; }));
  receiver.up = true;
  clock.now -= 100'000'000;
  courier->wake();
  EXPECT_TRUE(until([&] { return outbox->waiting().empty(); }));
}

TEST(BackoffTest, G8_doubles_up_to_its_longest) {
  const Backoff backoff{.first_ms = 5'000, .longest_ms = 3'600'000};
  EXPECT_EQ(backoff.after(1), 5'000u);
  EXPECT_EQ(backoff.after(2), 10'000u);
  EXPECT_EQ(backoff.after(10), 2'560'000u);
  EXPECT_EQ(backoff.after(11), 3'600'000u);
  EXPECT_EQ(backoff.after(4'000'000'000), 3'600'000u);
}

}  // namespace
}  // namespace kaisho::alerting::test
