#include <gtest/gtest.h>

#include "private_courier.hpp"
#include "private_desk.hpp"
#include "private_samples.hpp"

// Private records between members' nodes, over the real service.
namespace kaisho::peering {
namespace {

using namespace testing;
using std::chrono::milliseconds;

/// A member's node with a box.
struct PrivateNode : MemberNode {
  PrivateNode(std::string member_name, std::uint8_t key_number, Registry& known, const std::filesystem::path& root,
              const TestLedger& shared)
      : MemberNode(std::move(member_name), key_number, known, root), ledger(shared) {
    open_box();
  }
  /// As after a restart.
  void open_box() {
    box = PrivateBox::open(folder / "private", sealing_key(number), random).value();
    records.emplace(PrivateExchange{*box, ledger.commitments()});
    desk.emplace(PrivateDesk::Dependencies{name, *box, ledger.commitments(), log(), log()});
  }
  void serve_records() { serve({}, "127.0.0.1:0", &*desk); }
  void carry() { exchange_with_all(&*records); }

  const TestLedger& ledger;
  CountingRandom random;
  std::unique_ptr<PrivateBox> box;
  std::optional<PrivateExchange> records;
  std::optional<PrivateDesk> desk;
};

/// The user of application 3 entrusted the bank.
class PrivateRecords : public ::testing::Test {
 protected:
  PrivateRecords() { ledger_.set(kThird, name_.root, {"bank"}); }
  ~PrivateRecords() override {
    for (auto* node : {&bank_, &broker_, &auditor_}) {
      node->exchange.reset();
      node->server.reset();
    }
  }
  [[nodiscard]] std::string path() const { return "/v1/private/" + name_.text(); }
  [[nodiscard]] std::string parcel(const MemberNames& parties = {"bank", "broker"}) const {
    return PrivateParcel{record_, parties}.to_json();
  }
  /// What `from` gets for a PUT at `to`.
  static std::expected<Reply, CallError> put(PrivateNode& from, PrivateNode& to, const std::string& target,
                                             const std::string& body) {
    PeerClient client(*from.identity, from.clock);
    return client.put(from.registry.get(to.name), target, body);
  }
  static std::expected<Reply, CallError> get(PrivateNode& from, PrivateNode& to, const std::string& target) {
    PeerClient client(*from.identity, from.clock);
    return client.get(from.registry.get(to.name), target);
  }

  Folder folder_;
  Registry registry_;
  TestLedger ledger_;
  const identity::PrivateRecord record_ = sample_record();
  const PrivateName name_{kThird, record_.root()};
  PrivateNode bank_{"bank", 1, registry_, folder_.path(), ledger_};
  PrivateNode broker_{"broker", 2, registry_, folder_.path(), ledger_};
  PrivateNode auditor_{"auditor", 3, registry_, folder_.path(), ledger_};
};

TEST_F(PrivateRecords, G9_a_record_goes_from_one_node_to_another) {
  broker_.serve_records();
  bank_.serve_records();
  ASSERT_TRUE(bank_.box->send(record_, kThird, {"broker"}, "bank", kNow));
  bank_.carry();
  EXPECT_TRUE(eventually([&] { return bank_.box->outgoing().empty(); }));
  const auto there = broker_.box->find(name_);
  ASSERT_TRUE(there && *there);
  EXPECT_EQ((*there)->record.fields(), record_.fields());
  ASSERT_EQ(bank_.box->receipts().size(), 1u);
  EXPECT_EQ(bank_.box->receipts()[0].member, "broker");
}

TEST_F(PrivateRecords, G9_an_acknowledged_record_is_on_the_disk) {
  broker_.serve_records();
  const auto reply = put(bank_, broker_, path(), parcel());
  ASSERT_TRUE(reply) << reply.error().text;
  ASSERT_EQ(reply->status, 200u);
  broker_.open_box();
  EXPECT_TRUE(*broker_.box->find(name_));
}

TEST_F(PrivateRecords, G9_a_stranger_hears_the_same_as_about_an_unknown_record) {
  bank_.serve_records();
  ASSERT_TRUE(bank_.box->keep(name_, {record_, {"bank", "broker"}}));
  const auto refused = get(auditor_, bank_, path());
  const auto unknown = get(auditor_, bank_, "/v1/private/application/4/" + to_hex_plain(name_.root.view()));
  ASSERT_TRUE(refused && unknown);
  EXPECT_EQ(refused->status, 404u);
  EXPECT_EQ(refused->slug, "unknown-private-record");
  EXPECT_EQ(refused->status, unknown->status);
  EXPECT_EQ(refused->type, unknown->type);
  EXPECT_EQ(refused->body, unknown->body);
  const auto party = get(broker_, bank_, path());
  ASSERT_TRUE(party);
  EXPECT_EQ(party->status, 200u) << "a party gets it at the same moment";
}

/// A record that does not open is said aloud when it is opened, so silence says that nobody opened it.
TEST_F(PrivateRecords, G9_a_stranger_makes_no_node_open_what_it_holds) {
  ASSERT_TRUE(bank_.box->keep(name_, {record_, {"bank", "broker"}}));
  write_text(*std::filesystem::directory_iterator(bank_.folder / "private/records"), "damaged");
  std::vector<std::string> said;
  const auto note = [&](std::string_view text) { said.emplace_back(text); };
  const PrivateDesk desk({"bank", *bank_.box, ledger_.commitments(), note, note});
  EXPECT_EQ(desk.give(name_, "auditor").status, 404);
  EXPECT_TRUE(said.empty()) << said.front();
  EXPECT_EQ(desk.give(name_, "broker").status, 404);
  ASSERT_EQ(said.size(), 1u) << "a party's question does open it";
  EXPECT_NE(said[0].find("is damaged"), std::string::npos);
  EXPECT_EQ(desk.give(name_, "bank").status, 404);
  EXPECT_EQ(said.size(), 2u) << "and so does that of who is responsible";
}

TEST_F(PrivateRecords, G9_takes_no_record_from_who_is_not_responsible) {
  broker_.serve_records();
  const auto reply = put(auditor_, broker_, path(), parcel({"auditor", "broker"}));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 404u);
  EXPECT_EQ(reply->body, unknown_private_record().body);
  EXPECT_TRUE(broker_.box->names().empty());
}

TEST_F(PrivateRecords, G9_takes_no_record_that_is_for_others) {
  auditor_.serve_records();
  const auto reply = put(bank_, auditor_, path(), parcel({"bank", "broker"}));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, unknown_private_record().body);
  EXPECT_TRUE(auditor_.box->names().empty());
}

TEST_F(PrivateRecords, G9_refuses_a_record_that_was_changed) {
  broker_.serve_records();
  const auto changed = PrivateParcel{sample_record("100001"), {"bank", "broker"}}.to_json();
  const auto reply = put(bank_, broker_, path(), changed);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 400u);
  EXPECT_EQ(reply->slug, "other-private-record");
  EXPECT_EQ(put(bank_, broker_, path(), "{}")->slug, "malformed-private-record");
  EXPECT_TRUE(broker_.box->names().empty());
}

TEST_F(PrivateRecords, G9_waits_until_the_root_is_on_the_ledger) {
  const PrivateSubject fourth{PrivateSubject::Kind::application, "4"};
  broker_.serve_records();
  const auto early = put(bank_, broker_, "/v1/private/" + PrivateName{fourth, name_.root}.text(), parcel());
  ASSERT_TRUE(early);
  EXPECT_EQ(early->status, 409u);
  EXPECT_EQ(early->slug, "not-on-ledger");
  ASSERT_TRUE(bank_.box->send(record_, fourth, {"broker"}, "bank", kNow));
  bank_.carry();
  EXPECT_TRUE(eventually([&] {
    const auto waiting = bank_.box->outgoing();
    return waiting.size() == 1 && waiting[0].said.find("the ledger does not have this root") != std::string::npos;
  }));
  EXPECT_TRUE(broker_.box->names().empty());
  ledger_.set(fourth, name_.root, {"bank"});
  EXPECT_TRUE(eventually([&] { return bank_.box->outgoing().empty(); }));
  EXPECT_TRUE(broker_.box->has({fourth, name_.root}));
}

TEST_F(PrivateRecords, G9_repeats_until_it_is_acknowledged) {
  // First nobody answers there, then a member that keeps no private records, and at last one that does.
  registry_.set(broker_.record("127.0.0.1:1"));
  ASSERT_TRUE(bank_.box->send(record_, kThird, {"broker"}, "bank", kNow));
  bank_.carry();
  EXPECT_TRUE(eventually([&] { return bank_.box->outgoing()[0].said.find("cannot connect") != std::string::npos; }));
  broker_.serve();
  EXPECT_TRUE(eventually([&] { return bank_.box->outgoing()[0].said.find("private_key") != std::string::npos; }));
  EXPECT_TRUE(bank_.box->receipts().empty());
  broker_.serve_records();
  EXPECT_TRUE(eventually([&] { return bank_.box->outgoing().empty(); }));
  EXPECT_TRUE(broker_.box->has(name_));
}

TEST_F(PrivateRecords, G9_a_members_words_reach_the_operator_as_plain_text_only) {
  ASSERT_TRUE(bank_.box->send(record_, kThird, {"broker"}, "bank", kNow));
  PeerClient client(*bank_.identity, bank_.clock);
  const PrivateCourier courier({.self = "bank",
                                .exchange = *bank_.records,
                                .client = client,
                                .clock = bank_.clock,
                                .repeat = milliseconds(0),
                                .stopping = [] { return false; },
                                .info = bank_.log(),
                                .warn = bank_.log()});
  courier.not_reached("broker", "closed for maintenance");
  EXPECT_EQ(bank_.box->outgoing()[0].said, "closed for maintenance");
  for (const auto& hostile : {std::string("\x1b[2J"), std::string("\xff\xfe"), std::string(5'000, 'a')}) {
    courier.not_reached("broker", hostile);
    EXPECT_NE(bank_.box->outgoing()[0].said.find("no text that can be shown"), std::string::npos);
  }
}

TEST_F(PrivateRecords, G9_a_sender_that_was_killed_goes_on_where_it_was) {
  ASSERT_TRUE(bank_.box->send(record_, kThird, {"broker"}, "bank", kNow));
  bank_.box.reset();  // nothing but the folder is left of it
  bank_.open_box();
  broker_.serve_records();
  bank_.carry();
  EXPECT_TRUE(eventually([&] { return bank_.box->receipts().size() == 1; }));
}

TEST_F(PrivateRecords, G9_a_member_that_erased_a_record_is_left_in_peace) {
  broker_.serve_records();
  ASSERT_EQ(put(bank_, broker_, path(), parcel())->status, 200u);
  ASSERT_TRUE(broker_.box->erase(name_, kNow).value());
  EXPECT_EQ(get(bank_, broker_, path())->status, 404u);
  ASSERT_TRUE(bank_.box->send(record_, kThird, {"broker"}, "bank", kNow));
  bank_.carry();
  EXPECT_TRUE(eventually([&] { return bank_.box->outgoing().empty(); }));
  EXPECT_TRUE(bank_.box->receipts().empty());
  EXPECT_TRUE(bank_.logged("broker erased the private record of application 3"));
  EXPECT_FALSE(broker_.box->has(name_));
}

TEST_F(PrivateRecords, G9_only_the_responsible_organization_gives_it_to_others) {
  broker_.serve_records();
  auditor_.serve_records();
  ASSERT_TRUE(broker_.box->send(record_, kThird, {"auditor"}, "broker", kNow));
  broker_.carry();
  EXPECT_TRUE(eventually([&] { return broker_.box->outgoing()[0].said.find("entrusted") != std::string::npos; }));
  EXPECT_TRUE(auditor_.box->names().empty());
}

TEST_F(PrivateRecords, G9_a_party_asks_another_one_for_a_lost_record) {
  bank_.serve_records();
  ASSERT_TRUE(bank_.box->keep(name_, {record_, {"bank", "broker"}}));
  ASSERT_TRUE(broker_.box->want(kThird));
  ASSERT_TRUE(auditor_.box->want(kThird));
  broker_.carry();
  auditor_.carry();
  EXPECT_TRUE(eventually([&] { return broker_.box->wanted().empty(); }));
  const auto here = broker_.box->find(name_);
  ASSERT_TRUE(here && *here);
  EXPECT_EQ((*here)->parties, (MemberNames{"bank", "broker"}));
  EXPECT_EQ(auditor_.box->wanted().size(), 1u) << "who is no party goes on asking";
  EXPECT_TRUE(auditor_.box->names().empty());
}

TEST_F(PrivateRecords, G9_the_organization_that_took_over_gets_the_record) {
  bank_.serve_records();
  ASSERT_TRUE(bank_.box->keep(name_, {record_, {"bank"}}));
  ledger_.set(kThird, name_.root, {"bank", "auditor"});
  EXPECT_EQ(get(auditor_, bank_, path())->status, 200u);
  EXPECT_EQ(get(broker_, bank_, path())->status, 404u);
}

TEST_F(PrivateRecords, G9_refuses_what_is_too_large_without_reading_it) {
  broker_.serve_records();
  const auto reply = put(bank_, broker_, path(), std::string(PrivateParcel::kMaxSize + 1, 'x'));
  // The service answers at once and closes: the sender hears the answer or finds its connection broken.
  EXPECT_TRUE(!reply || reply->slug == "too-large") << reply->slug;
  const auto largest = put(bank_, broker_, path(), std::string(PrivateParcel::kMaxSize, 'x'));
  ASSERT_TRUE(largest);
  EXPECT_EQ(largest->slug, "malformed-private-record") << "what fits is read";
  EXPECT_TRUE(broker_.box->names().empty());
  EXPECT_EQ(put(bank_, broker_, path(), parcel())->status, 200u) << "the service goes on";
}

TEST_F(PrivateRecords, G9_takes_a_record_of_the_largest_size) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (int i = 0; i < 15; ++i) fields.emplace_back("f" + std::to_string(i), std::string(65'536, 'x'));
  const auto large = identity::PrivateRecord::make(fields, [] { return Hash{}; }).value();
  ledger_.set(kThird, large.root(), {"bank"});
  broker_.serve_records();
  bank_.serve_records();
  ASSERT_TRUE(bank_.box->send(large, kThird, {"broker"}, "bank", kNow));
  bank_.carry();
  EXPECT_TRUE(eventually([&] { return broker_.box->has({kThird, large.root()}); }));
  ASSERT_TRUE(auditor_.box->want(kThird));
  ledger_.set(kThird, large.root(), {"bank", "auditor"});
  auditor_.carry();
  EXPECT_TRUE(eventually([&] { return auditor_.box->has({kThird, large.root()}); }));
}

TEST_F(PrivateRecords, G9_takes_no_body_where_none_belongs) {
  broker_.serve_records();
  const auto wrong = put(bank_, broker_, "/v1/checkpoint", "{}");
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->status, 405u);
  registry_.remove("auditor");
  PeerClient client(*auditor_.identity, auditor_.clock);
  const auto stranger = client.put(registry_.get("broker"), path(), parcel());
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().fault, CallFault::refused);
}

}  // namespace
}  // namespace kaisho::peering
