#include <atomic>
#include <latch>

#include "server_fixture.hpp"

// What is answered, in which order, and what goes on beside it.
namespace kaisho::abci {
namespace {

using testing::HasSubstr;
using Serving = ServerTest;
using Pipelining = ServerTest;

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
  start();
  auto next = client();
  done({7, "late", 0, ""});
  next.send(echo("fresh"));
  EXPECT_EQ(next.receive().value().echo().message(), "fresh") << "of the next server, with nothing before it";
  EXPECT_EQ(engine.receive(), std::nullopt);
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

}  // namespace
}  // namespace kaisho::abci
