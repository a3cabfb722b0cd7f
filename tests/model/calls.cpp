#include "inside.hpp"

namespace kaisho::model {

using governance::find_application;

Bytes System::Inside::application_call(const Step& step) const {
  const auto& d = step.document;
  const Bytes signature = signed_by(step.signer, digest_of(step.signed_document), step.touch);
  if (d.kind == Document::Kind::distribute) return governance::calls::apply_to_distribute(distribute_of(d), signature);
  if (d.kind == Document::Kind::upgrade) {
    return governance::calls::apply_to_upgrade(upgrade_of(d), arguments_of(d.arguments), signature);
  }
  if (d.is_change()) return governance::calls::apply_to_change(change_of(d), signature);
  return governance::calls::apply_to_issue(issue_of(d), arguments_of(d.arguments), signature);
}

governance::WithdrawalEffect System::Inside::effect_of(
    const std::optional<governance::ApplicationRecord>& application) const {
  return application ? governance::effect_of_withdrawal(slots(), *application)
                     : governance::WithdrawalEffect::deployments_refused;
}

Bytes System::Inside::end_call(const Step& step) {
  const auto user = governance::find_user(slots(), kIds[step.document.user]);
  const Hash signed_for = digest_of(step.signed_document);
  if (user && user->consent == signed_for && is_word_of(user->account, step.signer)) ended.insert(signed_for);
  const auto withdrawal = end_of(step.document);
  return governance::calls::withdraw_entrustment(withdrawal,
                                                 signed_by(step.signer, digest(end_of(step.signed_document), kChain)));
}

Bytes System::Inside::withdrawal_call(const Step& step) {
  const auto application = find_application(slots(), step.application);
  const auto user = governance::find_user(slots(), kIds[step.document.user]);
  const bool by_number = step.kind == Step::Kind::withdraw_application;
  const bool can_be = application && (!by_number || application->status == governance::ApplicationStatus::open);
  if (can_be && user && is_word_of(user->account, step.signer)) withdrew.insert(step.application);
  const auto withdrawal = with_text(governance::Withdrawal{kIds[step.document.user],
                                                           kTokenIds[step.document.token],
                                                           step.application,
                                                           application ? application->consent : Hash{},
                                                           {},
                                                           "en",
                                                           effect_of(application)});
  const Bytes signature = signed_by(step.signer, digest(withdrawal, kChain));
  return by_number ? governance::calls::withdraw_application(withdrawal, signature)
                   : governance::calls::withdraw(withdrawal, signature);
}

std::string System::Inside::policy_text(const Step& step, const std::string& token_id) const {
  const auto token = governance::find_token(slots(), token_id);
  if (step.extra == Step::Extra::stale && token && token->policy_count > 1) {
    return governance::policy_at(slots(), token_id, token->policy_count - 2)->text;
  }
  const auto current = governance::current_policy(slots(), token_id);
  return current ? current->text : "";
}

Hash System::Inside::approval_of(const Step& step, const governance::ApplicationRecord& application) const {
  const Hash policy = crypto::keccak256(view_of(policy_text(step, application.token_id)));
  if (step.kind == Step::Kind::deploy) {
    return digest(governance::DeployApproval{step.application, application.token_id, application.package_hash,
                                             application.arguments_hash, policy},
                  kChain);
  }
  const auto token = governance::find_token(slots(), application.token_id);
  return digest(governance::ChangeApproval{step.application, application.token_id,
                                           std::string(describe(application.application_class)),
                                           token ? token->deployed : Address{}, application.package_hash,
                                           application.arguments_hash, policy},
                kChain);
}

Bytes System::Inside::deployment_call(const Step& step) {
  const auto application = find_application(slots(), step.application).value_or(governance::ApplicationRecord{});
  const Hash hash = approval_of(step, application);
  std::vector<Bytes> signatures;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (contains(step.organizations, o)) signatures.push_back(signed_by(static_cast<Person>(o), hash));
  }
  if (step.extra == Step::Extra::thief) signatures.push_back(signed_by(Person::thief, hash));
  if (step.extra == Step::Extra::twice && !signatures.empty()) signatures.push_back(signatures.front());
  Bytes code = package_of(step.document.token, step.document.version).creation_code;
  if (step.kind == Step::Kind::deploy && is_proxied(step.document.token)) append(code, proxy_code());
  if (!step.good) code.back() ^= 1;
  const Bytes arguments = arguments_of(step.document.arguments);
  if (step.kind == Step::Kind::deploy) return governance::calls::deploy(step.application, code, arguments, signatures);
  if (application.application_class == governance::ApplicationClass::upgrade) {
    return governance::calls::upgrade(step.application, code, arguments, signatures);
  }
  return governance::calls::change_state(step.application, signatures);
}

Bytes System::Inside::call_of(const Step& step) {
  const auto& d = step.document;
  const auto& package = package_of(d.token, d.version);
  switch (step.kind) {
    case Step::Kind::register_program:
      return governance::calls::register_program(kTokenIds[d.token], "", package.canonical_manifest);
    case Step::Kind::attest: {
      const governance::Attestation result{kTokenIds[d.token], package.hash, step.good, {}};
      return governance::calls::attest(result, signed_by(step.signer, digest(result, kChain)));
    }
    case Step::Kind::register_user:
      return governance::calls::register_user(entrust_of(d),
                                              signed_by(step.signer, digest_of(step.signed_document), step.touch));
    case Step::Kind::entrust_anew:
      return governance::calls::entrust_anew(anew_of(d),
                                             signed_by(step.signer, digest_of(step.signed_document), step.touch));
    case Step::Kind::end_entrustment:
      return end_call(step);
    case Step::Kind::apply:
      return application_call(step);
    case Step::Kind::refuse:
      return governance::calls::record_refusal(kIds[d.user], kTokenIds[d.token], package.hash, 1, "no");
    case Step::Kind::withdraw:
    case Step::Kind::withdraw_application:
      return withdrawal_call(step);
    case Step::Kind::change_policy:
      return governance::calls::change_policy(kTokenIds[d.token], text_of(step.form));
    default:
      return deployment_call(step);
  }
}

}  // namespace kaisho::model
