#include "kaisho/services/access_service.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "fixed_sources.hpp"

namespace kaisho::services {
namespace {

using test::CountingRandom;
using test::Folder;
using test::SettableClock;

struct Access : testing::Test {
  Folder folder;
  CountingRandom random;
  SettableClock clock{1'000};
  AccessBook book{folder.path() / "access"};
  std::string complaint;
  AccessService service{folder.path() / "access", clock, [this](std::string_view line) { complaint = line; }};

  AccessBook::Created token(Timestamp expires = 2'000) {
    return book.create_token({"alice", "bank", 2, 1'000, expires}, random).value();
  }
};

TEST_F(Access, lets_the_holder_of_a_token_in_until_its_last_second) {
  const auto created = token(2'000);
  const auto found = service.by_token(created.token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->organization, "bank");
  EXPECT_EQ(found->roles, 2u);
  clock.seconds = 2'000;
  EXPECT_TRUE(service.by_token(created.token));
  clock.seconds = 2'001;
  EXPECT_FALSE(service.by_token(created.token));
}

TEST_F(Access, keeps_only_the_hash_of_a_token) {
  const auto created = token();
  std::ifstream file(folder.path() / "access" / "access.json");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_NE(text.find(created.entry.id), std::string::npos);
  EXPECT_EQ(text.find(created.token.substr(4)), std::string::npos);
}

TEST_F(Access, ends_a_revoked_token_at_once_and_for_ever) {
  const auto created = token();
  ASSERT_TRUE(service.by_token(created.token));
  ASSERT_TRUE(book.revoke(created.entry.id, 1'500));
  EXPECT_FALSE(service.by_token(created.token));
  EXPECT_FALSE(book.revoke(created.entry.id, 1'501));
  EXPECT_FALSE(book.revoke("ffffffffffffffff", 1'501));
}

TEST_F(Access, takes_no_text_that_only_looks_like_a_token) {
  const auto created = token();
  EXPECT_FALSE(service.by_token(""));
  EXPECT_FALSE(service.by_token(created.token + "0"));
  EXPECT_FALSE(service.by_token(created.token.substr(0, 40)));
  EXPECT_FALSE(service.by_token("kso_" + std::string(64, '0')));
}

TEST_F(Access, gives_one_key_of_a_certificate_to_one_operator) {
  const Hash pin{{0x11}};
  ASSERT_TRUE(book.add_certificate({"carol", "bank", 4, 1'000, 2'000}, pin, random));
  EXPECT_EQ(service.by_certificate(pin)->name, "carol");
  EXPECT_FALSE(service.by_certificate(Hash{{0x12}}));
  EXPECT_FALSE(book.add_certificate({"eve", "broker", 8, 1'000, 2'000}, pin, random));
  EXPECT_TRUE(book.add_certificate({"carol", "bank", 4, 2'001, 3'000}, pin, random)) << "the first one has ended";
}

TEST_F(Access, does_not_take_a_token_for_a_certificate) {
  const auto created = token();
  EXPECT_FALSE(service.by_certificate(created.entry.secret));
}

TEST_F(Access, lets_nobody_in_where_the_file_is_damaged) {
  const auto created = token();
  ASSERT_TRUE(service.by_token(created.token));
  std::ofstream(folder.path() / "access" / "access.json") << "{\"format\":\"kaisho-access/1\"}";
  EXPECT_FALSE(service.by_token(created.token));
  EXPECT_NE(complaint.find("no file of kaisho access"), std::string::npos) << complaint;
  EXPECT_FALSE(book.create_token({"bob", "bank", 2, 1'000, 2'000}, random)) << "it is not written over";
}

TEST_F(Access, names_roles_as_the_ledger_numbers_them) {
  EXPECT_EQ(role_names(2 | 8), (std::vector<std::string>{"registrar", "administrator"}));
  EXPECT_EQ(role_number("auditor"), 4u);
  EXPECT_FALSE(role_number("owner"));
}

}  // namespace
}  // namespace kaisho::services
