#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

/// Machine-readable zones of passports, identity cards and visas by ICAO Doc 9303 (8th edition): part 3 (common rules),
/// part 4 (TD3), part 5 (TD1), part 6 (TD2).
namespace kaisho::identity {

enum class MrzFormat { td1, td2, td3 };  ///< 3 lines of 30, 2 of 36, 2 of 44 characters

struct Mrz {
  MrzFormat format = MrzFormat::td3;
  std::string document_code;    ///< "P", "I", "AC"; fillers removed, as in the other fields
  std::string issuing_state;    ///< three letters, or "D"
  std::string document_number;  ///< the whole number, also where it goes on in the optional data
  std::string nationality;
  std::string birth;              ///< YYMMDD; "<" for unknown digits of month and day
  std::string expiry;             ///< YYMMDD
  char sex = '<';                 ///< 'M', 'F', '<' unspecified
  std::string primary;            ///< parts of the name with single spaces: "VAN DER MUELLEN"
  std::string secondary;          ///< "ANNA MARIA"; empty where there is none
  bool name_fills_field = false;  ///< then the name may have been cut
};

/// Reads a zone with every check digit. Lines end with LF or CRLF, or stand one after the other (90, 72 or 88
/// characters). Otherwise a sentence on what is wrong.
[[nodiscard]] std::expected<Mrz, std::string> parse_mrz(std::string_view text);

/// Check digit of part 3, section 4.9: weights 7, 3, 1; A is 10, "<" is 0. The text holds A-Z 0-9 < only.
[[nodiscard]] char check_digit(std::string_view text);

/// Whether a name of a request, in Latin or Cyrillic letters, stands in the document as `written`: by the
/// transliterations of part 3, section 6, each of the recommended ones where there are several, in any letter case,
/// hyphens as spaces, apostrophes and accents left out. With `may_be_cut` the document may hold only its beginning.
[[nodiscard]] bool name_matches(std::string_view name, std::string_view written, bool may_be_cut);

}  // namespace kaisho::identity
