#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <variant>

#include <kaisho/governance/consent.hpp>

#include "failure.hpp"

namespace kaisho::cli {

/// A consent on its way from the organization that asks to the user who signs and back: one JSON file
/// (kaisho-consent/1, docs/formats/consent.md). Its text and hashes are made again whenever it is read, so what is
/// shown is what is signed.
struct ConsentFile {
  static constexpr std::string_view kFormat = "kaisho-consent/1";
  using Consent = std::variant<governance::EntrustConsent, governance::IssueConsent, governance::DistributeConsent,
                               governance::EntrustAnew, governance::UpgradeConsent, governance::ChangeConsent>;

  ChainId chain_id = 0;
  Consent consent;
  Bytes arguments;             ///< issue, upgrade: the constructor's encoded arguments, or the call behind a proxy
  std::string argument_types;  ///< their types, or the call's signature, for people
  Bytes signature;             ///< empty until the user signed

  [[nodiscard]] std::string kind() const;  ///< "entrust", "issue", "distribute", "entrust-anew", "upgrade" or "change"
  [[nodiscard]] std::string text() const;
  [[nodiscard]] Hash digest() const;
  /// What a wallet gets for eth_signTypedData_v4.
  [[nodiscard]] std::string typed_data() const;
  [[nodiscard]] const governance::Terms& terms() const;
};

[[nodiscard]] std::string to_json(const ConsentFile& file);
/// Codes: consent_malformed, consent_inconsistent (the text or the arguments are not those of the hashes).
[[nodiscard]] Result<ConsentFile> parse_consent(std::string_view json);
[[nodiscard]] Result<ConsentFile> read_consent(const std::filesystem::path& path);

/// Whether it is a consent to issue, or to upgrade to, exactly this program. Codes: wrong_consent_kind, other_package.
[[nodiscard]] Result<void> brings_in(const ConsentFile& file, const Hash& package);

/// The file's consent where it is of the wanted kind and signed. Codes: wrong_consent_kind, not_signed.
template <class Consent>
[[nodiscard]] Result<Consent> signed_consent(const ConsentFile& file) {
  const auto* consent = std::get_if<Consent>(&file.consent);
  if (consent == nullptr) {
    return bad_input("wrong_consent_kind", "this is a consent to " + file.kind(),
                     "draft the right one: kaisho consent");
  }
  if (file.signature.empty()) {
    return bad_input("not_signed", "the user has not signed this consent", "kaisho consent sign FILE --key USER.key");
  }
  return *consent;
}

}  // namespace kaisho::cli
