#include <gtest/gtest.h>

#include "service_samples.hpp"

namespace kaisho::peering {
namespace {

using namespace testing;

/// bank serves, broker asks.
class Service : public ::testing::Test {
 protected:
  Service() { bank_.serve(); }
  [[nodiscard]] Member bank() const { return registry_.get("bank"); }
  Folder folder_;
  Registry registry_;
  MemberNode bank_{"bank", 1, registry_, folder_.path()};
  MemberNode broker_{"broker", 2, registry_, folder_.path()};
  PeerClient client_{*broker_.identity, broker_.clock};
};

TEST_F(Service, answers_a_member_over_one_connection) {
  for (int i = 0; i < 3; ++i) {
    const auto reply = client_.get(bank(), "/v1/checkpoint/5");
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->status, 200u);
    EXPECT_EQ(broker_.keeper->take("bank", reply->body), Heard::agrees);
  }
  const auto hello = client_.get(bank(), "/v1/hello");
  ASSERT_TRUE(hello);
  EXPECT_NE(hello->body.find(R"("you":"broker")"), std::string::npos);
  EXPECT_EQ(client_.get(bank(), "/v1/checkpoint/6")->slug, "not-executed");
  EXPECT_EQ(client_.certificate()->name, "bank");
}

TEST_F(Service, is_not_taken_for_the_member_without_its_key) {
  auto other = bank();
  other.pin = registry_.get("broker").pin;
  const auto reply = client_.get(other, "/v1/checkpoint");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().fault, CallFault::wrong_key);
}

TEST_F(Service, refuses_a_key_that_no_member_has) {
  Registry elsewhere;
  MemberNode stranger("broker", 2, elsewhere, folder_.path() / "elsewhere");
  PeerClient client(*stranger.identity, stranger.clock);
  const auto reply = client.get(bank(), "/v1/checkpoint");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().fault, CallFault::refused);
  EXPECT_NE(reply.error().text.find("No active member has the key"), std::string::npos);
}

TEST_F(Service, refuses_a_member_that_left_on_the_open_connection) {
  ASSERT_TRUE(client_.get(bank(), "/v1/checkpoint"));
  const auto where = bank();
  registry_.remove("broker");
  EXPECT_EQ(client_.get(where, "/v1/checkpoint").error().fault, CallFault::refused);
}

TEST_F(Service, expired_certificates_are_refused_by_both_sides_with_that_reason) {
  ASSERT_TRUE(client_.get(bank(), "/v1/checkpoint"));
  broker_.clock.seconds = kNow + 366 * kDay;
  auto reply = client_.get(bank(), "/v1/checkpoint");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().fault, CallFault::certificate_expired);
  EXPECT_NE(reply.error().text.find("certificate of bank has expired"), std::string::npos);

  broker_.clock.seconds = kNow;
  bank_.clock.seconds = kNow + 366 * kDay;
  reply = client_.get(bank(), "/v1/checkpoint");
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().fault, CallFault::refused);
  EXPECT_NE(reply.error().text.find("has expired"), std::string::npos);
}

TEST_F(Service, a_renewed_certificate_is_used_without_a_restart) {
  const auto later = kNow + 366 * kDay;
  broker_.clock.seconds = bank_.clock.seconds = later;
  write_text(broker_.folder / "tls.crt", certificate_for(broker_.key, "broker", later));
  broker_.identity->refresh();
  EXPECT_EQ(client_.get(bank(), "/v1/checkpoint").error().fault, CallFault::certificate_expired) << "the bank's";
  write_text(bank_.folder / "tls.crt", certificate_for(bank_.key, "bank", later));
  bank_.identity->refresh();
  const auto reply = client_.get(bank(), "/v1/checkpoint");
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 200u);
}

TEST_F(Service, a_certificate_of_another_key_is_not_taken_over) {
  write_text(bank_.folder / "tls.crt", certificate_for(tls_key(), "bank", kNow));
  bank_.identity->refresh();
  EXPECT_TRUE(bank_.logged("the old one stays"));
  EXPECT_TRUE(client_.get(bank(), "/v1/checkpoint"));
}

TEST_F(Service, G1_gives_a_package_from_any_byte) {
  const auto package = sample_package();
  const auto archive = to_archive(package);
  bank_.put(package);
  Bytes got;
  const auto reply = client_.get_from(bank(), "/v1/package/" + to_hex_plain(package.hash.view()), 1'000,
                                      [&](std::uint64_t offset, ByteView bytes, std::uint64_t total) {
                                        EXPECT_EQ(offset, 1'000 + got.size());
                                        EXPECT_EQ(total, archive.size());
                                        append(got, bytes);
                                        return true;
                                      });
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 206u);
  EXPECT_EQ(got, Bytes(archive.begin() + 1'000, archive.end()));
}

TEST_F(Service, a_receiver_that_has_enough_ends_the_call_and_the_next_one_works) {
  const auto package = sample_package("BOND-9", 2'000'000);
  bank_.put(package);
  const auto reply = client_.get_from(bank(), "/v1/package/" + to_hex_plain(package.hash.view()), 0,
                                      [](std::uint64_t, ByteView, std::uint64_t) { return false; });
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().fault, CallFault::stopped);
  EXPECT_TRUE(client_.get(bank(), "/v1/checkpoint"));
}

TEST_F(Service, a_service_that_went_and_came_back_is_found_again) {
  ASSERT_TRUE(client_.get(bank(), "/v1/checkpoint"));
  const auto address = bank_.server->address();
  bank_.server.reset();
  EXPECT_EQ(client_.get(bank(), "/v1/checkpoint").error().fault, CallFault::unreachable);
  bank_.serve({}, address);
  EXPECT_TRUE(client_.get(bank(), "/v1/checkpoint"));
}

TEST_F(Service, one_member_can_not_take_all_connections) {
  bank_.serve({.connections_of_a_member = 2});
  std::vector<std::unique_ptr<PeerClient>> clients;
  std::size_t answered = 0;
  for (int i = 0; i < 4; ++i) {
    clients.push_back(std::make_unique<PeerClient>(*broker_.identity, broker_.clock));
    if (clients.back()->get(bank(), "/v1/checkpoint")) ++answered;
  }
  EXPECT_EQ(answered, 2u);
}

TEST_F(Service, whoever_shows_no_certificate_gets_nothing) {
  const auto address = bank_.server->address();
  const auto command = "curl -sk --max-time 5 https://" + address + "/v1/hello";
  auto* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  char first = 0;
  EXPECT_EQ(std::fread(&first, 1, 1, pipe), 0u);
  EXPECT_NE(::pclose(pipe), 0);
}

TEST_F(Service, cancel_ends_a_call_that_waits) {
  client_.cancel();
  EXPECT_EQ(client_.get(bank(), "/v1/checkpoint").error().fault, CallFault::stopped);
}

TEST(Warning, says_when_a_certificate_ends_and_what_to_do) {
  const auto info = *read_certificate(certificate_for(tls_key(), "bank", kNow));
  EXPECT_EQ(expiry_warning("bank", info, kNow, true), "");
  EXPECT_EQ(
      expiry_warning("bank", info, info.not_after - 12 * kDay, true),
      "certificate of bank expires in 12 days: renew it: kaisho peers renew-certificate --key tls.key --out tls.crt");
  EXPECT_EQ(expiry_warning("bank", info, info.not_after + 1, false),
            "certificate of bank has expired: its owner must renew it");
}

TEST(Warning, comes_once_a_day) {
  Folder folder;
  TestClock clock;
  clock.seconds = kNow + 340 * kDay;
  const auto key = tls_key();
  write_text(folder.path() / "tls.key", key);
  write_text(folder.path() / "tls.crt", certificate_for(key, "bank", kNow));
  int warnings = 0;
  const auto identity = Identity::open({folder.path() / "tls.crt", folder.path() / "tls.key"}, "bank", clock,
                                       [&](std::string_view) { ++warnings; });
  ASSERT_TRUE(identity);
  for (int i = 0; i < 5; ++i) (*identity)->refresh();
  EXPECT_EQ(warnings, 1);
  clock.seconds = kNow + 341 * kDay;
  for (int i = 0; i < 5; ++i) (*identity)->refresh();
  EXPECT_EQ(warnings, 2);
}

}  // namespace
}  // namespace kaisho::peering
