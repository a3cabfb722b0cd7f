#include "http/guard.hpp"

#include <gtest/gtest.h>

#include <boost/asio/ip/address.hpp>

#include "http/listen.hpp"
#include "http/route.hpp"

namespace kaisho::api {
namespace {

Envelope to_host(std::string host) { return {.hosts = {std::move(host)}, .origin = {}}; }

unsigned status(const Envelope& envelope, const Settings& settings = {}) {
  const auto problem = refuse(envelope, settings);
  return problem ? problem->status : 200;
}

TEST(Guard, takes_this_machine_and_addresses_but_no_foreign_name) {
  for (const auto* host : {"localhost", "localhost:8545", "LOCALHOST:1", "127.0.0.1:8545", "[::1]:8545", "127.9.9.9",
                           "192.168.7.7:8545"}) {
    EXPECT_EQ(status(to_host(host)), 200u) << host;
  }
  for (const auto* host : {"evil.example", "evil.example:8545", "localhost.evil.example", "127.0.0.1.evil.example", "",
                           "[::1", "127.0.0.1@evil.example"}) {
    EXPECT_EQ(status(to_host(host)), 403u) << host;
  }
}

TEST(Guard, takes_a_name_that_the_operator_allowed) {
  Settings settings;
  settings.allowed_hosts = {"Node.Bank.Example"};
  EXPECT_EQ(status(to_host("node.bank.example:8545"), settings), 200u);
  EXPECT_EQ(status(to_host("other.bank.example:8545"), settings), 403u);
}

TEST(Guard, wants_exactly_one_host) {
  EXPECT_EQ(status({.hosts = {}, .origin = {}}), 400u);
  EXPECT_EQ(status({.hosts = {"localhost", "localhost"}, .origin = {}}), 400u);
  EXPECT_EQ(status({.hosts = {}, .origin = {}, .http_1_1 = false}), 200u);
}

TEST(Guard, refuses_pages_of_the_web) {
  auto envelope = to_host("localhost");
  for (const auto* origin :
       {"https://evil.example", "null", "http://localhost.evil.example", "http://evil.example:8545", "file://", ""}) {
    envelope.origin = origin;
    EXPECT_EQ(status(envelope), 403u) << origin;
  }
  for (const auto* origin : {"http://localhost:3000", "http://127.0.0.1", "https://[::1]:5173"}) {
    envelope.origin = origin;
    EXPECT_EQ(status(envelope), 200u) << origin;
  }
  Settings settings;
  settings.allowed_origins = {"https://wallet.example"};
  envelope.origin = "https://wallet.example";
  EXPECT_EQ(status(envelope, settings), 200u);
  envelope.origin = "http://wallet.example";
  EXPECT_EQ(status(envelope, settings), 403u);
}

TEST(Guard, refuses_two_opinions_about_the_length) {
  auto envelope = to_host("localhost");
  envelope.content_lengths = 1;
  envelope.transfer_encodings = 1;
  EXPECT_EQ(status(envelope), 400u);
  envelope.transfer_encodings = 0;
  EXPECT_EQ(status(envelope), 200u);
  envelope.content_lengths = 2;
  EXPECT_EQ(status(envelope), 400u);
}

Settings listening(std::string where, bool beyond = false) {
  Settings settings;
  settings.listen = std::move(where);
  settings.allow_beyond_loopback = beyond;
  return settings;
}

TEST(Listen, reads_addresses_of_this_machine) {
  EXPECT_EQ(listen_address(listening("127.0.0.1:0")), (ListenAddress{"127.0.0.1", 0}));
  EXPECT_EQ(listen_address(listening("localhost:8545")), (ListenAddress{"127.0.0.1", 8545}));
  EXPECT_EQ(listen_address(listening("[::1]:8545")), (ListenAddress{"::1", 8545}));
}

TEST(Listen, leaves_loopback_only_where_the_operator_says_so) {
  for (const auto* where : {"0.0.0.0:8545", "[::]:8545", "192.168.1.4:8545"}) {
    const auto refusal = listen_address(listening(where));
    ASSERT_FALSE(refusal) << where;
    EXPECT_NE(refusal.error().find("allow_beyond_loopback"), std::string::npos);
    EXPECT_TRUE(listen_address(listening(where, true))) << where;
  }
}

TEST(Listen, refuses_what_is_no_address) {
  for (const auto* where : {"", "8545", ":8545", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
                            "127.0.0.1:80x", "example.com:8545"}) {
    EXPECT_FALSE(listen_address(listening(where, true))) << where;
  }
}

TEST(Networks, are_an_address_of_ipv4_and_the_first_half_of_one_of_ipv6) {
  const auto network = [](const char* address) { return network_of(boost::asio::ip::make_address(address)); };
  EXPECT_EQ(network("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(network("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(network("2001:db8:1:2:bbbb::2"), "2001:db8:1:2::/64");
  EXPECT_NE(network("2001:db8:1:3::1"), network("2001:db8:1:2::1"));
  EXPECT_EQ(network("::1"), "::/64");
}

TEST(Routes, know_their_methods) {
  EXPECT_EQ(route_of("POST", "/", false).value(), Route::json_rpc);
  EXPECT_EQ(route_of("POST", "/?x=1", false).value(), Route::json_rpc);
  EXPECT_EQ(route_of("GET", "/health", false).value(), Route::health);
  EXPECT_EQ(route_of("POST", "/health", false).error().status, 405u);
  EXPECT_EQ(route_of("DELETE", "/", false).error().status, 405u);
  EXPECT_EQ(route_of("GET", "/../etc/passwd", false).error().status, 404u);
  EXPECT_EQ(route_of("OPTIONS", "/", false).error().status, 405u);
  EXPECT_EQ(route_of("OPTIONS", "/", true).value(), Route::preflight);
}

TEST(Routes, know_json) {
  for (const auto* type : {"application/json", "Application/JSON", "application/json; charset=utf-8"})
    EXPECT_TRUE(is_json(type));
  for (const auto* type : {"text/plain", "application/jsonp", "application/x-www-form-urlencoded"})
    EXPECT_FALSE(is_json(type));
}

}  // namespace
}  // namespace kaisho::api
