#include "kaisho/governance/drafts.hpp"

#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/governance.hpp"

namespace kaisho::governance {

EntrustAnew draft_entrust_anew(const UserRecord& user, std::string vorg, const Hash& profile, Terms terms) {
  return with_text(EntrustAnew{user.user_id, user.account, std::move(vorg), profile, user.consent, std::move(terms)});
}

UpgradeConsent draft_upgrade(const TokenRecord& token, Wish wish, const Hash& package, const Hash& arguments,
                             OnWithdrawal rule) {
  return with_text(UpgradeConsent{std::move(wish.user_id), std::move(wish.token_id), token.deployed, token.package_hash,
                                  package, arguments, std::move(wish.vorg), std::move(wish.terms), rule});
}

ChangeConsent draft_change(const TokenRecord& token, Wish wish, std::string action) {
  return with_text(ChangeConsent{std::move(wish.user_id), std::move(wish.token_id), std::move(action), token.deployed,
                                 token.package_hash, std::move(wish.vorg), std::move(wish.terms)});
}

Withdrawal draft_end_of_entrustment(const UserRecord& user, std::string language) {
  return with_text(Withdrawal{user.user_id, "", 0, user.consent, {}, std::move(language)});
}

Withdrawal draft_withdrawal(const Slots& slots, const ApplicationRecord& application, std::string language) {
  return with_text(Withdrawal{.user_id = application.user_id,
                              .token_id = application.token_id,
                              .application = application.number,
                              .consent = application.consent,
                              .text_hash = {},
                              .language = std::move(language),
                              .effect = effect_of_withdrawal(slots, application)});
}

bool is_change(const ApplicationRecord& application) {
  return application.application_class != ApplicationClass::issue &&
         application.application_class != ApplicationClass::distribute;
}

Hash approval_digest(const Slots& slots, const ApplicationRecord& application, std::string_view policy, ChainId chain) {
  const Hash policy_hash = crypto::keccak256(policy);
  if (!is_change(application)) {
    return digest(DeployApproval{application.number, application.token_id, application.package_hash,
                                 application.arguments_hash, policy_hash},
                  chain);
  }
  const auto token = find_token(slots, application.token_id).value_or(TokenRecord{});
  return digest(
      ChangeApproval{application.number, application.token_id, std::string(describe(application.application_class)),
                     token.deployed, application.package_hash, application.arguments_hash, policy_hash},
      chain);
}

}  // namespace kaisho::governance
