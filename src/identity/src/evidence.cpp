#include "kaisho/identity/evidence.hpp"

#include <algorithm>
#include <chrono>

#include <kaisho/crypto/hash.hpp>

namespace kaisho::identity {
namespace {

int number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits) number = number * 10 + (c - '0');
  return number;
}

/// The full year of YY in a document that is looked at today: documents expire within 50 years before or after.
std::string expiry_date(std::string_view yymmdd, std::string_view today) {
  const int year = number_of(today.substr(0, 4));
  int full = year / 100 * 100 + number_of(yymmdd.substr(0, 2));
  if (full > year + 50) full -= 100;
  if (full < year - 50) full += 100;
  return std::to_string(full) + "-" + std::string(yymmdd.substr(2, 2)) + "-" + std::string(yymmdd.substr(4, 2));
}

class Comparing {
 public:
  Comparing(const PrivateRecord& profile, Comparison& result) : profile_(profile), result_(result) {}

  void note(std::string_view name, bool agrees, std::string difference) {
    if (agrees) {
      result_.compared.emplace_back(name);
    } else {
      result_.mismatches.push_back(std::move(difference));
    }
  }

  void name(std::string_view field, std::string_view latin, const std::string& written, bool may_be_cut) {
    const auto value = profile_.value(latin) ? profile_.value(latin) : profile_.value(field);
    note(field, name_matches(value.value_or(""), written, may_be_cut),
         std::string(field) + " is '" + value.value_or("") + "' in the request and '" + written + "' in the document");
  }

  void birth(const std::string& document) {
    const auto value = profile_.value(field::kBirthDate).value_or("");
    if (!is_date(value)) {
      return note(field::kBirthDate, false, "the request's birthDate '" + value + "' is no date (YYYY-MM-DD)");
    }
    const auto own = value.substr(2, 2) + value.substr(5, 2) + value.substr(8, 2);
    const bool agrees = std::ranges::equal(own, document, [](char a, char b) { return a == b || b == '<'; });
    note(field::kBirthDate, agrees, "birthDate is " + value + " in the request and " + document + " in the document");
  }

  /// A field that is compared where the request has it.
  void optional(std::string_view name, const std::string& document) {
    const auto value = profile_.value(name);
    if (!value) return;
    note(name, *value == document,
         std::string(name) + " is '" + *value + "' in the request and '" + document + "' in the document");
  }

 private:
  const PrivateRecord& profile_;
  Comparison& result_;
};

}  // namespace

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    if (text[i] < '0' || text[i] > '9') return false;
  }
  using namespace std::chrono;
  return year_month_day(year(number_of(text.substr(0, 4))), month(static_cast<unsigned>(number_of(text.substr(5, 2)))),
                        day(static_cast<unsigned>(number_of(text.substr(8, 2)))))
      .ok();
}

Comparison MrzEvidence::compare(const PrivateRecord& profile, std::string_view today) const {
  Comparison result{"machine-readable zone (ICAO 9303)", crypto::sha256(view_of(text_)), {}, {}};
  const auto mrz = parse_mrz(text_);
  if (!mrz) {
    result.mismatches.push_back("the machine-readable zone is refused: " + mrz.error());
    return result;
  }
  Comparing comparing(profile, result);
  const bool has_secondary = !mrz->secondary.empty();
  comparing.name(field::kFamilyName, field::kLatinFamilyName, mrz->primary, mrz->name_fills_field && !has_secondary);
  comparing.name(field::kGivenNames, field::kLatinGivenNames, mrz->secondary, mrz->name_fills_field);
  comparing.birth(mrz->birth);
  comparing.optional(field::kNationality, mrz->nationality);
  comparing.optional(field::kDocumentNumber, mrz->document_number);
  comparing.optional(field::kSex, mrz->sex == '<' ? std::string("X") : std::string(1, mrz->sex));
  const auto expiry = expiry_date(mrz->expiry, today);
  comparing.note("document expiry", expiry >= today, "the document expired on " + expiry);
  return result;
}

}  // namespace kaisho::identity
