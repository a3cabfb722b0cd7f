#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <kaisho/node/system.hpp>

#include "files.hpp"
#include "member_runner.hpp"
#include "network_lock.hpp"
#include "network_plan.hpp"
#include "network_processes.hpp"
#include "network_status.hpp"

namespace kaisho::cli {
namespace {

const std::vector<std::string> kFour{"bank", "broker", "exchange", "auditor"};

TEST(NetworkPlan, puts_members_of_one_machine_ten_ports_apart) {
  const auto plan = plan_network({.members = kFour, .hosts = {}, .base_port = 9000});
  ASSERT_TRUE(plan) << plan.error().text;
  EXPECT_EQ(plan->members[0].ports.rpc, 9000);
  EXPECT_EQ(plan->members[3].ports.engine_rpc, 9033);
  EXPECT_EQ(plan->members[3].host, "127.0.0.1");
  EXPECT_EQ(plan->members[3].listen_host, "127.0.0.1");
}

TEST(NetworkPlan, gives_members_of_different_machines_the_same_ports) {
  const auto plan = plan_network({.members = {"bank", "broker"}, .hosts = {"broker=b.example", "bank=10.0.0.1"}});
  ASSERT_TRUE(plan) << plan.error().text;
  EXPECT_EQ(plan->members[0].host, "10.0.0.1");
  EXPECT_EQ(plan->members[1].host, "b.example");
  EXPECT_EQ(plan->members[0].ports.p2p, plan->members[1].ports.p2p);
  EXPECT_EQ(plan->members[0].listen_host, "0.0.0.0");
}

TEST(NetworkPlan, refuses_hosts_that_do_not_fit_the_members) {
  const auto refused = [](std::vector<std::string> hosts) {
    const auto plan = plan_network({.members = {"bank", "broker"}, .hosts = std::move(hosts)});
    return plan ? "taken" : plan.error().code;
  };
  EXPECT_EQ(refused({"bank=10.0.0.1"}), "bad_hosts");
  EXPECT_EQ(refused({"bank=10.0.0.1", "broker"}), "bad_hosts");
  EXPECT_EQ(refused({"bank=10.0.0.1", "broker=10.0.0.2", "thief=10.0.0.3"}), "bad_hosts");
  EXPECT_EQ(refused({"bank=10.0.0.1", "bank=10.0.0.2"}), "bad_hosts");
}

TEST(NetworkPlan, knows_how_many_may_fail) {
  EXPECT_EQ(tolerated_failures(1), 0u);
  EXPECT_EQ(tolerated_failures(3), 0u);
  EXPECT_EQ(tolerated_failures(4), 1u);
  EXPECT_EQ(tolerated_failures(7), 2u);
  EXPECT_EQ(members_needed(4), 3u);
  EXPECT_EQ(members_needed(6), 5u);
  EXPECT_EQ(members_needed(1), 1u);
}

NetworkStatus four(std::size_t validating) {
  NetworkStatus status{.members = {}, .validators = 4, .validating = validating};
  for (std::size_t i = 0; i < 4; ++i) {
    MemberStatus member{.name = kFour[i], .rpc = "http://127.0.0.1:1"};
    member.state = i < validating ? MemberState::validating : MemberState::stopped;
    status.members.push_back(member);
  }
  return status;
}

TEST(NetworkStatus, says_whether_blocks_go_on) {
  EXPECT_TRUE(four(4).healthy());
  EXPECT_EQ(four(4).sentence(), "4 of 4 members validate; blocks need 3");
  EXPECT_FALSE(four(3).healthy());
  EXPECT_EQ(four(3).sentence(), "3 of 4 members validate; blocks need 3, so they go on");
  EXPECT_EQ(four(2).sentence(), "2 of 4 members validate; blocks need 3: none is made until 1 more is back");
  EXPECT_EQ(four(1).sentence(), "1 of 4 members validate; blocks need 3: none is made until 2 more are back");
}

TEST(NetworkStatus, shows_no_heights_of_a_member_that_does_not_answer) {
  auto status = four(3);
  status.members[0].ledger = 7;
  status.members[3].reason = "was killed by signal 9 (Killed)";
  const auto table = table_of(status);
  EXPECT_NE(table.find("bank      http://127.0.0.1:1  7 "), std::string::npos) << table;
  EXPECT_NE(table.find("auditor   http://127.0.0.1:1  -       -          -    -      stopped: was killed by"),
            std::string::npos)
      << table;
}

TEST(NetworkLock, names_the_process_that_holds_it_and_goes_with_it) {
  const node::TemporaryFolder folder;
  EXPECT_FALSE(NetworkLock::holder(folder.path()));
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const auto child = ::fork();
  if (child == 0) {
    const auto lock = NetworkLock::take(folder.path());
    (void)!::write(ready[1], lock ? "y" : "n", 1);
    ::pause();
    ::_exit(0);
  }
  char taken = 0;
  ASSERT_EQ(::read(ready[0], &taken, 1), 1);
  EXPECT_EQ(taken, 'y');
  EXPECT_EQ(NetworkLock::holder(folder.path()), child);
  const auto second = NetworkLock::take(folder.path());
  EXPECT_FALSE(second);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_FALSE(NetworkLock::holder(folder.path()));
}

TEST(NetworkProcesses, are_read_as_they_were_written) {
  const node::TemporaryFolder folder;
  EXPECT_TRUE(read_processes(folder.path()).empty());
  const ProcessTable table{{"bank", {.kaisho = 12, .cometbft = 0, .held = false}}, {"broker", {.held = true}}};
  write_processes(folder.path(), table);
  EXPECT_EQ(read_processes(folder.path()), table);
  remove_processes(folder.path());
  EXPECT_TRUE(read_processes(folder.path()).empty());
}

TEST(NetworkProcesses, are_unknown_where_the_file_makes_no_sense) {
  const node::TemporaryFolder folder;
  const auto file = folder.path() / "processes.json";
  for (const auto* text : {"", "{", "[]", "7", R"({"bank":7})", "{\"bank\":null}"}) {
    ASSERT_TRUE(write_file(file, text));
    EXPECT_TRUE(read_processes(folder.path()).empty()) << text;
  }
  ASSERT_TRUE(write_file(file, R"({"bank":{"kaisho":"12","held":1},"broker":{"kaisho":9}})"));
  EXPECT_EQ(read_processes(folder.path()), (ProcessTable{{"bank", {}}, {"broker", {.kaisho = 9}}}));
}

}  // namespace
}  // namespace kaisho::cli
