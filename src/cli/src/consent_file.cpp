#include "consent_file.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>

namespace kaisho::cli {
namespace {

namespace json = boost::json;
using governance::ChangeConsent;
using governance::DistributeConsent;
using governance::EntrustAnew;
using governance::EntrustConsent;
using governance::IssueConsent;
using governance::OnWithdrawal;
using governance::Terms;
using governance::UpgradeConsent;

void add(json::object& to, OnWithdrawal rule) {
  if (rule != OnWithdrawal::none) to["onWithdrawal"] = governance::describe(rule);
}

void add(json::object& to, const Terms& terms) {
  to["textHash"] = to_hex(terms.text_hash);
  to["language"] = terms.language;
  to["purpose"] = terms.purpose;
  to["scope"] = terms.scope;
  to["expiry"] = terms.expiry;
  to["salt"] = to_hex(terms.salt);
}

/// What both consents to entrust say.
template <class Consent>
json::object entrusted(const Consent& consent) {
  return {{"userId", consent.user_id},
          {"account", to_hex(consent.account)},
          {"vorg", consent.vorg},
          {"profileHash", to_hex(consent.profile_hash)}};
}
/// What every consent about a token says.
template <class Consent>
json::object about_token(const Consent& consent) {
  return {{"userId", consent.user_id},
          {"tokenId", consent.token_id},
          {"packageHash", to_hex(consent.package_hash)},
          {"vorg", consent.vorg}};
}

json::object subject_of(const EntrustConsent& consent) { return entrusted(consent); }
json::object subject_of(const EntrustAnew& consent) {
  auto subject = entrusted(consent);
  subject["replaces"] = to_hex(consent.replaces);
  return subject;
}
json::object subject_of(const IssueConsent& consent) {
  auto subject = about_token(consent);
  subject["argumentsHash"] = to_hex(consent.arguments_hash);
  add(subject, consent.on_withdrawal);
  return subject;
}
json::object subject_of(const DistributeConsent& consent) {
  auto subject = about_token(consent);
  add(subject, consent.on_withdrawal);
  return subject;
}
json::object subject_of(const UpgradeConsent& consent) {
  auto subject = about_token(consent);
  subject["deployed"] = to_hex(consent.deployed);
  subject["fromPackage"] = to_hex(consent.from_package);
  subject["argumentsHash"] = to_hex(consent.arguments_hash);
  add(subject, consent.on_withdrawal);
  return subject;
}
json::object subject_of(const ChangeConsent& consent) {
  auto subject = about_token(consent);
  subject["action"] = consent.action;
  subject["deployed"] = to_hex(consent.deployed);
  return subject;
}

}  // namespace

std::string ConsentFile::kind() const {
  constexpr std::string_view kKinds[] = {"entrust", "issue", "distribute", "entrust-anew", "upgrade", "change"};
  return std::string(kKinds[consent.index()]);
}

std::string ConsentFile::text() const {
  return std::visit([](const auto& held) { return governance::text(held); }, consent);
}

Hash ConsentFile::digest() const {
  return std::visit([this](const auto& held) { return governance::digest(held, chain_id); }, consent);
}

std::string ConsentFile::typed_data() const {
  return std::visit([this](const auto& held) { return governance::to_json(held, chain_id); }, consent);
}

const Terms& ConsentFile::terms() const {
  return std::visit([](const auto& held) -> const Terms& { return held.terms; }, consent);
}

std::string to_json(const ConsentFile& file) {
  auto subject = std::visit([](const auto& held) { return subject_of(held); }, file.consent);
  add(subject, file.terms());
  json::object document{
      {"format", ConsentFile::kFormat}, {"kind", file.kind()}, {"chainId", file.chain_id},
      {"consent", std::move(subject)},  {"text", file.text()}, {"signature", to_hex(ByteView(file.signature))}};
  if (file.kind() == "issue" || file.kind() == "upgrade") {
    document["constructorArguments"] = to_hex(ByteView(file.arguments));
    document["constructorTypes"] = file.argument_types;
  }
  return codec::json::canonical_text(document) + "\n";
}

Result<void> brings_in(const ConsentFile& file, const Hash& package) {
  const auto* issue = std::get_if<IssueConsent>(&file.consent);
  const auto* upgrade = std::get_if<UpgradeConsent>(&file.consent);
  if (issue == nullptr && upgrade == nullptr) {
    return bad_input("wrong_consent_kind", "this is a consent to " + file.kind(), "give one to issue or to upgrade");
  }
  const Hash& wanted = issue != nullptr ? issue->package_hash : upgrade->package_hash;
  if (wanted == package) return {};
  return fail(ExitCode::refused, "other_package", "the consent is for package " + to_hex(wanted),
              "take that one: --package-hash " + to_hex(wanted) + ", or its folder");
}

}  // namespace kaisho::cli
