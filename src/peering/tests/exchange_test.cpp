#include "kaisho/peering/exchange.hpp"

#include <gtest/gtest.h>

#include "service_samples.hpp"

namespace kaisho::peering {
namespace {

using namespace testing;

class ExchangeTest : public ::testing::Test {
 protected:
  void start_all() {
    for (auto* node : {&bank_, &broker_, &exchange_}) node->serve();
    for (auto* node : {&bank_, &broker_, &exchange_}) node->exchange_with_all();
  }
  static std::size_t signers(const MemberNode& node, std::uint64_t size) {
    const auto best = node.keeper->best(size);
    return best ? best->signers.size() : 0;
  }
  static PeerStatus status(const MemberNode& node, const std::string& name) {
    for (auto& peer : node.exchange->peers()) {
      if (peer.name == name) return peer;
    }
    return {};
  }
  Folder folder_;
  Registry registry_;
  MemberNode bank_{"bank", 1, registry_, folder_.path()};
  MemberNode broker_{"broker", 2, registry_, folder_.path()};
  MemberNode exchange_{"exchange", 3, registry_, folder_.path()};
};

TEST_F(ExchangeTest, every_member_gets_all_signatures) {
  start_all();
  for (auto* node : {&bank_, &broker_, &exchange_}) {
    EXPECT_TRUE(eventually([&] { return signers(*node, 5) == 3; })) << node->name;
  }
  for (auto* node : {&bank_, &broker_, &exchange_}) node->grow(3);
  for (auto* node : {&bank_, &broker_, &exchange_}) {
    EXPECT_TRUE(eventually([&] { return signers(*node, 8) == 3; })) << node->name;
  }
  EXPECT_TRUE(eventually([&] { return status(bank_, "broker").cosigned == 8; }));
  EXPECT_TRUE(status(bank_, "broker").reachable);
  EXPECT_TRUE(bank_.keeper->forks().empty());
}

TEST_F(ExchangeTest, a_member_that_lags_signs_when_it_is_there) {
  bank_.grow(2);
  start_all();
  EXPECT_TRUE(eventually([&] { return status(bank_, "broker").reachable; }));
  EXPECT_EQ(signers(bank_, 7), 1u);
  broker_.grow(2);
  EXPECT_TRUE(eventually([&] { return signers(bank_, 7) == 2; }));
}

TEST_F(ExchangeTest, a_member_that_does_not_answer_holds_up_nobody) {
  bank_.serve();
  broker_.serve();
  registry_.set(exchange_.record("127.0.0.1:1"));
  bank_.exchange_with_all();
  EXPECT_TRUE(eventually([&] { return signers(bank_, 5) == 2; }));
  EXPECT_TRUE(eventually([&] { return status(bank_, "exchange").failures > 2; }));
  EXPECT_FALSE(status(bank_, "exchange").reachable);
  EXPECT_NE(status(bank_, "exchange").problem, "");
  exchange_.serve();
  EXPECT_TRUE(eventually([&] { return signers(bank_, 5) == 3; })) << "when it is back it is asked";
}

TEST_F(ExchangeTest, a_false_checkpoint_is_a_fork_in_every_honest_node) {
  exchange_.leaves.resize(4);
  exchange_.grow(1, 9);
  start_all();
  EXPECT_TRUE(eventually([&] { return bank_.keeper->forks().size() == 1 && broker_.keeper->forks().size() == 1; }));
  EXPECT_TRUE(eventually([&] { return signers(bank_, 5) == 2 && signers(broker_, 5) == 2; }));
  EXPECT_EQ(bank_.keeper->forks().front().member, "exchange");
  EXPECT_TRUE(bank_.logged("FORK: exchange"));
}

TEST_F(ExchangeTest, G1_registered_packages_come_to_every_node) {
  const auto first = sample_package("BOND-1", 700'000);
  const auto second = sample_package("BOND-2");
  bank_.put(first);
  broker_.put(second);
  for (auto* node : {&bank_, &broker_, &exchange_}) node->registered = {{2, {first.hash}}, {4, {second.hash}}};
  start_all();
  for (auto* node : {&bank_, &broker_, &exchange_}) {
    EXPECT_TRUE(eventually([&] { return node->packages->has(first.hash) && node->packages->has(second.hash); }));
  }
  EXPECT_EQ(exchange_.packages->read(first.hash, 0, kMaxArchive).value(), to_archive(first));
  const auto known = exchange_.exchange->packages();
  EXPECT_EQ(known.size(), 2u);
  EXPECT_TRUE(std::ranges::all_of(known, &PackageStatus::here));
}

TEST_F(ExchangeTest, G1_a_package_registered_later_is_fetched_then) {
  const auto package = sample_package();
  bank_.put(package);
  start_all();
  EXPECT_TRUE(eventually([&] { return status(broker_, "bank").reachable; }));
  {
    const std::scoped_lock lock(broker_.mutex);
    broker_.registered = {{5, {package.hash}}};
  }
  broker_.grow(1);
  EXPECT_TRUE(eventually([&] { return broker_.packages->has(package.hash); }));
}

TEST_F(ExchangeTest, G1_other_bytes_for_a_hash_are_refused_and_the_next_member_is_asked) {
  const auto package = sample_package("BOND-1", 100'000);
  bank_.put(package);
  exchange_.put(package);
  const auto file = bank_.folder / "packages" / (to_hex_plain(package.hash.view()) + ".package");
  auto wrong = to_archive(package);
  wrong.back() ^= 1;
  write_text(file, text_of(wrong));
  bank_.serve();
  broker_.registered = {{0, {package.hash}}};
  broker_.exchange_with_all();
  EXPECT_TRUE(eventually([&] { return status(broker_, "bank").packages_refused == 1; }));
  EXPECT_TRUE(broker_.logged("bank sent other bytes"));
  EXPECT_FALSE(broker_.packages->has(package.hash));
  exchange_.serve();
  EXPECT_TRUE(eventually([&] { return broker_.packages->has(package.hash); }));
  EXPECT_EQ(broker_.packages->read(package.hash, 0, kMaxArchive).value(), to_archive(package));
  EXPECT_EQ(status(broker_, "bank").packages_refused, 1u) << "it was not asked again";
}

TEST_F(ExchangeTest, G1_a_cut_transfer_goes_on_where_it_was) {
  const auto package = sample_package("BOND-1", 3'000'000);
  const auto archive = to_archive(package);
  bank_.put(package);
  ASSERT_TRUE(broker_.packages->begin(package.hash, "bank"));
  ASSERT_TRUE(broker_.packages->add(package.hash, 0, ByteView(archive).first(2'000'000))) << "then the line was cut";
  bank_.serve();
  broker_.registered = {{0, {package.hash}}};
  broker_.exchange_with_all();
  EXPECT_TRUE(eventually([&] { return broker_.packages->has(package.hash); }));
  EXPECT_EQ(broker_.packages->read(package.hash, 0, kMaxArchive).value(), archive);
}

TEST_F(ExchangeTest, members_that_join_and_leave_are_followed) {
  registry_.remove("exchange");
  bank_.serve();
  broker_.serve();
  bank_.exchange_with_all();
  EXPECT_TRUE(eventually([&] { return signers(bank_, 5) == 2; }));
  EXPECT_EQ(bank_.exchange->peers().size(), 1u);
  exchange_.serve();
  EXPECT_TRUE(eventually([&] { return signers(bank_, 5) == 3; }));
  registry_.remove("broker");
  EXPECT_TRUE(eventually([&] { return bank_.exchange->peers().size() == 1; }));
  EXPECT_EQ(bank_.exchange->peers().front().name, "exchange");
}

}  // namespace
}  // namespace kaisho::peering
