#include "inside.hpp"

namespace kaisho::model {

using governance::find_application;

const Document* System::Inside::agreed(const governance::ApplicationRecord& application) const {
  for (const auto& d : world.agreed) {
    if (digest_of(d) == application.consent) return &d;
  }
  return nullptr;
}

std::string System::Inside::wrong_deployment(const Step& step) const {
  const auto application = find_application(slots(), step.application);
  if (!application) return "nobody applied for it";
  const auto user = governance::find_user(slots(), application->user_id);
  const bool is_thief = user && user->account == account_of(Person::thief);
  if (!is_thief && agreed(*application) == nullptr) return "the user never agreed";
  if (withdrew.contains(step.application)) return "the user withdrew";
  if (application->expiry < now) return "the consent had expired";
  if (auto not_now = wrong_entrustment(*application, *user); !not_now.empty()) return not_now;
  using Class = governance::ApplicationClass;
  const auto action = application->application_class;
  const auto token = governance::find_token(slots(), application->token_id);
  const bool prolongs = action == Class::upgrade || action == Class::resume;
  if (prolongs && token && withdrew.contains(static_cast<std::uint8_t>(token->application))) {
    return "the user withdrew the consent to issue";
  }
  if (action != Class::issue && action != Class::upgrade) return wrong_signatures(step, *application);
  const auto& offered = package_of(step.document.token, step.document.version);
  if (!step.good || offered.hash != application->package_hash) return "it is not the program that the user agreed to";
  if (crypto::keccak256(arguments_of(step.document.arguments)) != application->arguments_hash) {
    return "it has other arguments than the user agreed to";
  }
  return wrong_signatures(step, *application);
}

std::string System::Inside::wrong_entrustment(const governance::ApplicationRecord& application,
                                              const governance::UserRecord& user) const {
  if (ended.contains(user.consent)) return "the user took back that it entrusts";
  if (application.vorg != user.vorg) return "the user entrusts another organization";
  if (user.account == account_of(Person::thief)) return "";
  for (const auto& d : world.agreed) {
    const bool entrusts = d.kind == Document::Kind::entrust || d.kind == Document::Kind::entrust_anew;
    if (entrusts && digest_of(d) == user.consent && governance::find_member(slots(), user.vorg)->name == kNames[d.vorg])
      return "";
  }
  return "the user never entrusted this organization";
}

std::string System::Inside::wrong_program() const {
  for (unsigned i = 0; i < kTokens * kVersions; ++i) {
    const auto& package = package_of(i / kVersions, i % kVersions);
    const auto record = governance::find_token(slots(), kTokenIds[i / kVersions]);
    const bool runs = record && !record->deployed.is_zero() && record->package_hash == package.hash;
    if (!runs || !is_proxied(i / kVersions)) continue;
    const auto found = pointing.find(record->deployed);
    const bool is_agreed = found != pointing.end() && found->second == address_of_code(package.creation_code);
    if (!is_agreed) return "the proxy runs another program than its user agreed to";
  }
  return "";
}

std::string System::Inside::wrong_record(const Document& asked) const {
  const auto number = governance::application_count(slots());
  const auto application = find_application(slots(), number);
  const auto* document = agreed(*application);
  const auto scope = document != nullptr ? document->scope : asked.scope;  // a thief agrees to whatever it asks for
  const Hash expected = scope == Document::Scope::secret ? private_record() : Hash{};
  if (governance::private_root(slots(), number) == expected) return "";
  return "the ledger names another private record than its user agreed to";
}

std::optional<Form> System::Inside::form_of(unsigned token) const {
  const auto policy = governance::current_policy(slots(), kTokenIds[token]);
  for (const auto& form : all_forms()) {
    if (policy && text_of(form) == policy->text) return form;
  }
  return std::nullopt;
}

std::string System::Inside::wrong_policy(unsigned token, const Form& before) const {
  const auto after = form_of(token);
  if (!after) return "its policy is none that anybody made";
  if (*after == before) return "";
  const auto record = governance::find_token(slots(), kTokenIds[token]);
  const auto application = find_application(slots(), record->application);
  const auto user = governance::find_user(slots(), application->user_id);
  Organizations free = 0;  // those that the user left
  for (const auto& one : governance::former_entrustments(slots(), user->user_id)) {
    for (unsigned o = 0; o < kOrganizations; ++o) {
      const bool left = one.vorg != user->vorg && governance::find_member(slots(), one.vorg)->name == kNames[o];
      if (left) free |= only(o);
    }
  }
  if (is_weaker(*after, before, free)) return "the policy became weaker";
  const auto first = governance::policy_at(slots(), kTokenIds[token], 0)->text;
  for (const auto& form : all_forms()) {
    if (text_of(form) == first && is_weaker(*after, form)) return "the policy became weaker than at first";
  }
  return "";
}

std::string System::Inside::wrong_signatures(const Step& step, const governance::ApplicationRecord& application) const {
  Organizations signers = 0;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    const auto member = governance::find_member(slots(), kNames[o]);
    const bool signs = contains(step.organizations & world.willing, o) && member && member->active;
    if (!signs) continue;
    const auto action = application.application_class;
    const bool needs_test =
        action == governance::ApplicationClass::issue || action == governance::ApplicationClass::upgrade;
    const auto result = governance::find_attestation(slots(), application.package_hash, member->number);
    if (needs_test && (!result || !result->success)) return "an organization signed without its test";
    signers |= only(o);
  }
  const auto vorg = governance::find_member(slots(), application.vorg);
  bool has_vorg = false;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    has_vorg = has_vorg || (contains(signers, o) && vorg && vorg->name == kNames[o]);
  }
  if (!has_vorg) return "the entrusted organization did not sign";
  const auto policy = governance::current_policy(slots(), application.token_id);
  for (const auto& form : all_forms()) {
    if (policy && text_of(form) == policy->text) return holds(form, signers) ? "" : "the policy is not satisfied";
  }
  return "its policy is none that anybody made";
}

}  // namespace kaisho::model
