#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/types.hpp>

#include "kaisho/identity/mrz.hpp"
#include "kaisho/identity/private_record.hpp"

/// Comparing a request to be registered with evidence of identity (G3).
namespace kaisho::identity {

/// Names of the profile's fields that evidence is compared with; others may stand beside them.
namespace field {
inline constexpr std::string_view kFamilyName = "familyName";
inline constexpr std::string_view kGivenNames = "givenNames";
inline constexpr std::string_view kLatinFamilyName = "latinFamilyName";  ///< as in the document, for other scripts
inline constexpr std::string_view kLatinGivenNames = "latinGivenNames";
inline constexpr std::string_view kBirthDate = "birthDate";      ///< YYYY-MM-DD
inline constexpr std::string_view kNationality = "nationality";  ///< three letters (ICAO 9303-3, section 5)
inline constexpr std::string_view kDocumentNumber = "documentNumber";
inline constexpr std::string_view kSex = "sex";  ///< M, F or X
}  // namespace field

/// A comparison's outcome: it matches where nothing is against it.
struct Comparison {
  std::string method;                   ///< "machine-readable zone", "credential", …
  Hash evidence;                        ///< SHA-256 of what was compared
  std::vector<std::string> compared;    ///< names of the fields that agree
  std::vector<std::string> mismatches;  ///< sentences
  [[nodiscard]] bool matches() const { return mismatches.empty(); }
};

/// A source of attested attributes about a person: who checks a credential's signature, issuer and revocation gives the
/// result through this. The machine-readable zone is one; the identity system adds verifiable credentials
/// (docs/internals/adr/0011-users.md).
class IdentityEvidence {
 public:
  IdentityEvidence() = default;
  IdentityEvidence(const IdentityEvidence&) = delete;
  IdentityEvidence& operator=(const IdentityEvidence&) = delete;
  virtual ~IdentityEvidence() = default;

  /// Compares with the profile on this day (YYYY-MM-DD). Pure.
  [[nodiscard]] virtual Comparison compare(const PrivateRecord& profile, std::string_view today) const = 0;
};

/// A document's machine-readable zone.
class MrzEvidence final : public IdentityEvidence {
 public:
  explicit MrzEvidence(std::string text) : text_(std::move(text)) {}
  /// Names, date of birth, expiry always; nationality, document number and sex where the profile has them. A zone with
  /// a wrong check digit matches nothing.
  [[nodiscard]] Comparison compare(const PrivateRecord& profile, std::string_view today) const override;

 private:
  std::string text_;
};

/// Whether the text is a date of the calendar, "2031-02-28".
[[nodiscard]] bool is_date(std::string_view text);

}  // namespace kaisho::identity
