#include "kaisho/abci/server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <latch>

#include "kaisho/abci/grammar.hpp"
#include "raw_client.hpp"
#include "toy_application.hpp"

namespace kaisho::abci {
namespace {

namespace pb = ::tendermint::abci;
using testing::HasSubstr;

pb::Request check(const std::string& tx) {
  pb::Request request;
  request.mutable_check_tx()->set_tx(tx);
  return request;
}
pb::Request echo(const std::string& message) {
  pb::Request request;
  request.mutable_echo()->set_message(message);
  return request;
}
pb::Request info() {
  pb::Request request;
  request.mutable_info();
  return request;
}
pb::Request commit() {
  pb::Request request;
  request.mutable_commit();
  return request;
}
pb::Request finalize(std::int64_t height) {
  pb::Request request;
  request.mutable_finalize_block()->set_height(height);
  request.mutable_finalize_block()->set_hash(std::string(32, 'h'));
  return request;
}

/// A server with its application, in a folder of its own; the log's lines can be waited for.
class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "kaisho-abci-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    settings.listen = "unix://" + (folder / "abci.sock").string();
  }
  void TearDown() override {
    server.reset();
    std::filesystem::remove_all(folder);
  }

  void start() {
    auto started = Server::start(settings, application,
                                 {.log = [this](std::string_view line) { note(line); },
                                  .on_halt = [this](const std::string& why) { halted.set_value(why); },
                                  .observe = std::ref(calls)});
    ASSERT_TRUE(started.has_value()) << started.error();
    server = std::move(*started);
  }
  RawClient client() { return RawClient(server->address()); }

  void note(std::string_view line) {
    const std::lock_guard lock(mutex);
    log.emplace_back(line);
    changed.notify_all();
  }
  /// Waits until a line with this text is there.
  bool logged(const std::string& text) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, std::chrono::seconds(60), [&] {
      return std::ranges::any_of(log, [&](const auto& line) { return line.contains(text); });
    });
  }

  std::filesystem::path folder;
  ServerSettings settings;
  ToyApplication application;
  CallLog calls;
  std::promise<std::string> halted;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<std::string> log;
  std::unique_ptr<Server> server;
};

using Serving = ServerTest;
using Pipelining = ServerTest;
using Hostile = ServerTest;
using Halting = ServerTest;
using Restarting = ServerTest;
using Listening = ServerTest;

TEST_F(Serving, every_call_is_answered_in_kind) {
  start();
  auto engine = client();
  using Kind = pb::Response::ValueCase;
  const auto asked = [&](const pb::Request& request) {
    engine.send(request);
    return engine.receive().value();
  };
  EXPECT_EQ(asked(echo("hello")).echo().message(), "hello");
  EXPECT_EQ(asked(info()).info().data(), "toy");
  EXPECT_EQ(asked(check("abc")).check_tx().gas_wanted(), 3);
  EXPECT_EQ(asked(finalize(1)).value_case(), Kind::kFinalizeBlock);
  EXPECT_EQ(asked(commit()).value_case(), Kind::kCommit);
  pb::Request request;
  request.mutable_flush();
  EXPECT_EQ(asked(request).value_case(), Kind::kFlush);
  request.mutable_init_chain();
  EXPECT_EQ(asked(request).value_case(), Kind::kInitChain);
  request.mutable_query();
  EXPECT_EQ(asked(request).value_case(), Kind::kQuery);
  request.mutable_prepare_proposal()->add_txs("tx");
  EXPECT_EQ(asked(request).prepare_proposal().txs(0), "tx");
  request.mutable_process_proposal()->set_hash(std::string(32, 'h'));
  EXPECT_EQ(asked(request).process_proposal().status(), 1);
  request.mutable_extend_vote();
  EXPECT_EQ(asked(request).value_case(), Kind::kExtendVote);
  request.mutable_verify_vote_extension();
  EXPECT_EQ(asked(request).verify_vote_extension().status(), 1);
  request.mutable_list_snapshots();
  EXPECT_EQ(asked(request).list_snapshots().snapshots(0).height(), 7u);
  request.mutable_offer_snapshot();
  EXPECT_EQ(asked(request).offer_snapshot().result(), 3);
  request.mutable_load_snapshot_chunk()->set_chunk(9);
  EXPECT_EQ(asked(request).load_snapshot_chunk().chunk(), "\x09");
  request.mutable_apply_snapshot_chunk()->set_sender("peer");
  EXPECT_EQ(asked(request).apply_snapshot_chunk().reject_senders(0), "peer");
}

TEST_F(Serving, works_on_a_free_loopback_port) {
  settings.listen = "tcp://127.0.0.1:0";
  start();
  EXPECT_THAT(server->address(), HasSubstr("tcp://127.0.0.1:"));
  EXPECT_NE(server->address(), "tcp://127.0.0.1:0");
}

TEST_F(Pipelining, answers_leave_in_the_order_of_the_requests) {
  std::mutex lock;
  std::vector<std::pair<std::string, std::function<void(CheckTxResponse)>>> open;
  std::latch all(256);
  application.on_check = [&](const CheckTxRequest& request, const auto& done) {
    const std::lock_guard guard(lock);
    open.emplace_back(std::string(text_of(request.tx)), done);
    all.count_down();
  };
  start();
  auto engine = client();
  for (int i = 0; i < 256; ++i) engine.send(check(std::to_string(i)));
  engine.send(echo("last"));
  all.wait();
  for (auto one = open.rbegin(); one != open.rend(); ++one) one->second({0, one->first, 0, ""});
  for (int i = 0; i < 256; ++i) EXPECT_EQ(engine.receive().value().check_tx().log(), std::to_string(i));
  EXPECT_EQ(engine.receive().value().echo().message(), "last");
}

TEST_F(Pipelining, a_check_that_is_dropped_unanswered_holds_nothing_up) {
  application.on_check = [](const CheckTxRequest&, const auto&) {};
  start();
  auto engine = client();
  engine.send(check("forgotten"));
  EXPECT_EQ(engine.receive().value().check_tx().code(), 1u);
}

TEST_F(Pipelining, reading_stops_at_the_bound_until_answers_come) {
  std::mutex lock;
  std::vector<std::function<void(CheckTxResponse)>> open;
  std::atomic<int> seen = 0;
  std::latch full(4);
  application.on_check = [&](const CheckTxRequest&, const auto& done) {
    const std::lock_guard guard(lock);
    open.push_back(done);
    if (++seen <= 4) full.count_down();
  };
  settings.max_pending = 4;
  start();
  auto engine = client();
  for (int i = 0; i < 10; ++i) engine.send(check("x"));
  full.wait();
  EXPECT_EQ(seen, 4);
  for (int answered = 0; answered < 10; ++answered) {
    std::function<void(CheckTxResponse)> done;
    while (!done) {
      const std::lock_guard guard(lock);
      if (!open.empty()) {
        done = open.front();
        open.erase(open.begin());
      }
    }
    done({});
    EXPECT_TRUE(engine.receive().has_value());
  }
  EXPECT_EQ(seen, 10);
}

TEST_F(Pipelining, answers_after_the_end_go_nowhere) {
  std::promise<std::function<void(CheckTxResponse)>> late;
  application.on_check = [&](const CheckTxRequest&, const auto& done) { late.set_value(done); };
  start();
  auto engine = client();
  engine.send(check("late"));
  const auto done = late.get_future().get();
  server.reset();
  done({});
}

TEST_F(Serving, a_query_is_answered_while_a_block_is_committed) {
  std::promise<void> asked;
  application.on_commit = [&] {
    asked.get_future().wait();
    return CommitResponse{};
  };
  application.on_query = [&](const QueryRequest&) {
    asked.set_value();
    return QueryResponse{};
  };
  start();
  auto consensus = client();
  auto user = client();
  consensus.send(commit());
  pb::Request query;
  query.mutable_query();
  user.send(query);
  EXPECT_TRUE(user.receive()->has_query());
  EXPECT_TRUE(consensus.receive()->has_commit());
}

TEST_F(Serving, consensus_calls_of_two_connections_never_overlap) {
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  application.on_commit = [&] {
    most = std::max(most.load(), ++inside);
    std::this_thread::yield();
    --inside;
    return CommitResponse{};
  };
  start();
  auto one = client();
  auto two = client();
  for (int i = 0; i < 200; ++i) {
    one.send(commit());
    two.send(commit());
  }
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(one.receive()->has_commit());
    EXPECT_TRUE(two.receive()->has_commit());
  }
  EXPECT_EQ(most, 1);
}

TEST_F(Hostile, a_malformed_frame_ends_its_connection_only) {
  start();
  auto good = client();
  auto bad = client();
  bad.send_bytes(Bytes(100, 0xff));
  EXPECT_TRUE(bad.ended());
  EXPECT_TRUE(logged("closed: a frame's length is no varint"));
  auto nonsense = client();
  nonsense.send_bytes(Bytes{3, 0x42, 0x20, 1});
  EXPECT_TRUE(nonsense.ended());
  EXPECT_TRUE(logged("closed: the frame is no Protobuf message"));
  auto negative = client();
  negative.send(finalize(-1));
  EXPECT_TRUE(negative.ended());
  EXPECT_TRUE(logged("closed: a block's height is negative"));
  good.send(echo("still here"));
  EXPECT_EQ(good.receive()->echo().message(), "still here");
}

TEST_F(Hostile, an_oversized_frame_is_refused_by_its_length) {
  settings.max_frame = 1000;
  start();
  auto fits = client();
  fits.send(echo(std::string(900, 'x')));
  EXPECT_TRUE(fits.receive().has_value());
  auto over = client();
  Bytes length;
  append_length(length, 1001);
  over.send_bytes(length);
  EXPECT_TRUE(over.ended());
  EXPECT_TRUE(logged("closed: a frame is larger than the limit of 1000 bytes"));
}

TEST_F(Hostile, a_cut_frame_is_noticed) {
  start();
  auto engine = client();
  engine.send_bytes(Bytes{100, 1, 2, 3});
  engine.hang_up();
  EXPECT_TRUE(logged("the engine has gone amid a frame"));
}

TEST_F(Hostile, an_unknown_request_is_answered_with_an_exception_and_the_end) {
  start();
  auto engine = client();
  engine.send(echo("first"));
  engine.send(pb::Request{});
  engine.send(echo("never"));
  EXPECT_EQ(engine.receive()->echo().message(), "first");
  EXPECT_THAT(engine.receive()->exception().error(), HasSubstr("none of ABCI 2.0"));
  EXPECT_EQ(engine.receive(), std::nullopt);
}

TEST_F(Hostile, too_many_connections_are_closed_at_once) {
  settings.max_connections = 2;
  start();
  auto one = client();
  auto two = client();
  one.send(echo("1"));
  two.send(echo("2"));
  EXPECT_TRUE(one.receive().has_value());
  EXPECT_TRUE(two.receive().has_value());
  EXPECT_TRUE(client().ended());
}

TEST_F(Halting, a_halt_closes_every_connection_unanswered_and_says_why) {
  application.on_commit = []() -> CommitResponse { throw Halt("the disk is full"); };
  start();
  auto other = client();
  other.send(echo("1"));
  EXPECT_TRUE(other.receive().has_value());
  auto engine = client();
  engine.send(commit());
  EXPECT_EQ(engine.receive(), std::nullopt);
  EXPECT_TRUE(other.ended());
  EXPECT_EQ(halted.get_future().get(), "the disk is full");
}

TEST_F(Halting, any_other_exception_halts_too) {
  application.on_query = [](const QueryRequest&) -> QueryResponse { throw std::out_of_range("a bug"); };
  start();
  auto engine = client();
  pb::Request query;
  query.mutable_query();
  engine.send(query);
  EXPECT_TRUE(engine.ended());
  EXPECT_EQ(halted.get_future().get(), "a bug");
}

TEST_F(Halting, can_come_from_outside_and_comes_once) {
  start();
  auto engine = client();
  engine.send(echo("1"));
  EXPECT_TRUE(engine.receive().has_value());
  server->halt("told so");
  server->halt("and again");
  EXPECT_TRUE(engine.ended());
  EXPECT_EQ(halted.get_future().get(), "told so");
}

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
