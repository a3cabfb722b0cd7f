#include "server_fixture.hpp"

// What ends a connection, and what ends the server.
namespace kaisho::abci {
namespace {

using testing::HasSubstr;
using Hostile = ServerTest;
using Halting = ServerTest;

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

}  // namespace
}  // namespace kaisho::abci
