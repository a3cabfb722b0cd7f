#include "kaisho/supervise/unit.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include "temporary.hpp"

namespace kaisho::supervise {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A unit whose time the test makes.
struct Watched {
  explicit Watched(const std::string& line)
      : unit("bank", {{"/bin/sh", "-c", line}, folder.path, folder.log()},
             [this](const std::string& sentence) { said.push_back(sentence); }) {}
  ~Watched() {
    unit.unwant(SIGKILL);
    (void)ends();
  }
  void tick(milliseconds later = milliseconds(0), bool may_start = true) { unit.tick(now += later, may_start); }
  /// Ticks without letting time pass until no process runs.
  bool ends() {
    return eventually([&] {
      tick();
      return !unit.running();
    });
  }
  Temporary folder;
  std::vector<std::string> said;
  Instant now{};
  Unit unit;
};

TEST(Unit, starts_when_it_may) {
  Watched bank("exec sleep 1000");
  bank.tick(milliseconds(0), false);
  EXPECT_FALSE(bank.unit.running());
  bank.tick();
  EXPECT_TRUE(bank.unit.running());
  EXPECT_TRUE(bank.unit.id());
  EXPECT_TRUE(bank.said.empty());
}

TEST(Unit, starts_again_after_a_wait_and_says_why) {
  Watched bank("echo the disk is full; exit 4");
  bank.tick();
  ASSERT_TRUE(bank.ends());
  ASSERT_EQ(bank.said.size(), 1u);
  EXPECT_EQ(bank.said[0], "bank ended with exit code 4: the disk is full; started again in 0.5 s");
  EXPECT_EQ(bank.unit.trouble(), "ended with exit code 4: the disk is full");
  bank.tick(milliseconds(499));
  EXPECT_FALSE(bank.unit.running());
  bank.tick(milliseconds(1));
  EXPECT_TRUE(bank.unit.running());
  EXPECT_EQ(bank.unit.restarts(), 1u);
  ASSERT_TRUE(bank.ends());
  EXPECT_TRUE(bank.said.back().ends_with("started again in 1.0 s"));
}

TEST(Unit, stays_stopped_when_it_should_not_run) {
  Watched bank("exec sleep 1000");
  bank.tick();
  bank.unit.unwant(SIGTERM);
  ASSERT_TRUE(bank.ends());
  bank.tick(seconds(100));
  EXPECT_FALSE(bank.unit.running());
  EXPECT_TRUE(bank.said.empty());
  bank.unit.want();
  bank.tick();
  EXPECT_TRUE(bank.unit.running());
}

TEST(Unit, is_killed_when_it_does_not_stop) {
  Watched bank("trap '' TERM; echo deaf; while :; do sleep 0.01; done");
  bank.tick();
  ASSERT_TRUE(eventually([&] { return !last_lines(bank.folder.log(), 1).empty(); }));
  bank.unit.unwant(SIGTERM);
  bank.tick();
  bank.tick(Unit::kPatience - milliseconds(1));
  EXPECT_TRUE(bank.said.empty());
  bank.tick(milliseconds(1));
  ASSERT_EQ(bank.said.size(), 1u);
  EXPECT_EQ(bank.said[0], "bank did not stop within 10 s and is killed");
  EXPECT_TRUE(bank.ends());
}

TEST(Unit, restarts_without_a_wait_when_asked) {
  Watched bank("exec sleep 1000");
  bank.tick();
  const auto first = bank.unit.id();
  bank.unit.restart();
  EXPECT_TRUE(eventually([&] {
    bank.tick();
    return bank.unit.running() && bank.unit.id() != first;
  }));
  EXPECT_TRUE(bank.said.empty());
}

TEST(Unit, tells_once_that_its_program_is_missing) {
  Temporary folder;
  std::vector<std::string> said;
  Unit unit("bank", {{"/nowhere/program"}, folder.path, folder.log()},
            [&](const std::string& sentence) { said.push_back(sentence); });
  Instant now{};
  unit.tick(now, true);
  unit.tick(now += seconds(1), true);
  unit.tick(now += seconds(5), true);
  EXPECT_EQ(said.size(), 1u);
  EXPECT_EQ(unit.trouble(), "cannot start /nowhere/program: No such file or directory");
}

}  // namespace
}  // namespace kaisho::supervise
