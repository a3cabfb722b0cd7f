#include "kaisho/identity/mrz.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace kaisho::identity {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

using Fault = std::optional<std::string>;

std::string without_fillers(std::string_view field) {
  while (field.ends_with('<')) field.remove_suffix(1);
  std::string text(field);
  std::ranges::replace(text, '<', ' ');
  return text;
}

/// Whether the digit behind a field is the field's. An empty optional field may have "<" for its 0 (part 4, 4.2.2).
Fault wrong_digit(std::string_view what, std::string_view field, char digit) {
  const char computed = check_digit(field);
  const bool is_empty = std::ranges::all_of(field, [](char c) { return c == '<'; });
  if (digit == computed || (is_empty && digit == '<')) return std::nullopt;
  return "the check digit of the " + std::string(what) + " is " + digit + ", computed is " + computed;
}

int number_of(std::string_view two) { return (two[0] - '0') * 10 + (two[1] - '0'); }

/// YYMMDD; of a birth date, unknown digits may be fillers, all of the month or the day together (part 3, section 4.8).
Fault wrong_date(std::string_view what, std::string_view date, bool may_be_unknown) {
  const auto part_is_good = [&](std::string_view two, int least, int most) {
    if (may_be_unknown && two == "<<") return true;
    return is_digit(two[0]) && is_digit(two[1]) && number_of(two) >= least && number_of(two) <= most;
  };
  constexpr std::array<int, 13> kDays{31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const auto month = date.substr(2, 2);
  const bool month_known = is_digit(month[0]) && is_digit(month[1]) && number_of(month) <= 12;
  const int days = kDays[month_known ? static_cast<std::size_t>(number_of(month)) : 0];
  if (part_is_good(date.substr(0, 2), 0, 99) && part_is_good(month, 1, 12) && part_is_good(date.substr(4), 1, days)) {
    return std::nullopt;
  }
  return "the " + std::string(what) + " '" + std::string(date) + "' is no date";
}

/// Where the fields of a format stand: line, first column, length.
struct Place {
  std::size_t line, at, size;
};
struct Layout {
  MrzFormat format;
  std::size_t lines, width;
  Place state, names, number, nationality, birth, sex, expiry, optional;
  std::vector<Place> composite;  ///< what the last check digit covers
  Place last;                    ///< the last check digit
};

const std::array<Layout, 3>& layouts() {
  static const std::array<Layout, 3> kLayouts{Layout{MrzFormat::td1,
                                                     3,
                                                     30,
                                                     {0, 2, 3},
                                                     {2, 0, 30},
                                                     {0, 5, 9},
                                                     {1, 15, 3},
                                                     {1, 0, 6},
                                                     {1, 7, 1},
                                                     {1, 8, 6},
                                                     {0, 15, 15},
                                                     {{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}},
                                                     {1, 29, 1}},
                                              Layout{MrzFormat::td2,
                                                     2,
                                                     36,
                                                     {0, 2, 3},
                                                     {0, 5, 31},
                                                     {1, 0, 9},
                                                     {1, 10, 3},
                                                     {1, 13, 6},
                                                     {1, 20, 1},
                                                     {1, 21, 6},
                                                     {1, 28, 7},
                                                     {{1, 0, 10}, {1, 13, 7}, {1, 21, 14}},
                                                     {1, 35, 1}},
                                              Layout{MrzFormat::td3,
                                                     2,
                                                     44,
                                                     {0, 2, 3},
                                                     {0, 5, 39},
                                                     {1, 0, 9},
                                                     {1, 10, 3},
                                                     {1, 13, 6},
                                                     {1, 20, 1},
                                                     {1, 21, 6},
                                                     {1, 28, 14},
                                                     {{1, 0, 10}, {1, 13, 7}, {1, 21, 22}},
                                                     {1, 43, 1}}};
  return kLayouts;
}

/// The zone in lines of a known format; nothing where it has another shape.
class Zone {
 public:
  static std::expected<Zone, std::string> of(std::string_view text) {
    std::string joined;
    std::vector<std::size_t> sizes{0};
    for (const char c : text) {
      if (c == '\r') continue;
      if (c == '\n') {
        sizes.push_back(0);
        continue;
      }
      if (!is_digit(c) && !is_letter(c) && c != '<') {
        return std::unexpected("a machine-readable zone holds only A-Z, 0-9 and <");
      }
      joined += c;
      ++sizes.back();
    }
    while (sizes.size() > 1 && sizes.back() == 0) sizes.pop_back();
    for (const auto& layout : layouts()) {
      const bool is_joined = sizes.size() == 1 && joined.size() == layout.lines * layout.width;
      const bool in_lines = sizes == std::vector<std::size_t>(layout.lines, layout.width);
      if (is_joined || in_lines) return Zone(layout, std::move(joined));
    }
    return std::unexpected("a machine-readable zone has 3 lines of 30, 2 of 36 or 2 of 44 characters");
  }

  [[nodiscard]] const Layout& layout() const { return *layout_; }
  [[nodiscard]] std::string_view at(const Place& place) const {
    return std::string_view(text_).substr(place.line * layout_->width + place.at, place.size);
  }
  /// The character behind a field.
  [[nodiscard]] char after(const Place& place) const {
    return text_[place.line * layout_->width + place.at + place.size];
  }

 private:
  Zone(const Layout& layout, std::string text) : layout_(&layout), text_(std::move(text)) {}
  const Layout* layout_;
  std::string text_;
};

/// A number of more than 9 characters goes on in the optional data, its check digit behind it (part 5, 4.2.2, note j).
std::expected<std::string, std::string> document_number(const Zone& zone) {
  const auto& layout = zone.layout();
  const auto field = zone.at(layout.number);
  const char digit = zone.after(layout.number);
  if (digit != '<' || layout.format == MrzFormat::td3) {
    if (auto fault = wrong_digit("document number", field, digit)) return std::unexpected(*fault);
    return without_fillers(field);
  }
  const auto rest = zone.at(layout.optional);
  const auto size = std::min(rest.find('<'), rest.size());
  if (size < 2) return std::unexpected("the document number has no check digit");
  const auto whole = std::string(field) + std::string(rest.substr(0, size - 1));
  if (auto fault = wrong_digit("document number", whole, rest[size - 1])) return std::unexpected(*fault);
  return without_fillers(whole);
}

Fault wrong_dates(const Zone& zone) {
  const auto& layout = zone.layout();
  if (auto fault = wrong_digit("date of birth", zone.at(layout.birth), zone.after(layout.birth))) return fault;
  if (auto fault = wrong_digit("date of expiry", zone.at(layout.expiry), zone.after(layout.expiry))) return fault;
  if (auto fault = wrong_date("date of birth", zone.at(layout.birth), true)) return fault;
  return wrong_date("date of expiry", zone.at(layout.expiry), false);
}

Fault wrong_composite(const Zone& zone) {
  const auto& layout = zone.layout();
  if (layout.format == MrzFormat::td3) {
    if (auto fault = wrong_digit("personal number", zone.at(layout.optional), zone.after(layout.optional))) {
      return fault;
    }
  }
  std::string covered;
  for (const auto& place : layout.composite) covered += zone.at(place);
  const char digit = zone.at(layout.last)[0];
  if (digit == check_digit(covered)) return std::nullopt;
  return std::string("the last check digit is ") + digit + ", computed is " + check_digit(covered);
}

Fault read_names(const Zone& zone, Mrz& mrz) {
  const auto field = zone.at(zone.layout().names);
  if (std::ranges::any_of(field, is_digit)) return "the name holds a digit";
  const auto gap = std::min(field.find("<<"), field.size());
  mrz.primary = without_fillers(field.substr(0, gap));
  mrz.secondary = gap < field.size() ? without_fillers(field.substr(gap + 2)) : std::string();
  mrz.name_fills_field = field.back() != '<';
  if (mrz.primary.empty() || mrz.primary.starts_with(' ') || mrz.secondary.find("  ") != std::string::npos ||
      mrz.secondary.starts_with(' ')) {
    return "the name does not have the form PRIMARY<<SECONDARY";
  }
  return std::nullopt;
}

}  // namespace

char check_digit(std::string_view text) {
  constexpr std::array<int, 3> kWeights{7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const int value = is_digit(c) ? c - '0' : is_letter(c) ? c - 'A' + 10 : 0;
    sum += value * kWeights[i % kWeights.size()];
  }
  return static_cast<char>('0' + sum % 10);
}

std::expected<Mrz, std::string> parse_mrz(std::string_view text) {
  const auto zone = Zone::of(text);
  if (!zone) return std::unexpected(zone.error());
  const auto& layout = zone->layout();
  Mrz mrz;
  mrz.format = layout.format;
  const auto code = zone->at({0, 0, 2});
  if (!is_letter(code[0])) return std::unexpected("the document code does not begin with a letter");
  mrz.document_code = without_fillers(code);
  auto number = document_number(*zone);
  if (!number) return std::unexpected(number.error());
  mrz.document_number = std::move(*number);
  if (auto fault = wrong_dates(*zone)) return std::unexpected(*fault);
  if (auto fault = wrong_composite(*zone)) return std::unexpected(*fault);
  if (auto fault = read_names(*zone, mrz)) return std::unexpected(*fault);
  mrz.sex = zone->at(layout.sex)[0];
  if (mrz.sex != 'M' && mrz.sex != 'F' && mrz.sex != '<') return std::unexpected("the sex is none of M, F and <");
  mrz.issuing_state = without_fillers(zone->at(layout.state));
  mrz.nationality = without_fillers(zone->at(layout.nationality));
  mrz.birth = zone->at(layout.birth);
  mrz.expiry = zone->at(layout.expiry);
  return mrz;
}

}  // namespace kaisho::identity
