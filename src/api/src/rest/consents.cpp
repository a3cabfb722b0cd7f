#include "rest/consents.hpp"

#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/governance.hpp>

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

}  // namespace

Schema terms_schema() {
  return object("What the user agrees to besides the subject itself (fields of ISO/IEC TS 27560)",
                {{"language", one_of("Of the text", {"en", "ja"})},
                 {"purpose", text("", governance::Limits::kFreeText)},
                 {"scope", text("", governance::Limits::kFreeText)},
                 {"expiry", integer("Block time in s since 1970 after which the consent is void")},
                 {"salt", form(Form::hash, "Of the user's choice; makes two equal consents two")}});
}

governance::EntrustConsent entrust_in(const json::object& body) {
  return governance::with_text(governance::EntrustConsent{text_in(body, "userId"), fixed_in<Address>(body, "account"),
                                                          text_in(body, "vorg"), fixed_in<Hash>(body, "profileHash"),
                                                          terms_in(body)});
}

governance::IssueConsent issue_in(const json::object& body, const governance::Slots& slots) {
  const auto package = fixed_in<Hash>(body, "packageHash");
  return governance::with_text(
      governance::IssueConsent{.user_id = text_in(body, "userId"),
                               .token_id = text_in(body, "tokenId"),
                               .package_hash = package,
                               .arguments_hash = crypto::keccak256(bytes_in(body, "constructorArguments")),
                               .vorg = text_in(body, "vorg"),
                               .terms = terms_in(body),
                               .on_withdrawal = governance::package_rules(slots, package).on_withdrawal});
}

governance::DistributeConsent distribute_in(const json::object& body, const governance::Slots& slots) {
  const auto package = fixed_in<Hash>(body, "packageHash");
  return governance::with_text(
      governance::DistributeConsent{.user_id = text_in(body, "userId"),
                                    .token_id = text_in(body, "tokenId"),
                                    .package_hash = package,
                                    .vorg = text_in(body, "vorg"),
                                    .terms = terms_in(body),
                                    .on_withdrawal = governance::package_rules(slots, package).on_withdrawal});
}

governance::Withdrawal withdrawal_of(const governance::ApplicationRecord& application, const std::string& language,
                                     const governance::Slots& slots) {
  return governance::with_text(governance::Withdrawal{.user_id = application.user_id,
                                                      .token_id = application.token_id,
                                                      .application = application.number,
                                                      .consent = application.consent,
                                                      .text_hash = {},
                                                      .language = language,
                                                      .effect = governance::effect_of_withdrawal(slots, application)});
}

}  // namespace kaisho::api::rest
