#include <gtest/gtest.h>

#include <kaisho/base/hex.hpp>

#include "kaisho/identity/evidence.hpp"

namespace kaisho::identity {
namespace {

const std::string kPassport =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";

PrivateRecord::Salts salts() {
  return [next = std::uint8_t{0}]() mutable {
    Hash salt;
    salt.bytes[0] = ++next;
    return salt;
  };
}

PrivateRecord record(std::vector<std::pair<std::string, std::string>> fields) {
  return PrivateRecord::make(std::move(fields), salts()).value();
}

PrivateRecord anna() {
  return record({{"familyName", "Eriksson"},
                 {"givenNames", "Anna Maria"},
                 {"birthDate", "1974-08-12"},
                 {"nationality", "UTO"},
                 {"documentNumber", "L898902C3"},
                 {"sex", "F"},
                 {"address", "1 Main Street"}});
}

PrivateRecord with(std::string name, std::string value) {
  std::vector<std::pair<std::string, std::string>> fields;
  const auto before = anna();
  for (const auto& field : before.fields()) fields.emplace_back(field.name, field.name == name ? value : field.value);
  return record(std::move(fields));
}

constexpr auto kToday = "2012-04-15";  // the specimen's last day

TEST(Evidence, G3_a_passport_of_the_person_matches_the_request) {
  const auto outcome = MrzEvidence(kPassport).compare(anna(), kToday);
  EXPECT_TRUE(outcome.matches()) << outcome.mismatches.front();
  EXPECT_EQ(outcome.compared.size(), 7u);
}

TEST(Evidence, G3_every_difference_ends_it_with_its_reason) {
  const std::vector<std::array<std::string, 3>> differences{
      {"familyName", "Eriksen", "familyName is 'Eriksen' in the request and 'ERIKSSON' in the document"},
      {"givenNames", "Anna", "givenNames is 'Anna' in the request and 'ANNA MARIA' in the document"},
      {"birthDate", "1974-08-13", "birthDate is 1974-08-13 in the request and 740812 in the document"},
      {"birthDate", "1974-02-30", "the request's birthDate '1974-02-30' is no date (YYYY-MM-DD)"},
      {"nationality", "JPN", "nationality is 'JPN' in the request and 'UTO' in the document"},
      {"documentNumber", "L898902C4", "documentNumber is 'L898902C4' in the request and 'L898902C3' in the document"},
      {"sex", "M", "sex is 'M' in the request and 'F' in the document"}};
  for (const auto& [name, value, sentence] : differences) {
    const auto outcome = MrzEvidence(kPassport).compare(with(name, value), kToday);
    ASSERT_EQ(outcome.mismatches.size(), 1u) << name;
    EXPECT_EQ(outcome.mismatches[0], sentence);
  }
}

TEST(Evidence, G3_an_expired_document_and_a_wrong_check_digit_match_nothing) {
  EXPECT_EQ(MrzEvidence(kPassport).compare(anna(), "2012-04-16").mismatches,
            std::vector<std::string>{"the document expired on 2012-04-15"});
  auto forged = kPassport;
  forged.replace(forged.find("7408122"), 7, "7508122");
  EXPECT_EQ(MrzEvidence(forged).compare(anna(), kToday).mismatches,
            std::vector<std::string>{"the machine-readable zone is refused: the check digit of the date of birth is 2, "
                                     "computed is 5"});
}

TEST(Evidence, G3_names_in_other_scripts_are_compared_by_their_latin_letters) {
  auto fields = std::vector<std::pair<std::string, std::string>>{{"familyName", "エリクソン"},
                                                                 {"latinFamilyName", "Eriksson"},
                                                                 {"givenNames", "アンナ"},
                                                                 {"latinGivenNames", "Anna Maria"},
                                                                 {"birthDate", "1974-08-12"}};
  EXPECT_TRUE(MrzEvidence(kPassport).compare(record(fields), kToday).matches());
  fields[1].second = "Svensson";
  EXPECT_FALSE(MrzEvidence(kPassport).compare(record(fields), kToday).matches());
}

TEST(PrivateRecord, G9_has_one_root_whatever_the_order_of_its_fields) {
  const auto a = record({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  const auto parsed = PrivateRecord::parse(a.to_json());
  ASSERT_TRUE(parsed) << parsed.error();
  EXPECT_EQ(parsed->root(), a.root());
  EXPECT_EQ(parsed->fields(), a.fields());
}

TEST(PrivateRecord, G9_hides_equal_values_behind_their_salts) {
  const auto make = [](std::uint8_t salt) {
    return PrivateRecord::make({{"amount", "1"}},
                               [salt] {
                                 Hash hash;
                                 hash.bytes[3] = salt;
                                 return hash;
                               })
        .value();
  };
  EXPECT_NE(make(1).root(), make(2).root());
}

TEST(PrivateRecord, G9_opens_single_fields_and_nothing_else) {
  const auto profile = anna();
  const auto text = profile.open({"nationality"}).value();
  EXPECT_EQ(text.find("Eriksson"), std::string::npos);
  EXPECT_EQ(text.find("Main Street"), std::string::npos);
  const auto opening = check_opening(text);
  ASSERT_TRUE(opening) << opening.error();
  EXPECT_EQ(opening->root, profile.root());
  EXPECT_EQ(opening->size, 7u);
  ASSERT_EQ(opening->fields.size(), 1u);
  EXPECT_EQ(opening->fields[0].value, "UTO");
  for (const auto& field : profile.fields())
    EXPECT_TRUE(check_opening(profile.open({field.name}).value())) << field.name;
  EXPECT_EQ(profile.open({"income"}).error(), "the record has no field income");
}

TEST(PrivateRecord, G9_an_opening_with_one_changed_byte_is_refused) {
  const auto text = anna().open({"nationality", "sex"}).value();
  std::size_t refused = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto changed = text;
    changed[i] = changed[i] == '1' ? '2' : '1';
    if (changed == text) continue;
    const auto opening = check_opening(changed);
    const bool other_root = opening && opening->root != anna().root();
    EXPECT_TRUE(!opening || other_root) << "byte " << i << " of " << text;
    if (!opening) ++refused;
  }
  EXPECT_GT(refused, text.size() * 9 / 10);
}

TEST(PrivateRecord, G9_that_its_holder_could_not_open_again_is_not_made) {
  std::vector<std::pair<std::string, std::string>> fields;
  for (int i = 0; i < 17; ++i) fields.emplace_back("f" + std::to_string(i), std::string(60'000, 'x'));
  const auto fitting = PrivateRecord::make(fields, salts());
  ASSERT_TRUE(fitting);
  EXPECT_TRUE(PrivateRecord::parse(fitting->to_json()));
  fields.emplace_back("f17", std::string(60'000, 'x'));
  const auto made = PrivateRecord::make(fields, salts());
  ASSERT_FALSE(made);
  EXPECT_NE(made.error().find("1048576 bytes"), std::string::npos) << made.error();
}

TEST(PrivateRecord, G9_refuses_what_is_no_record) {
  for (const auto* text :
       {"", "{}", "[]", R"({"format":"kaisho-private-record/1","fields":[]})",
        R"({"format":"kaisho-private-record/2","fields":[]})",
        R"({"format":"kaisho-private-record/1","fields":[{"name":"a","value":"b","salt":"0x12"}]})"}) {
    EXPECT_FALSE(PrivateRecord::parse(text)) << text;
    EXPECT_FALSE(check_opening(text)) << text;
  }
  EXPECT_EQ(PrivateRecord::make({{"a", "1"}, {"a", "2"}}, salts()).error(), "the field a stands twice in the record");
  EXPECT_FALSE(PrivateRecord::make({{"a\n", "1"}}, salts()));
  EXPECT_FALSE(PrivateRecord::make({{"a", std::string(65'537, 'x')}}, salts()));
  EXPECT_FALSE(PrivateRecord::make({}, salts()));
}

}  // namespace
}  // namespace kaisho::identity
