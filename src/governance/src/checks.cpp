#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

namespace kaisho::governance {
Checked<Member> calling_member(Context& context) {
  auto member = find_operator(context.slots, context.call.caller);
  if (!member || !member->active) return refuse("NotAMember(address)", {Value::of(context.call.caller)});
  return *member;
}

Checked<Member> calling_member(Context& context, Role role) {
  const auto member = calling_member(context);
  if (!member || (member->roles & static_cast<std::uint32_t>(role)) != 0) return member;
  return refuse("RoleMissing(string,string)", {Value::of(member->name), Value::of(describe(role))});
}

Checked<Member> known_organization(Context& context, const std::string& name) {
  auto member = find_member(context.slots, name);
  if (!member || !member->active) return refuse("UnknownOrganization(string)", {shown(name)});
  return *member;
}

Checked<UserRecord> known_user(Context& context, const std::string& user_id) {
  auto user = find_user(context.slots, user_id);
  if (!user) return refuse("UnknownUser(string)", {shown(user_id)});
  return *user;
}

Checked<TokenRecord> known_token(Context& context, const std::string& token_id) {
  auto token = find_token(context.slots, token_id);
  if (!token) return refuse("UnknownToken(string)", {shown(token_id)});
  return *token;
}

Checked<PackageRecord> known_package(Context& context, const std::string& token_id, const Hash& hash) {
  auto package = find_package(context.slots, hash);
  if (!package || package->token_id != token_id) return refuse("UnknownPackage(bytes32)", {Value::of(hash)});
  return *package;
}

Checked<ApplicationRecord> known_application(Context& context, ApplicationNumber number) {
  auto application = find_application(context.slots, number);
  if (!application) return refuse("UnknownApplication(uint64)", {Value::of(number)});
  return *application;
}

Checked<Member> entrusted_caller(Context& context, const UserRecord& user, const std::string& vorg) {
  const auto caller = calling_member(context);
  if (!caller) return caller;
  const std::string entrusted = organization_name(context.slots, user.vorg);
  if (vorg != entrusted) return refuse("WrongOrganization(string,string)", {Value::of(entrusted), shown(vorg)});
  if (caller->number != user.vorg) {
    return refuse("NotEntrusted(address,string)", {Value::of(context.call.caller), Value::of(entrusted)});
  }
  const auto consent = find_consent(context.slots, user.consent);
  const Timestamp expiry = consent ? consent->expiry : 0;
  if (expiry < context.now()) {
    return refuse("ConsentExpired(uint64,uint64)", {Value::of(expiry), Value::of(context.now())});
  }
  if (auto stands = entrustment_stands(context, user); !stands) return std::unexpected(stands.error());
  return caller;
}

Checked<void> entrustment_stands(Context& context, const UserRecord& user) {
  const auto consent = find_consent(context.slots, user.consent);
  if (!consent || consent->withdrawn == 0) return {};
  return refuse("EntrustmentWithdrawn(string,uint64)", {Value::of(user.user_id), Value::of(consent->withdrawn)});
}

Checked<Member> entrusted_now(Context& context, const ApplicationRecord& application) {
  const auto user = known_user(context, application.user_id);
  if (!user) return std::unexpected(user.error());
  if (auto stands = entrustment_stands(context, *user); !stands) return std::unexpected(stands.error());
  return find_member(context.slots, user->vorg).value_or(Member{});
}

Checked<void> still_entrusted(Context& context, const ApplicationRecord& application) {
  const auto entrusted = entrusted_now(context, application);
  if (!entrusted) return std::unexpected(entrusted.error());
  if (entrusted->number == application.vorg) return {};
  return refuse("WrongOrganization(string,string)",
                {Value::of(entrusted->name), Value::of(organization_name(context.slots, application.vorg))});
}

Checked<void> tested(Context& context, const Hash& package, const Member& organization) {
  const auto attestation = find_attestation(context.slots, package, organization.number);
  if (attestation && attestation->success) return {};
  return refuse("NoSuccessfulTest(bytes32,string)", {Value::of(package), Value::of(organization.name)});
}

Checked<void> free_text(const char* what, const std::string& text, std::size_t limit) {
  if (text.size() > limit) {
    return refuse("TooLong(string,uint256,uint256)",
                  {Value::of(what), Value::of(std::uint64_t{text.size()}), Value::of(std::uint64_t{limit})});
  }
  if (!is_plain_text(text, limit)) return refuse("BadName(string,string)", {Value::of(what), shown(text)});
  return {};
}

Checked<void> good_terms(Context& context, const Terms& terms) {
  if (!is_known_language(terms.language)) {
    return refuse("UnknownLanguage(string)", {shown(terms.language)});
  }
  if (auto purpose = free_text("purpose", terms.purpose, Limits::kFreeText); !purpose) return purpose;
  if (auto scope = free_text("scope", terms.scope, Limits::kFreeText); !scope) return scope;
  if (terms.expiry < context.now()) {
    return refuse("ConsentExpired(uint64,uint64)", {Value::of(terms.expiry), Value::of(context.now())});
  }
  return {};
}

Checked<void> agreed_text(Context& context, const Hash& given, const std::string& text) {
  const Hash expected = ledger::charged_sha256(context.host, view_of(text));
  if (given == expected) return {};
  return refuse("WrongConsentText(bytes32,bytes32)", {Value::of(expected), Value::of(given)});
}

Value shown(const std::string& text) {
  constexpr std::size_t kShown = 64;
  return Value::of(is_plain_text(text, kShown) ? text : std::string("(long or not printable)"));
}

Terms terms_of(const Value& tuple) {
  return {.text_hash = tuple[0].hash(),
          .language = tuple[1].text(),
          .purpose = tuple[2].text(),
          .scope = tuple[3].text(),
          .expiry = tuple[4].u64(),
          .salt = tuple[5].hash()};
}

std::string organization_name(const ledger::Slots& slots, OrganizationNumber number) {
  const auto member = find_member(slots, number);
  return member ? member->name : std::string();
}

}  // namespace kaisho::governance
