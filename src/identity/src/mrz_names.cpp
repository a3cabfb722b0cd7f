#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "kaisho/identity/mrz.hpp"

// ICAO Doc 9303, part 3, section 6: recommended transliterations, tables A (Latin) and B (Cyrillic). Where the tables
// or the practice of states know several, any of them counts: a clerk sees the document, this only compares.
namespace kaisho::identity {
namespace {

struct Letter {
  char32_t point;
  std::string_view written;  ///< alternatives, '|' between them; one may be empty
};

constexpr Letter kLetters[] = {
    // table A, capitals; marks that a name may hold by themselves stand at the end
    {U'Á', "A"},
    {U'À', "A"},
    {U'Â', "A"},
    {U'Ä', "AE|A"},
    {U'Ã', "A"},
    {U'Ă', "A"},
    {U'Å', "AA|A"},
    {U'Ā', "A"},
    {U'Ą', "A"},
    {U'Ć', "C"},
    {U'Ĉ', "C"},
    {U'Č', "C"},
    {U'Ċ', "C"},
    {U'Ç', "C"},
    {U'Đ', "D|DJ"},
    {U'Ď', "D"},
    {U'Ð', "D|DH"},
    {U'É', "E"},
    {U'È', "E"},
    {U'Ê', "E"},
    {U'Ë', "E"},
    {U'Ě', "E"},
    {U'Ė', "E"},
    {U'Ē', "E"},
    {U'Ę', "E"},
    {U'Ĕ', "E"},
    {U'Ĝ', "G"},
    {U'Ğ', "G"},
    {U'Ġ', "G"},
    {U'Ģ', "G"},
    {U'Ĥ', "H"},
    {U'Ħ', "H"},
    {U'Í', "I"},
    {U'Ì', "I"},
    {U'Î', "I"},
    {U'Ï', "I"},
    {U'Ĩ', "I"},
    {U'İ', "I"},
    {U'Ī', "I"},
    {U'Į', "I"},
    {U'Ĭ', "I"},
    {U'ı', "I"},
    {U'Ĵ', "J"},
    {U'Ķ', "K"},
    {U'Ł', "L"},
    {U'Ĺ', "L"},
    {U'Ľ', "L"},
    {U'Ļ', "L"},
    {U'Ŀ', "L"},
    {U'Ń', "N"},
    {U'Ñ', "N|NXX"},
    {U'Ň', "N"},
    {U'Ņ', "N"},
    {U'Ŋ', "N"},
    {U'Ø', "OE|O"},
    {U'Ó', "O"},
    {U'Ò', "O"},
    {U'Ô', "O"},
    {U'Ö', "OE|O"},
    {U'Õ', "O"},
    {U'Ő', "O"},
    {U'Ō', "O|OO|OH|OU"},
    {U'Ŏ', "O"},
    {U'Ŕ', "R"},
    {U'Ř', "R"},
    {U'Ŗ', "R"},
    {U'Ś', "S"},
    {U'Ŝ', "S"},
    {U'Š', "S"},
    {U'Ş', "S"},
    {U'Ș', "S"},
    {U'Ť', "T"},
    {U'Ţ', "T"},
    {U'Ŧ', "T"},
    {U'Ț', "T"},
    {U'Þ', "TH"},
    {U'Ú', "U"},
    {U'Ù', "U"},
    {U'Û', "U"},
    {U'Ü', "UE|U|UXX"},
    {U'Ũ', "U"},
    {U'Ŭ', "U"},
    {U'Ű', "U"},
    {U'Ů', "U"},
    {U'Ū', "U"},
    {U'Ų', "U"},
    {U'Ŵ', "W"},
    {U'Ý', "Y"},
    {U'Ŷ', "Y"},
    {U'Ÿ', "Y"},
    {U'Ź', "Z"},
    {U'Ž', "Z"},
    {U'Ż', "Z"},
    {U'Æ', "AE"},
    {U'Ĳ', "IJ"},
    {U'Œ', "OE"},
    {U'ß', "SS"},
    {U'ẞ', "SS"},
    // table B, capitals
    {U'А', "A"},
    {U'Б', "B"},
    {U'В', "V"},
    {U'Г', "G|H"},
    {U'Д', "D"},
    {U'Е', "E"},
    {U'Ё', "E|IO"},
    {U'Ж', "ZH|Z"},
    {U'З', "Z"},
    {U'И', "I|Y"},
    {U'І', "I"},
    {U'Й', "I"},
    {U'К', "K"},
    {U'Л', "L"},
    {U'М', "M"},
    {U'Н', "N"},
    {U'О', "O"},
    {U'П', "P"},
    {U'Р', "R"},
    {U'С', "S"},
    {U'Т', "T"},
    {U'У', "U"},
    {U'Ф', "F"},
    {U'Х', "KH|H"},
    {U'Ц', "TS|C"},
    {U'Ч', "CH|C"},
    {U'Ш', "SH|S"},
    {U'Щ', "SHCH|SHT"},
    {U'Ъ', "IE|A|"},
    {U'Ы', "Y"},
    {U'Ь', ""},
    {U'Э', "E"},
    {U'Ю', "IU"},
    {U'Я', "IA"},
    {U'Ў', "U"},
    {U'Ґ', "G"},
    {U'Ђ', "D"},
    {U'Ѓ', "G"},
    {U'Є', "IE"},
    {U'Ѕ', "DZ"},
    {U'Ї', "I"},
    {U'Ј', "J"},
    {U'Љ', "LJ"},
    {U'Њ', "NJ"},
    {U'Ќ', "K"},
    {U'Џ', "DZ"},
    {U'Ћ', "C"},
    // signs between letters
    {U' ', " "},
    {U'-', " |"},
    {U'\'', ""},
    {U'’', ""},
    {U'.', ""},
    {U',', " |"},
    // marks over the letter before (a name that is not in the composed form)
    {U'\u0300', ""},
    {U'\u0301', ""},
    {U'\u0302', ""},
    {U'\u0303', "|XX"},
    {U'\u0304', "|O|H|U"},
    {U'\u0306', ""},
    {U'\u0307', ""},
    {U'\u0308', "|E|XX"},
    {U'\u030a', "|A"},
    {U'\u030b', ""},
    {U'\u030c', ""},
    {U'\u0326', ""},
    {U'\u0327', ""},
    {U'\u0328', ""},
};

/// Capital of a letter of the tables.
char32_t capital(char32_t c) {
  if ((c >= U'a' && c <= U'z') || (c >= 0xe0 && c <= 0xfe && c != 0xf7)) return c - 0x20;
  if (c == 0xff) return 0x178;
  const bool odd_is_small = (c >= 0x100 && c <= 0x137 && c != 0x131) || (c >= 0x14a && c <= 0x177) ||
                            (c >= 0x218 && c <= 0x21b) || (c >= 0x490 && c <= 0x491);
  const bool even_is_small = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17e);
  if ((odd_is_small && c % 2 == 1) || (even_is_small && c % 2 == 0)) return c - 1;
  if (c >= 0x430 && c <= 0x44f) return c - 0x20;
  if (c >= 0x450 && c <= 0x45f) return c - 0x50;
  return c;
}

/// The next character of a UTF-8 text; nothing where it is none (RFC 3629).
std::optional<char32_t> next_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xc2 ? 0
                           : first < 0xe0 ? 2
                           : first < 0xf0 ? 3
                           : first < 0xf5 ? 4
                                          : 0;
  if (size == 0 || text.size() < size) return std::nullopt;
  char32_t point = size == 1 ? first : first & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0u) != 0x80) return std::nullopt;
    point = (point << 6) | (byte(i) & 0x3fu);
  }
  text.remove_prefix(size);
  return point;
}

/// How a letter may stand in a document; nothing for one of another script.
std::optional<std::string_view> written_forms(char32_t letter, char& own) {
  const char32_t upper = capital(letter);
  if (upper >= U'A' && upper <= U'Z') {
    own = static_cast<char>(upper);
    return std::string_view(&own, 1);
  }
  const auto* found = std::ranges::find(kLetters, upper, &Letter::point);
  if (found == std::end(kLetters)) return std::nullopt;
  return found->written;
}

/// All the places in a document's name that are reached so far.
class Reached {
 public:
  explicit Reached(std::string_view written) : written_(written) {}

  void step(std::string_view forms) {
    std::set<std::size_t> next;
    for (const std::size_t at : places_) {
      for (auto rest = forms;;) {
        const auto end = std::min(rest.find('|'), rest.size());
        take(at, rest.substr(0, end), next);
        if (end == rest.size()) break;
        rest.remove_prefix(end + 1);
      }
    }
    places_ = std::move(next);
  }
  [[nodiscard]] bool whole() const { return places_.contains(written_.size()); }
  [[nodiscard]] bool cut() const { return cut_; }

 private:
  void take(std::size_t at, std::string_view form, std::set<std::size_t>& next) {
    if (form == " " && (at == 0 || at == written_.size() || written_[at - 1] == ' ')) form = "";  // one space for many
    const auto rest = written_.substr(at);
    if (rest.starts_with(form)) next.insert(at + form.size());
    if (form.size() > rest.size() && form.starts_with(rest)) cut_ = true;
  }
  std::string_view written_;
  std::set<std::size_t> places_{0};
  bool cut_ = false;  ///< the document's name ended inside the name
};

}  // namespace

bool name_matches(std::string_view name, std::string_view written, bool may_be_cut) {
  Reached reached(written);
  while (!name.empty()) {
    const auto letter = next_character(name);
    char own = 0;
    const auto forms = letter ? written_forms(*letter, own) : std::nullopt;
    if (!forms) return false;
    reached.step(*forms);
  }
  return reached.whole() || (may_be_cut && !written.empty() && reached.cut());
}

}  // namespace kaisho::identity
