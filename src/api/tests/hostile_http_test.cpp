#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>

#include "http/http_server.hpp"
#include "raw_client.hpp"
#include "toy_node.hpp"

namespace kaisho::api {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::post;
using testing::RawClient;
using ::testing::StartsWith;
using namespace std::chrono_literals;

constexpr std::string_view kEcho = R"({"jsonrpc":"2.0","id":1,"method":"echo","params":["hello"]})";
constexpr std::string_view kEchoed = R"({"jsonrpc":"2.0","id":1,"result":["hello"]})";

Settings on_free_port() {
  Settings settings;
  settings.listen = "127.0.0.1:0";
  return settings;
}

class HostileHttp : public ::testing::Test {
 protected:
  HostileHttp() {
    // Holds its thread until the test lets it go.
    methods_.add("block", kPublic, Cost::heavy, [this](const Call&) -> RpcResult {
      blocked_.count_down();
      go_.get_future().wait();
      return "true";
    });
  }
  void start(const Settings& settings = on_free_port()) {
    server_ = HttpServer::start(settings, {.methods = methods_,
                                           .health = [] { return Health{true, "{\"status\":\"ok\"}"}; },
                                           .log = [](std::string_view) {},
                                           .greeting = "Kaisho\n"})
                  .value();
  }
  [[nodiscard]] std::string ask(std::string_view bytes) const {
    const RawClient client(server_->address());
    EXPECT_TRUE(client.send(bytes));
    return client.read_to_end();
  }
  /// The node still answers: what every hostile client must leave behind.
  void expect_alive() const {
    RawClient client(server_->address());
    client.send(post(kEcho));
    EXPECT_THAT(client.read_answer(), HasSubstr(kEchoed));
  }

  testing::ToyLog log_;
  std::latch blocked_{1};
  std::promise<void> go_;
  MethodTable methods_ = testing::toy_methods(log_);
  std::unique_ptr<HttpServer> server_;
};

TEST_F(HostileHttp, answers_polite_clients_on_one_connection) {
  start();
  RawClient client(server_->address());
  for (int i = 0; i < 3; ++i) {
    client.send(post(kEcho));
    const auto answer = client.read_answer();
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("application/json"));
    EXPECT_THAT(answer, HasSubstr(kEchoed));
  }
  client.send(post(kEcho) + post(kEcho));  // pipelined
  EXPECT_THAT(client.read_answer(), HasSubstr(kEchoed));
  EXPECT_THAT(client.read_answer(), HasSubstr(kEchoed));
}

TEST_F(HostileHttp, answers_people_and_watchers) {
  start();
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), HasSubstr("\r\n\r\nKaisho\n"));
  EXPECT_THAT(ask("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), HasSubstr("\"ok\""));
}

TEST_F(HostileHttp, takes_a_body_in_chunks_and_one_that_waits_to_be_asked_for) {
  start();
  RawClient client(server_->address());
  client.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
  for (const char byte : kEcho) client.send("1\r\n" + std::string(1, byte) + "\r\n");
  client.send("0\r\n\r\n");
  EXPECT_THAT(client.read_answer(), HasSubstr(kEchoed));

  const auto whole = post(kEcho, "Expect: 100-continue\r\n");
  client.send(whole.substr(0, whole.size() - kEcho.size()));
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 100 Continue"));
  client.send(kEcho);
  EXPECT_THAT(client.read_answer(), HasSubstr(kEchoed));
}

TEST_F(HostileHttp, sends_no_body_for_notifications) {
  start();
  RawClient client(server_->address());
  client.send(post(R"({"jsonrpc":"2.0","method":"echo"})"));
  EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 204 "));
}

struct Row {
  const char* name;
  std::string bytes;
  const char* status;
  const char* problem;
};

TEST_F(HostileHttp, refuses_what_is_wrong_with_a_problem_that_names_it) {
  auto settings = on_free_port();
  settings.http.body_bytes = 1'000;
  settings.http.header_bytes = 2'000;
  start(settings);
  const std::string line = "POST / HTTP/1.1\r\nHost: localhost\r\n";
  const std::string chunk = "Transfer-Encoding: chunked\r\n";
  const Row rows[] = {
      {"both lengths", line + "Content-Length: 4\r\n" + chunk + "\r\n0\r\n\r\n", "400", "ambiguous-length"},
      {"both lengths, turned", line + chunk + "Content-Length: 4\r\n\r\n0\r\n\r\n", "400", "ambiguous-length"},
      {"two lengths", line + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcd", "400", "ambiguous-length"},
      {"twice the same length", line + "Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd", "400", "ambiguous-length"},
      {"a negative length", line + "Content-Length: -4\r\n\r\n", "400", "ambiguous-length"},
      {"a strange coding", line + "Transfer-Encoding: gzip\r\n\r\n", "501", "unknown-coding"},
      {"a declared body too large", line + "Content-Length: 1001\r\n\r\n", "413", "body-too-large"},
      {"an absurd length", line + "Content-Length: 18446744073709551615\r\n\r\n", "413", "body-too-large"},
      {"chunks that grow too large", line + chunk + "\r\n3E9\r\n" + std::string(1'001, 'x') + "\r\n0\r\n\r\n", "413",
       "body-too-large"},
      {"a chunk that is none", line + chunk + "\r\nzz\r\n", "400", "malformed-http"},
      {"a header too large", line + "X: " + std::string(3'000, 'x') + "\r\n\r\n", "431", "header-too-large"},
      {"no HTTP", "hello\r\n\r\n", "400", "malformed-http"},
      {"another protocol", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15), "400",
       "malformed-http"},
      {"no host", "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "400", "bad-host"},
      {"a rebound name", "POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n", "403",
       "host-not-allowed"},
      {"a page of the web", post(kEcho, "Origin: https://evil.example\r\n"), "403", "origin-not-allowed"},
      {"a form", line + "Content-Type: text/plain\r\nContent-Length: 0\r\n\r\n", "415", "not-json"},
      {"no such path", "GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n", "404", "no-such-resource"},
      {"a preflight", "OPTIONS / HTTP/1.1\r\nHost: localhost\r\n\r\n", "405", "method-not-allowed"},
  };
  for (const auto& [name, bytes, status, problem] : rows) {
    SCOPED_TRACE(name);
    const auto answer = ask(bytes);
    EXPECT_THAT(answer, StartsWith(std::string("HTTP/1.1 ") + status + " "));
    EXPECT_THAT(answer, HasSubstr("application/problem+json"));
    EXPECT_THAT(answer, HasSubstr(std::string("urn:kaisho:problem:") + problem + '"'));
  }
  expect_alive();
}

TEST_F(HostileHttp, sends_no_cors_fields_unless_told_to) {
  start();
  RawClient client(server_->address());
  client.send(post(kEcho, "Origin: http://localhost:3000\r\n"));
  EXPECT_THAT(client.read_answer(), Not(HasSubstr("Access-Control")));
  server_.reset();
  auto settings = on_free_port();
  settings.cors = true;
  start(settings);
  RawClient page(server_->address());
  page.send(post(kEcho, "Origin: http://localhost:3000\r\n"));
  EXPECT_THAT(page.read_answer(), HasSubstr("Access-Control-Allow-Origin: http://localhost:3000\r\n"));
}

TEST_F(HostileHttp, cuts_a_client_that_drips_its_header) {
  auto settings = on_free_port();
  settings.http.header_time = 100ms;
  start(settings);
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: loc"), IsEmpty());
}

TEST_F(HostileHttp, cuts_a_client_that_drips_its_body) {
  auto settings = on_free_port();
  settings.http.body_time = 100ms;
  start(settings);
  EXPECT_THAT(ask("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{"), IsEmpty());
}

TEST_F(HostileHttp, closes_a_connection_that_says_nothing) {
  auto settings = on_free_port();
  settings.http.idle_time = 100ms;
  start(settings);
  EXPECT_THAT(ask(""), IsEmpty());
}

TEST_F(HostileHttp, cuts_a_client_that_does_not_read_and_frees_what_it_held) {
  auto settings = on_free_port();
  settings.http.write_time = 200ms;
  start(settings);
  const RawClient deaf(server_->address(), 4096);
  deaf.send(post(R"({"jsonrpc":"2.0","id":1,"method":"big","params":["0x1800000"]})"));
  deaf.send(post(kEcho));
  while (server_->bytes_held() == 0) std::this_thread::yield();  // the answer waits for its reader
  while (server_->bytes_held() > 0) std::this_thread::yield();   // and is dropped with it
  EXPECT_LT(deaf.read_to_end().size(), 0x1800000u);
  expect_alive();
}

TEST_F(HostileHttp, holds_no_more_bytes_than_the_process_may) {
  auto settings = on_free_port();
  settings.http.process_bytes = 600'000;
  start(settings);
  const std::string half =
      "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\n\r\n" + std::string(400'000, ' ');
  const RawClient first(server_->address());
  first.send(half);
  while (server_->bytes_held() < 400'000) std::this_thread::yield();
  EXPECT_THAT(ask(half), HasSubstr("node-busy"));
  expect_alive();
}

TEST_F(HostileHttp, turns_clients_away_above_the_limit_and_takes_them_below_it) {
  auto settings = on_free_port();
  settings.http.connections = 2;
  start(settings);
  auto first = std::make_unique<RawClient>(server_->address());
  RawClient second(server_->address());
  first->send(post(kEcho));
  second.send(post(kEcho));
  EXPECT_THAT(first->read_answer(), HasSubstr(kEchoed));
  EXPECT_THAT(second.read_answer(), HasSubstr(kEchoed));
  const RawClient third(server_->address());
  EXPECT_THAT(third.read_to_end(), HasSubstr("too-many-connections"));
  first.reset();
  for (std::string answer; !answer.starts_with("HTTP/1.1 200");) {
    RawClient again(server_->address());
    again.send(post(kEcho));
    answer = again.read_answer();
  }
}

TEST_F(HostileHttp, drops_calls_that_wait_when_their_client_leaves) {
  auto settings = on_free_port();
  settings.rpc.evm_threads = 1;
  start(settings);
  const RawClient slow(server_->address());
  slow.send(post(R"({"jsonrpc":"2.0","id":1,"method":"block"})"));
  blocked_.wait();
  const auto held = server_->bytes_held();
  {
    const RawClient leaver(server_->address());
    leaver.send(post(R"([{"jsonrpc":"2.0","id":1,"method":"heavy"},{"jsonrpc":"2.0","id":1,"method":"heavy"}])"));
    while (server_->bytes_held() == held) std::this_thread::yield();  // it waits behind the slow one
  }
  expect_alive();  // cheap calls pass the slow one by; the network's thread has seen the leaver's end by now or soon
  RawClient last(server_->address());
  last.send(post(kEcho));
  EXPECT_THAT(last.read_answer(), HasSubstr(kEchoed));
  go_.set_value();
  while (server_->bytes_held() > 0) std::this_thread::yield();
  EXPECT_LE(log_.heavy_runs, 1u);  // never the second one: its client had left before the first had run
}

TEST_F(HostileHttp, stops_while_clients_are_connected_and_calls_run) {
  start();
  const RawClient idle(server_->address());
  const RawClient caller(server_->address());
  caller.send(post(R"({"jsonrpc":"2.0","id":1,"method":"block"})"));
  blocked_.wait();
  go_.set_value();
  server_->stop();
  EXPECT_THAT(idle.read_to_end(), IsEmpty());
}

TEST_F(HostileHttp, leaves_loopback_only_where_the_operator_says_so) {
  auto settings = on_free_port();
  settings.listen = "0.0.0.0:0";
  const auto refusal = HttpServer::start(settings, {methods_, [] { return Health{}; }, [](std::string_view) {}, ""});
  ASSERT_FALSE(refusal);
  EXPECT_THAT(refusal.error(), HasSubstr("allow_beyond_loopback"));
}

TEST_F(HostileHttp, says_which_address_is_taken) {
  start();
  auto settings = on_free_port();
  settings.listen = server_->address();
  const auto refusal = HttpServer::start(settings, {methods_, [] { return Health{}; }, [](std::string_view) {}, ""});
  ASSERT_FALSE(refusal);
  EXPECT_THAT(refusal.error(), HasSubstr(server_->address()));
}

}  // namespace
}  // namespace kaisho::api
