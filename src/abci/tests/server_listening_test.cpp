#include <sys/stat.h>

#include <fstream>

#include "server_fixture.hpp"

// Engines that come again, and the socket.
namespace kaisho::abci {
namespace {

using testing::HasSubstr;
using Restarting = ServerTest;
using Listening = ServerTest;

/// The engine asked for a commit and died. The next one must hear of it, however long it takes.
TEST_F(Restarting, a_new_engine_waits_for_the_last_call_of_the_dead_one) {
  std::promise<void> at_work;
  std::promise<void> go_on;
  application.on_commit = [&] {
    at_work.set_value();
    go_on.get_future().wait();
    return CommitResponse{};
  };
  start();
  auto first = client();
  first.send(info());
  first.send(finalize(1));
  first.send(commit());
  at_work.get_future().wait();
  first.hang_up();
  auto second = client();
  second.send(info());
  EXPECT_TRUE(second.silent());
  go_on.set_value();
  EXPECT_EQ(second.receive()->info().last_block_height(), 1);
}

TEST_F(Restarting, every_engine_is_a_life_of_its_own) {
  start();
  for (int i = 0; i < 3; ++i) {
    auto one = client();
    auto two = client();
    one.send(info());
    EXPECT_TRUE(one.receive().has_value());
    two.send(info());
    EXPECT_TRUE(two.receive().has_value());
  }
  std::vector<std::uint64_t> lives;
  for (const auto& call : calls.calls()) lives.push_back(call.life);
  EXPECT_EQ(lives, (std::vector<std::uint64_t>{1, 1, 2, 2, 3, 3}));
}

TEST_F(Listening, the_socket_is_its_owners_only_and_goes_with_the_server) {
  start();
  struct stat status{};
  ASSERT_EQ(::stat((folder / "abci.sock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  server.reset();
  EXPECT_FALSE(std::filesystem::exists(folder / "abci.sock"));
}

TEST_F(Listening, the_file_of_a_dead_server_is_replaced) {
  const auto name = folder / "abci.sock";
  {
    const Descriptor dead(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.string().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(dead.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ASSERT_TRUE(std::filesystem::exists(name));
  start();
  auto engine = client();
  engine.send(echo("1"));
  EXPECT_TRUE(engine.receive().has_value());
}

TEST_F(Listening, a_living_server_and_a_file_of_another_kind_are_left_alone) {
  start();
  const auto second = Server::start(settings, application);
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(second.error(), HasSubstr("another process listens"));
  auto engine = client();
  engine.send(echo("1"));
  EXPECT_TRUE(engine.receive().has_value());

  std::ofstream(folder / "ledger.txt") << "dear";
  settings.listen = "unix://" + (folder / "ledger.txt").string();
  const auto third = Server::start(settings, application);
  ASSERT_FALSE(third.has_value());
  EXPECT_THAT(third.error(), HasSubstr("is no socket"));
  EXPECT_TRUE(std::filesystem::exists(folder / "ledger.txt"));
}

TEST_F(Listening, wrong_addresses_are_refused_with_advice) {
  const auto refusal = [&](const std::string& address) {
    settings.listen = address;
    const auto started = Server::start(settings, application);
    return started ? "taken" : started.error();
  };
  EXPECT_THAT(refusal("127.0.0.1:26658"), HasSubstr("write unix://"));
  EXPECT_THAT(refusal("unix://"), HasSubstr("write unix://"));
  EXPECT_THAT(refusal("tcp://127.0.0.1:99999"), HasSubstr("write unix://"));
  EXPECT_THAT(refusal("tcp://0.0.0.0:26658"), HasSubstr("other machines"));
  EXPECT_THAT(refusal("unix:///" + std::string(108, 'x')), HasSubstr("the system allows 107"));
}

}  // namespace
}  // namespace kaisho::abci
