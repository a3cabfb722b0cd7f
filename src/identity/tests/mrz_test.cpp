#include "kaisho/identity/mrz.hpp"

#include <gtest/gtest.h>

namespace kaisho::identity {
namespace {

// The specimens of ICAO Doc 9303: part 4, appendix A; part 5, appendix B; part 6, appendix B.
const std::string kTd3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10\n";
const std::string kTd1 =
    "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n";
const std::string kTd2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6\n";

TEST(Mrz, G3_reads_the_passport_of_Doc_9303) {
  const auto mrz = parse_mrz(kTd3);
  ASSERT_TRUE(mrz) << mrz.error();
  EXPECT_EQ(mrz->format, MrzFormat::td3);
  EXPECT_EQ(mrz->document_code, "P");
  EXPECT_EQ(mrz->issuing_state, "UTO");
  EXPECT_EQ(mrz->document_number, "L898902C3");
  EXPECT_EQ(mrz->nationality, "UTO");
  EXPECT_EQ(mrz->birth, "740812");
  EXPECT_EQ(mrz->expiry, "120415");
  EXPECT_EQ(mrz->sex, 'F');
  EXPECT_EQ(mrz->primary, "ERIKSSON");
  EXPECT_EQ(mrz->secondary, "ANNA MARIA");
  EXPECT_FALSE(mrz->name_fills_field);
}

TEST(Mrz, G3_reads_both_sizes_of_cards) {
  for (const auto& [text, format] : {std::pair(kTd1, MrzFormat::td1), std::pair(kTd2, MrzFormat::td2)}) {
    const auto mrz = parse_mrz(text);
    ASSERT_TRUE(mrz) << mrz.error();
    EXPECT_EQ(mrz->format, format);
    EXPECT_EQ(mrz->document_number, "D23145890");
    EXPECT_EQ(mrz->primary + "/" + mrz->secondary, "ERIKSSON/ANNA MARIA");
    EXPECT_EQ(mrz->birth + mrz->expiry + mrz->sex, "740812120415F");
  }
}

TEST(Mrz, G3_takes_lines_of_any_kind) {
  std::string windows = kTd3;
  windows.replace(windows.find('\n'), 1, "\r\n");
  std::string joined = kTd3;
  std::erase(joined, '\n');
  EXPECT_TRUE(parse_mrz(windows));
  EXPECT_TRUE(parse_mrz(joined));
  EXPECT_FALSE(parse_mrz(joined + "<"));
  EXPECT_FALSE(parse_mrz(""));
  EXPECT_FALSE(parse_mrz("\n\n\n"));
}

/// Every character of the second line counts in some check digit, but nationality and sex in none.
TEST(Mrz, G3_notices_every_changed_digit) {
  for (const auto& [text, line] : {std::pair(kTd3, std::size_t{1}), std::pair(kTd2, std::size_t{1})}) {
    const std::size_t begin = text.find('\n') * line + line;
    const std::size_t width = text.find('\n');
    for (std::size_t i = 0; i < width; ++i) {
      if ((i >= 10 && i < 13) || i == 20) continue;
      auto changed = text;
      char& c = changed[begin + i];
      c = c == '9' ? '0' : c >= '0' && c < '9' ? static_cast<char>(c + 1) : c == '<' ? 'B' : 'C' == c ? 'D' : 'C';
      EXPECT_FALSE(parse_mrz(changed)) << i;
    }
  }
}

TEST(Mrz, G3_says_which_digit_is_wrong) {
  auto changed = kTd3;
  changed.replace(changed.find("L898902C3"), 9, "L898902C4");
  EXPECT_EQ(parse_mrz(changed).error(), "the check digit of the document number is 6, computed is 7");
  changed = kTd3;
  changed.replace(changed.find("7408122"), 7, "7408132");
  EXPECT_EQ(parse_mrz(changed).error(), "the check digit of the date of birth is 2, computed is 3");
  changed = kTd3;
  changed[changed.size() - 2] = '1';
  EXPECT_EQ(parse_mrz(changed).error(), "the last check digit is 1, computed is 0");
  changed = kTd3;
  changed[3] = 'u';
  EXPECT_EQ(parse_mrz(changed).error(), "a machine-readable zone holds only A-Z, 0-9 and <");
}

TEST(Mrz, G3_reads_a_document_number_of_more_than_nine_characters) {
  // Part 5, appendix: the number D23145890734 on a card; the 10th character is a filler, the rest stands behind it.
  std::string first = "I<UTOD23145890<7349<<<<<<<<<<<";
  ASSERT_EQ(first.size(), 30u);
  const std::string second = "7408122F1204159UTO<<<<<<<<<<<";
  const char last = check_digit(first.substr(5) + second.substr(0, 7) + second.substr(8, 7) + second.substr(18));
  EXPECT_EQ(check_digit("D23145890734"), '9');
  const auto text = first + second + last + "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
  const auto mrz = parse_mrz(text);
  ASSERT_TRUE(mrz) << mrz.error();
  EXPECT_EQ(mrz->document_number, "D23145890734");
  auto wrong = text;
  wrong[18] = '8';
  EXPECT_FALSE(parse_mrz(wrong));
}

/// The second line of a passport with other dates, all digits made right.
std::string with_dates(const std::string& birth, const std::string& expiry) {
  std::string line =
      "L898902C36UTO" + birth + check_digit(birth) + "F" + expiry + check_digit(expiry) + "<<<<<<<<<<<<<<0";
  line += check_digit(line.substr(0, 10) + line.substr(13, 7) + line.substr(21));
  return kTd3.substr(0, 45) + line;
}

TEST(Mrz, G3_takes_only_dates_of_the_calendar_and_unknown_ones_of_birth) {
  EXPECT_TRUE(parse_mrz(with_dates("740812", "320229")));
  EXPECT_TRUE(parse_mrz(with_dates("74<<<<", "320229")));
  EXPECT_TRUE(parse_mrz(with_dates("7408<<", "320229")));
  for (const auto* bad : {"741301", "740001", "740431", "740230", "740800", "74081<", "ABCDEF"}) {
    EXPECT_FALSE(parse_mrz(with_dates(bad, "320229"))) << bad;
  }
  EXPECT_FALSE(parse_mrz(with_dates("740812", "32<<<<")));
}

TEST(Mrz, G3_has_a_name_in_the_form_of_Doc_9303) {
  const auto named = [](std::string name) {
    name.resize(39, '<');
    return parse_mrz("P<UTO" + name + kTd3.substr(44));
  };
  EXPECT_EQ(named("ARKFREITH")->primary, "ARKFREITH");
  EXPECT_EQ(named("ARKFREITH")->secondary, "");
  EXPECT_EQ(named("VAN<DER<MUELLEN<<MARIANNE<LOUISE")->primary, "VAN DER MUELLEN");
  EXPECT_FALSE(named("<<ANNA"));
  EXPECT_FALSE(named("ERIKSSON<<ANNA<<MARIA"));
  EXPECT_FALSE(named("ER1KSSON<<ANNA"));
  EXPECT_TRUE(named("NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONGPH")->name_fills_field);
}

TEST(Names, G3_stand_in_documents_by_the_transliterations_of_Doc_9303) {
  EXPECT_TRUE(name_matches("Eriksson", "ERIKSSON", false));
  EXPECT_TRUE(name_matches("Müller", "MUELLER", false));
  EXPECT_TRUE(name_matches("Müller", "MULLER", false));
  EXPECT_TRUE(name_matches("Mu\u0308ller", "MUELLER", false));  // decomposed
  EXPECT_FALSE(name_matches("Muller", "MUELLER", false));
  EXPECT_TRUE(name_matches("Weiß", "WEISS", false));
  EXPECT_TRUE(name_matches("Núñez", "NUNEZ", false));
  EXPECT_TRUE(name_matches("Núñez", "NUNXXEZ", false));
  EXPECT_TRUE(name_matches("Åse Ødegård", "AASE OEDEGAARD", false));
  EXPECT_TRUE(name_matches("O'Connor", "OCONNOR", false));
  EXPECT_TRUE(name_matches("D’Arc", "DARC", false));
  EXPECT_TRUE(name_matches("Smith-Jones", "SMITH JONES", false));
  EXPECT_TRUE(name_matches("van  der Muellen ", "VAN DER MUELLEN", false));
  EXPECT_TRUE(name_matches("Щукин", "SHCHUKIN", false));
  EXPECT_TRUE(name_matches("Юлия", "IULIIA", false));
  EXPECT_TRUE(name_matches("Þórður", "THORDUR", false));
  EXPECT_TRUE(name_matches("Łukasiewicz", "LUKASIEWICZ", false));
}

TEST(Names, G3_that_differ_do_not_match) {
  EXPECT_FALSE(name_matches("Eriksen", "ERIKSSON", false));
  EXPECT_FALSE(name_matches("Anna", "ANNA MARIA", false));
  EXPECT_FALSE(name_matches("Anna Maria", "ANNA", false));
  EXPECT_FALSE(name_matches("", "ANNA", false));
  EXPECT_TRUE(name_matches("", "", false));
  EXPECT_FALSE(name_matches("田中", "TANAKA", false));  // the request gives the name in Latin letters beside it
  EXPECT_FALSE(name_matches("Ann\xff", "ANN", false));
}

TEST(Names, G3_that_were_cut_match_from_their_beginning) {
  EXPECT_TRUE(name_matches("Chayapa Dejthamrongphongsathorn", "CHAYAPA DEJTHAMRONGPH", true));
  EXPECT_FALSE(name_matches("Chayapa Dejthamrongphongsathorn", "CHAYAPA DEJTHAMRONGPH", false));
  EXPECT_FALSE(name_matches("Chayapi Dejthamrongphongsathorn", "CHAYAPA DEJTHAMRONGPH", true));
  EXPECT_FALSE(name_matches("Anna", "", true));
}

}  // namespace
}  // namespace kaisho::identity
