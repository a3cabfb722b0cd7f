#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <fstream>
#include <sstream>

#include "toy_node.hpp"

namespace kaisho::api {
namespace {

namespace json = boost::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::ToyNode;

json::value parsed(std::string_view text) {
  auto value = codec::json::parse(text);
  EXPECT_TRUE(value) << text;
  return std::move(value).value_or(json::value());
}

json::value read_vectors(const std::string& name) {
  std::ifstream file(std::string(KAISHO_TEST_DATA) + "/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return parsed(text.str());
}

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

/// The request as text, as bytes in hexadecimal, or as JSON.
std::string request_of(const json::object& row) {
  if (const auto* text = row.if_contains("text")) return text_of(*text);
  if (const auto* bytes = row.if_contains("bytes"))
    return std::string(kaisho::text_of(from_hex(text_of(*bytes)).value()));
  return json::serialize(row.at("request"));
}

void expect_error(const json::object& row, const json::value& answer) {
  EXPECT_EQ(answer.at("id"), row.at("id"));
  const auto& error = answer.at("error");
  EXPECT_EQ(error.at("code"), row.at("code"));
  if (const auto* message = row.if_contains("message")) {
    EXPECT_EQ(error.at("message"), *message);
  }
}

TEST(RpcCore, answers_every_row_of_the_table_as_it_says) {
  ToyNode node;
  const auto rows = read_vectors("rpc_core.json");
  for (const auto& entry : rows.as_array()) {
    const auto& row = entry.as_object();
    SCOPED_TRACE(text_of(row.at("name")));
    const auto answer = node.ask(request_of(row));
    if (row.contains("code")) {
      expect_error(row, parsed(answer));
    } else if (row.at("answer").is_null()) {
      EXPECT_EQ(answer, "");
    } else {
      EXPECT_EQ(parsed(answer), row.at("answer"));
    }
    EXPECT_EQ(node.bytes_held(), 0u);
  }
}

TEST(RpcCore, has_developers_methods_on_a_developers_node_only) {
  const auto reset = R"({"jsonrpc":"2.0","id":1,"method":"reset"})";
  EXPECT_THAT(ToyNode({}, 1 << 20, true).ask(reset), HasSubstr("true"));
  EXPECT_THAT(ToyNode({}, 1 << 20, false).ask(reset), HasSubstr("-32601"));
}

TEST(RpcCore, hands_neighbouring_sends_on_together) {
  ToyNode node;
  std::string batch = "[";
  for (int i = 0; i < 25; ++i) batch += R"({"jsonrpc":"2.0","id":1,"method":"send","params":[1]},)";
  batch += R"({"jsonrpc":"2.0","id":1,"method":"heavy"},{"jsonrpc":"2.0","id":1,"method":"send","params":[1]}])";
  EXPECT_EQ(parsed(node.ask(batch)).as_array().size(), 27u);
  EXPECT_THAT(node.log.send_groups, ElementsAre(25, 1));
}

TEST(RpcCore, tells_the_client_nothing_about_a_failure_inside) {
  ToyNode node;
  const auto answer = node.ask(R"({"jsonrpc":"2.0","id":1,"method":"throw"})");
  EXPECT_THAT(answer, HasSubstr("-32603"));
  EXPECT_THAT(answer, Not(HasSubstr("secret")));
  EXPECT_THAT(node.lines, ElementsAre(HasSubstr("secret path")));
}

TEST(RpcCore, refuses_nesting_beyond_the_limit_and_takes_it_at_the_limit) {
  ToyNode node({.depth = 8});
  const auto nested = [](int depth) {
    return R"({"jsonrpc":"2.0","id":1,"method":"echo","params":)" + std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']') + "}";
  };
  EXPECT_THAT(node.ask(nested(7)), HasSubstr("result"));
  EXPECT_THAT(node.ask(nested(8)), HasSubstr("-32700"));
  EXPECT_THAT(node.ask(nested(100'000)), HasSubstr("-32700"));
}

TEST(RpcCore, refuses_a_batch_with_an_item_too_many) {
  ToyNode node({.batch_items = 3});
  const std::string item = R"({"jsonrpc":"2.0","id":1,"method":"echo"})";
  EXPECT_EQ(parsed(node.ask("[" + item + "," + item + "," + item + "]")).as_array().size(), 3u);
  EXPECT_THAT(node.ask("[" + item + "," + item + "," + item + "," + item + "]"), HasSubstr("batch too large"));
}

TEST(RpcCore, answers_no_more_bytes_than_one_request_may_ask_for) {
  ToyNode node({.answer_bytes = 10'000});
  const std::string big = R"({"jsonrpc":"2.0","id":1,"method":"big","params":["0x1000"]})";
  const auto answers = parsed(node.ask("[" + big + "," + big + "," + big + "]")).as_array();
  EXPECT_TRUE(answers[1].as_object().contains("result"));
  EXPECT_EQ(answers[2].at("error").at("code"), json::value(-32003));
}

TEST(RpcCore, does_no_work_for_answers_that_would_not_fit) {
  ToyNode node({.answer_bytes = 10'000});
  const std::string big = R"({"jsonrpc":"2.0","id":1,"method":"big","params":["0x4000"]})";
  const auto answers = parsed(node.ask("[" + big + R"(,{"jsonrpc":"2.0","id":2,"method":"heavy"},
      {"jsonrpc":"2.0","id":3,"method":"send","params":[1]},{"jsonrpc":"2.0","method":"heavy"}])"))
                           .as_array();
  ASSERT_EQ(answers.size(), 3u);
  for (const auto& answer : answers) EXPECT_EQ(answer.at("error").at("code"), json::value(-32003));
  EXPECT_EQ(node.log.heavy_runs, 0u);
  EXPECT_THAT(node.log.send_groups, IsEmpty());
}

TEST(RpcCore, answers_no_more_bytes_than_the_process_has_left) {
  ToyNode node({}, 20'000);
  const std::string big = R"({"jsonrpc":"2.0","id":1,"method":"big","params":["0x4000"]})";
  const auto answers = parsed(node.ask("[" + big + "," + big + "]")).as_array();
  EXPECT_TRUE(answers[0].as_object().contains("result"));
  EXPECT_EQ(answers[1].at("error").at("code"), json::value(-32005));
  EXPECT_EQ(node.bytes_held(), 0u);
}

TEST(RpcCore, counts_the_parsed_form_before_it_parses) {
  ToyNode node({}, 100'000);
  std::string zeros = "[0";
  for (int i = 0; i < 5'000; ++i) zeros += ",0";
  EXPECT_THAT(node.ask(zeros + "]"), HasSubstr("-32005"));
}

TEST(RpcCore, runs_nothing_for_a_client_that_left) {
  ToyNode node;
  std::stop_source left;
  left.request_stop();
  node.ask(R"([{"jsonrpc":"2.0","id":1,"method":"heavy"},{"jsonrpc":"2.0","id":2,"method":"send","params":[1]}])",
           left.get_token());
  EXPECT_EQ(node.log.heavy_runs, 0u);
  EXPECT_THAT(node.log.send_groups, IsEmpty());
}

TEST(RpcCore, refuses_a_heavy_call_at_once_where_too_many_wait) {
  ToyNode node({.evm_queue = 0});
  EXPECT_THAT(node.ask(R"({"jsonrpc":"2.0","id":1,"method":"heavy"})"), HasSubstr("-32005"));
}

TEST(WorkerPool, runs_no_job_whose_client_left_and_none_after_its_end) {
  std::promise<void> go;
  std::vector<WorkerPool::Fate> fates(3, WorkerPool::Fate::run);
  {
    WorkerPool pool(1, 8, std::chrono::minutes(1));
    std::promise<void> started;
    ASSERT_TRUE(pool.submit({{}, [&](WorkerPool::Fate fate) {
                               fates[0] = fate;
                               started.set_value();
                               go.get_future().wait();
                             }}));
    started.get_future().wait();
    std::stop_source left;
    ASSERT_TRUE(pool.submit({left.get_token(), [&](WorkerPool::Fate fate) { fates[1] = fate; }}));
    left.request_stop();
    std::promise<void> second_done;
    ASSERT_TRUE(pool.submit({{}, [&](WorkerPool::Fate fate) {
                               fates[2] = fate;
                               second_done.set_value();
                             }}));
    go.set_value();
    second_done.get_future().wait();
  }
  EXPECT_THAT(fates, ElementsAre(WorkerPool::Fate::run, WorkerPool::Fate::left, WorkerPool::Fate::run));
}

TEST(WorkerPool, does_not_run_what_waited_too_long) {
  WorkerPool pool(1, 8, std::chrono::milliseconds(-1));
  std::promise<WorkerPool::Fate> fate;
  ASSERT_TRUE(pool.submit({{}, [&](WorkerPool::Fate what) { fate.set_value(what); }}));
  EXPECT_EQ(fate.get_future().get(), WorkerPool::Fate::too_late);
}

}  // namespace
}  // namespace kaisho::api
