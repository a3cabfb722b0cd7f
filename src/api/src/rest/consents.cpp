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

governance::Wish wish_in(const json::object& body) {
  return {text_in(body, "userId"), text_in(body, "tokenId"), text_in(body, "vorg"), terms_in(body)};
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

std::expected<governance::UpgradeConsent, Problem> upgrade_in(const json::object& body,
                                                              const governance::Slots& slots) {
  const auto token = governance::find_token(slots, text_in(body, "tokenId"));
  if (!token) return no_such("token", text_in(body, "tokenId"));
  const auto package = fixed_in<Hash>(body, "packageHash");
  return governance::draft_upgrade(*token, wish_in(body), package, crypto::keccak256(bytes_in(body, "arguments")),
                                   governance::package_rules(slots, package).on_withdrawal);
}

std::expected<governance::ChangeConsent, Problem> change_in(const json::object& body, const governance::Slots& slots) {
  const auto token = governance::find_token(slots, text_in(body, "tokenId"));
  if (!token) return no_such("token", text_in(body, "tokenId"));
  return governance::draft_change(*token, wish_in(body), text_in(body, "action"));
}

std::expected<governance::EntrustAnew, Problem> entrust_anew_in(const json::object& body,
                                                                const governance::Slots& slots) {
  const auto user = governance::find_user(slots, text_in(body, "userId"));
  if (!user) return no_such("user", text_in(body, "userId"));
  const bool has_profile = body.contains("profileHash");
  return governance::draft_entrust_anew(*user, text_in(body, "vorg"),
                                        has_profile ? fixed_in<Hash>(body, "profileHash") : user->profile_hash,
                                        terms_in(body));
}

}  // namespace kaisho::api::rest
