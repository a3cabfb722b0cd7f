#include "kaisho/peering/private_box.hpp"

#include <gtest/gtest.h>

#include "private_samples.hpp"

namespace kaisho::peering {
namespace {

namespace fs = std::filesystem;
using namespace testing;

class PrivateBoxTest : public ::testing::Test {
 protected:
  std::unique_ptr<PrivateBox> opened(std::uint8_t key = 1) {
    auto box = PrivateBox::open(folder_.path() / "private", sealing_key(key), random_);
    EXPECT_TRUE(box) << box.error();
    return box ? std::move(*box) : nullptr;
  }
  [[nodiscard]] fs::path only_file(const std::string& name) const {
    return *fs::directory_iterator(folder_.path() / "private" / name);
  }
  static std::string content(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  Folder folder_;
  CountingRandom random_;
  const identity::PrivateRecord record_ = sample_record();
  const PrivateName name_{kThird, record_.root()};
};

TEST(PrivateNames, G9_have_one_way_to_be_written) {
  const auto digits = std::string(64, 'a');
  EXPECT_EQ(PrivateName::parse("application/3/" + digits)->text(), "application/3/" + digits);
  EXPECT_EQ(PrivateName::parse("user/al-ice.1/" + digits)->subject.words(), "user al-ice.1");
  for (const auto& wrong :
       {"application/03/" + digits, "application/0/" + digits, "application/18446744073709551616/" + digits,
        "application/3/" + std::string(64, 'A'), "application/3/0x" + digits, "application/3/" + digits + "a",
        "user/../" + digits, "user//" + digits, "token/3/" + digits, "user/a/b/" + digits, digits}) {
    EXPECT_FALSE(PrivateName::parse(wrong)) << wrong;
  }
}

TEST(PrivateParcels, G9_are_read_as_they_were_written_and_nothing_else_is) {
  const PrivateParcel parcel{sample_record(), {"bank", "broker"}};
  const auto text = parcel.to_json();
  const auto read = PrivateParcel::parse(text);
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->record.root(), parcel.record.root());
  EXPECT_EQ(read->parties, parcel.parties);
  EXPECT_FALSE(PrivateParcel::parse(text.substr(0, text.size() - 1)));
  EXPECT_FALSE(PrivateParcel::parse(parcel.record.to_json())) << "a record is no parcel";
  auto stranger = text;
  stranger.replace(stranger.find("broker"), 6, "../etc");
  EXPECT_FALSE(PrivateParcel::parse(stranger));
  EXPECT_FALSE(PrivateParcel::parse(text + std::string(PrivateParcel::kMaxSize, ' ')));
}

TEST(PrivateParcels, G9_of_the_largest_record_with_most_parties_fit) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (int i = 0; i < 15; ++i) fields.emplace_back("f" + std::to_string(i), std::string(65'536, '"'));
  while (!identity::PrivateRecord::make(fields, [] { return Hash{}; })) fields.pop_back();
  PrivateParcel parcel{identity::PrivateRecord::make(fields, [] { return Hash{}; }).value(), {}};
  for (int i = 0; i < 64; ++i) parcel.parties.insert("a" + std::to_string(1000 + i) + std::string(59, 'x'));
  const auto read = PrivateParcel::parse(parcel.to_json());
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->parties.size(), 64u);
}

TEST_F(PrivateBoxTest, G9_keeps_records_sealed_and_over_a_restart) {
  ASSERT_TRUE(opened()->keep(name_, {record_, {"bank"}}));
  const auto file = content(only_file("records"));
  EXPECT_EQ(file.find("100000"), std::string::npos);
  EXPECT_EQ(file.find(to_hex_plain(view_of("100000"))), std::string::npos);
  const auto box = opened();
  EXPECT_EQ(box->names(), std::vector{name_});
  const auto found = box->find(name_);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ((*found)->record.value("amount"), "100000");
  EXPECT_EQ((*found)->parties, MemberNames{"bank"});
}

TEST_F(PrivateBoxTest, G9_is_for_its_owner_alone) {
  ASSERT_TRUE(opened()->keep(name_, {record_, {"bank"}}));
  const auto others = fs::perms::group_all | fs::perms::others_all;
  EXPECT_EQ(fs::status(folder_.path() / "private").permissions() & others, fs::perms::none);
  EXPECT_EQ(fs::status(only_file("records")).permissions() & others, fs::perms::none);
}

TEST_F(PrivateBoxTest, G9_refuses_another_key) {
  ASSERT_TRUE(opened()->keep(name_, {record_, {"bank"}}));
  const auto other = PrivateBox::open(folder_.path() / "private", sealing_key(2), random_);
  ASSERT_FALSE(other);
  EXPECT_NE(other.error().find("private_key"), std::string::npos);
  EXPECT_TRUE(*opened()->find(name_)) << "and nothing was changed";
}

TEST_F(PrivateBoxTest, G9_refuses_a_record_under_another_root) {
  const auto box = opened();
  EXPECT_FALSE(box->keep(name_, {sample_record("100001"), {"bank"}}));
  EXPECT_FALSE(box->has(name_));
}

TEST_F(PrivateBoxTest, G9_does_not_take_half_a_file_after_a_kill) {
  opened();
  ASSERT_TRUE(opened()->keep(name_, {record_, {"bank"}}));
  const auto file = only_file("records");
  const auto whole = content(file);
  // Killed while it was written: it has its other name still.
  fs::remove(file);
  write_text(file.string() + ".new", whole.substr(0, whole.size() / 2));
  const auto box = opened();
  EXPECT_TRUE(box->names().empty());
  ASSERT_TRUE(box->find(name_));
  EXPECT_FALSE(*box->find(name_));
  // A disk that lost the end of the file: it is said, and the record can come again.
  write_text(file, whole.substr(0, whole.size() / 2));
  EXPECT_FALSE(box->find(name_));
  ASSERT_TRUE(box->keep(name_, {record_, {"bank"}}));
  EXPECT_EQ((*box->find(name_))->record.value("amount"), "100000");
}

TEST_F(PrivateBoxTest, G9_does_not_open_a_record_under_the_name_of_another) {
  const auto box = opened();
  ASSERT_TRUE(box->keep(name_, {record_, {"bank"}}));
  const PrivateName fourth{{PrivateSubject::Kind::application, "4"}, name_.root};
  auto file = only_file("records").string();
  file.replace(file.find("application-3"), 13, "application-4");
  fs::copy_file(only_file("records"), file);
  EXPECT_FALSE(box->find(fourth));
}

TEST_F(PrivateBoxTest, G9_what_is_sent_stays_until_it_is_acknowledged) {
  ASSERT_TRUE(opened()->send(record_, kThird, {"broker", "exchange"}, "bank", kNow));
  const auto box = opened();
  ASSERT_EQ(box->outgoing().size(), 2u);
  EXPECT_EQ(box->outgoing()[0].member, "broker");
  const MemberNames all{"bank", "broker", "exchange"};
  EXPECT_EQ((*box->find(name_))->parties, all);
  ASSERT_TRUE(box->not_delivered(name_, "broker", "no answer"));
  EXPECT_EQ(box->outgoing()[0].said, "no answer");
  ASSERT_TRUE(box->acknowledged(name_, "broker", all, kNow + 1));
  ASSERT_EQ(opened()->outgoing().size(), 1u);
  EXPECT_EQ(opened()->outgoing()[0].member, "exchange");
  ASSERT_EQ(opened()->receipts().size(), 1u);
  EXPECT_EQ(opened()->receipts()[0].time, kNow + 1);
  ASSERT_TRUE(box->not_delivered(name_, "broker", "late")) << "after its end nothing is noted";
  EXPECT_EQ(opened()->outgoing().size(), 1u);
}

TEST_F(PrivateBoxTest, G9_who_was_not_told_of_a_new_party_gets_the_record_again) {
  const auto box = opened();
  ASSERT_TRUE(box->send(record_, kThird, {"broker"}, "bank", kNow));
  ASSERT_TRUE(box->send(record_, kThird, {"exchange"}, "bank", kNow)) << "while the delivery to broker runs";
  ASSERT_TRUE(box->acknowledged(name_, "broker", {"bank", "broker"}, kNow));
  EXPECT_EQ(box->outgoing().size(), 2u);
  EXPECT_TRUE(box->receipts().empty());
  for (const auto* member : {"broker", "exchange"}) {
    ASSERT_TRUE(box->acknowledged(name_, member, {"bank", "broker", "exchange"}, kNow));
  }
  EXPECT_TRUE(box->outgoing().empty());
}

TEST_F(PrivateBoxTest, G9_what_is_erased_is_gone_and_nobody_brings_it_back) {
  const auto box = opened();
  ASSERT_TRUE(box->send(record_, kThird, {"broker", "exchange"}, "bank", kNow));
  ASSERT_TRUE(box->acknowledged(name_, "broker", {"bank", "broker", "exchange"}, kNow));
  ASSERT_TRUE(box->want(kThird));
  ASSERT_TRUE(box->erase(name_, kNow).value());
  EXPECT_TRUE(box->wanted().empty());
  EXPECT_TRUE(fs::is_empty(folder_.path() / "private/records"));
  EXPECT_TRUE(box->outgoing().empty());
  EXPECT_EQ(box->receipts().size(), 1u) << "who has it besides";
  EXPECT_FALSE(opened()->keep(name_, {record_, {"bank"}}));
  EXPECT_FALSE(box->has(name_));
  EXPECT_FALSE(box->erase(name_, kNow).value());
  ASSERT_TRUE(box->want(kThird));
  EXPECT_TRUE(box->keep(name_, {record_, {"bank"}})) << "its owner wants it again";
}

TEST_F(PrivateBoxTest, G9_a_delivery_that_waits_is_taken_back) {
  const auto box = opened();
  ASSERT_TRUE(box->send(record_, kThird, {"broker", "nobody"}, "bank", kNow));
  ASSERT_TRUE(box->not_delivered(name_, "nobody", "no such member"));
  EXPECT_EQ(box->take_back(name_, {"nobody"}).value(), MemberNames{});
  EXPECT_EQ((*box->find(name_))->parties, (MemberNames{"bank", "broker"}));
  ASSERT_EQ(box->outgoing().size(), 1u);
  EXPECT_EQ(box->outgoing()[0].member, "broker");
  EXPECT_EQ(box->take_back(name_, {"nobody"}).value(), MemberNames{"nobody"});
  ASSERT_TRUE(box->acknowledged(name_, "broker", {"bank", "broker"}, kNow));
  ASSERT_TRUE(box->send(record_, kThird, {"exchange"}, "bank", kNow)) << "broker is told of the exchange";
  EXPECT_EQ(box->take_back(name_, {"broker"}).value(), MemberNames{"broker"}) << "it has the record";
  EXPECT_TRUE((*box->find(name_))->parties.contains("broker"));
}

TEST_F(PrivateBoxTest, G9_grants_follow_the_parties_and_name_nobody_on_the_disk) {
  const auto box = opened();
  const auto grants = folder_.path() / "private/grants";
  ASSERT_TRUE(box->send(record_, kThird, {"broker", "exchange"}, "bank", kNow));
  EXPECT_TRUE(box->is_granted(name_, "bank") && box->is_granted(name_, "broker"));
  EXPECT_FALSE(box->is_granted(name_, "auditor"));
  EXPECT_FALSE(box->is_granted({{PrivateSubject::Kind::application, "4"}, name_.root}, "broker"));
  for (const auto& file : fs::directory_iterator(grants)) {
    EXPECT_EQ(fs::file_size(file), 0u);
    EXPECT_EQ(file.path().stem().string().size(), 64u);
  }
  ASSERT_TRUE(box->take_back(name_, {"exchange"}).value().empty());
  EXPECT_FALSE(box->is_granted(name_, "exchange"));
  ASSERT_TRUE(box->erase(name_, kNow).value());
  EXPECT_TRUE(fs::is_empty(grants));
}

TEST_F(PrivateBoxTest, G9_a_folder_of_an_older_version_gets_its_grants) {
  ASSERT_TRUE(opened()->keep(name_, {record_, {"bank", "broker"}}));
  fs::remove_all(folder_.path() / "private/grants");
  const auto box = opened();
  EXPECT_TRUE(box->is_granted(name_, "broker"));
  EXPECT_FALSE(box->is_granted(name_, "auditor"));
}

TEST_F(PrivateBoxTest, G9_deliveries_are_taken_back_all_or_none) {
  const auto box = opened();
  ASSERT_TRUE(box->send(record_, kThird, {"auditor", "broker", "exchange"}, "bank", kNow));
  const MemberNames all{"auditor", "bank", "broker", "exchange"};
  ASSERT_TRUE(box->acknowledged(name_, "broker", all, kNow));
  EXPECT_EQ(box->take_back(name_, {"auditor", "broker", "nobody"}).value(), (MemberNames{"broker", "nobody"}));
  EXPECT_EQ(box->outgoing().size(), 2u) << "the auditor's waits as before";
  EXPECT_EQ((*box->find(name_))->parties, all);
  EXPECT_EQ(box->take_back(name_, {"auditor", "exchange"}).value(), MemberNames{});
  EXPECT_TRUE(box->outgoing().empty());
  EXPECT_EQ((*box->find(name_))->parties, (MemberNames{"bank", "broker"}));
}

TEST_F(PrivateBoxTest, G9_what_is_wanted_is_asked_for_until_it_arrived) {
  ASSERT_TRUE(opened()->want(kThird));
  EXPECT_EQ(opened()->wanted(), std::vector{kThird});
  ASSERT_TRUE(opened()->arrived(kThird));
  ASSERT_TRUE(opened()->arrived(kThird)) << "twice is no error";
  EXPECT_TRUE(opened()->wanted().empty());
}

}  // namespace
}  // namespace kaisho::peering
