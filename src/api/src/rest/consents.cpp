#include "rest/consents.hpp"

#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/signature.hpp>

namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

governance::Terms terms_in(const json::object& body) {
  const auto& terms = body.at("terms").as_object();
  return {.text_hash = {},
          .language = text_in(terms, "language"),
          .purpose = text_in(terms, "purpose"),
          .scope = text_in(terms, "scope"),
          .expiry = number_in(terms, "expiry"),
          .salt = fixed_in<Hash>(terms, "salt")};
}

governance::Wish wish_in(const json::object& body) {
  return {text_in(body, "userId"), text_in(body, "tokenId"), text_in(body, "vorg"), terms_in(body)};
}

/// To the organization that it names.
template <class Consent>
Drafted<Consent> drafted(Consent consent) {
  auto vorg = consent.vorg;
  return {std::move(consent), std::move(vorg)};
}

}  // namespace

Schema terms_schema() {
  return object("What the user agrees to besides the subject itself (fields of ISO/IEC TS 27560)",
                {{"language", one_of("Of the text", {"en", "ja"})},
                 {"purpose", plain_text("What the consent is for", governance::Limits::kFreeText)},
                 {"scope", plain_text("How far it goes", governance::Limits::kFreeText)},
                 {"expiry", integer("Block time in s since 1970 after which the consent is void")},
                 {"salt", form(Form::hash, "Of the user's choice; makes two equal consents two")}});
}

DraftOutcome<governance::EntrustConsent> entrust_in(const json::object& body, const Records& /*records*/) {
  const auto user_id = text_in(body, "userId");
  const auto account =
      body.contains("account") ? fixed_in<Address>(body, "account") : governance::witnessed_account(user_id);
  return drafted(governance::with_text(governance::EntrustConsent{
      user_id, account, text_in(body, "vorg"), fixed_in<Hash>(body, "profileHash"), terms_in(body)}));
}

DraftOutcome<governance::IssueConsent> issue_in(const json::object& body, const Records& records) {
  const auto package = fixed_in<Hash>(body, "packageHash");
  return drafted(governance::with_text(
      governance::IssueConsent{.user_id = text_in(body, "userId"),
                               .token_id = text_in(body, "tokenId"),
                               .package_hash = package,
                               .arguments_hash = crypto::keccak256(bytes_in(body, "constructorArguments")),
                               .vorg = text_in(body, "vorg"),
                               .terms = terms_in(body),
                               .on_withdrawal = governance::package_rules(records.slots(), package).on_withdrawal}));
}

DraftOutcome<governance::DistributeConsent> distribute_in(const json::object& body, const Records& records) {
  const auto package = fixed_in<Hash>(body, "packageHash");
  return drafted(governance::with_text(governance::DistributeConsent{
      .user_id = text_in(body, "userId"),
      .token_id = text_in(body, "tokenId"),
      .package_hash = package,
      .vorg = text_in(body, "vorg"),
      .terms = terms_in(body),
      .on_withdrawal = governance::package_rules(records.slots(), package).on_withdrawal}));
}

DraftOutcome<governance::UpgradeConsent> upgrade_in(const json::object& body, const Records& records) {
  const auto token = governance::find_token(records.slots(), text_in(body, "tokenId"));
  if (!token) return no_such("token", text_in(body, "tokenId"));
  const auto package = fixed_in<Hash>(body, "packageHash");
  return drafted(governance::draft_upgrade(*token, wish_in(body), package,
                                           crypto::keccak256(bytes_in(body, "arguments")),
                                           governance::package_rules(records.slots(), package).on_withdrawal));
}

DraftOutcome<governance::ChangeConsent> change_in(const json::object& body, const Records& records) {
  const auto token = governance::find_token(records.slots(), text_in(body, "tokenId"));
  if (!token) return no_such("token", text_in(body, "tokenId"));
  return drafted(governance::draft_change(*token, wish_in(body), text_in(body, "action")));
}

DraftOutcome<governance::EntrustAnew> entrust_anew_in(const json::object& body, const Records& records) {
  const auto user = governance::find_user(records.slots(), text_in(body, "userId"));
  if (!user) return no_such("user", text_in(body, "userId"));
  const bool has_profile = body.contains("profileHash");
  return drafted(governance::draft_entrust_anew(*user, text_in(body, "vorg"),
                                                has_profile ? fixed_in<Hash>(body, "profileHash") : user->profile_hash,
                                                terms_in(body)));
}

DraftOutcome<governance::Withdrawal> withdrawal_in(const json::object& body, const Records& records) {
  const auto user = text_in(body, "userId"), token = text_in(body, "tokenId");
  const auto number = governance::application_of(records.slots(), user, token);
  const auto application = governance::find_application(records.slots(), number);
  if (!application) return no_such("application of", user + " for " + token);
  return Drafted{governance::draft_withdrawal(records.slots(), *application, text_in(body, "language")),
                 records.name_of(application->vorg)};
}

DraftOutcome<governance::Withdrawal> application_withdrawal_in(const json::object& body, const Records& records) {
  const auto number = number_in(body, "application", 0);
  const auto application = governance::find_application(records.slots(), number);
  if (!application) return no_such("application", std::to_string(number));
  return Drafted{governance::draft_withdrawal(records.slots(), *application, text_in(body, "language")),
                 records.name_of(application->vorg)};
}

DraftOutcome<governance::Withdrawal> end_of_entrustment_in(const json::object& body, const Records& records) {
  const auto user = governance::find_user(records.slots(), text_in(body, "userId"));
  if (!user) return no_such("user", text_in(body, "userId"));
  return Drafted{governance::draft_end_of_entrustment(*user, text_in(body, "language")), records.name_of(user->vorg)};
}

}  // namespace kaisho::api::rest
