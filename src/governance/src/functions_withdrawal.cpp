#include <algorithm>

#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G12: a user takes a consent back.
namespace kaisho::governance {
namespace {

Checked<ApplicationRecord> not_withdrawn(Context& context, ApplicationRecord application) {
  const auto consent = find_consent(context.slots, application.consent);
  if (consent && consent->withdrawn != 0) {
    return refuse("ConsentIsWithdrawn(uint64,uint64)", {Value::of(application.number), Value::of(consent->withdrawn)});
  }
  return application;
}

Checked<ApplicationRecord> withdrawable(Context& context, const UserRecord& user, const std::string& token_id) {
  auto application = find_application(context.slots, application_of(context.slots, user.user_id, token_id));
  if (!application) {
    return refuse("NothingToWithdraw(string,string)", {Value::of(user.user_id), shown(token_id)});
  }
  return not_withdrawn(context, *std::move(application));
}

/// The text is the ledger's own, and the user signed it.
Checked<SignatureForm> signed_withdrawal(Context& context, const UserRecord& user, const ApplicationRecord& application,
                                         const std::string& language, const Hash& text_hash, ByteView signature) {
  const Withdrawal withdrawal{.user_id = user.user_id,
                              .token_id = application.token_id,
                              .application = application.number,
                              .consent = application.consent,
                              .text_hash = text_hash,
                              .language = language,
                              .effect = effect_of_withdrawal(context.slots, application)};
  if (!is_known_language(withdrawal.language)) return refuse("UnknownLanguage(string)", {shown(withdrawal.language)});
  if (auto agreed = agreed_text(context, withdrawal.text_hash, text(withdrawal)); !agreed) {
    return std::unexpected(agreed.error());
  }
  return signed_by(context, user.account, digest(withdrawal, context.chain()), signature);
}

/// An application that waits ends with its consent.
void end(Context& context, ApplicationRecord application) {
  application.status = ApplicationStatus::withdrawn;
  update_application(context.slots, application);
}

/// What else waits for this token: an upgrade, a pause, …
LifecycleRecord end_pending(Context& context, const TokenRecord& token) {
  auto record = find_lifecycle(context.slots, token);
  const auto pending = find_application(context.slots, record.pending);
  if (!pending) return record;
  if (pending->status == ApplicationStatus::open) end(context, *pending);
  record.pending = 0;
  write_lifecycle(context.slots, token.token_id, record);
  return record;
}

/// A running token follows the rule that its package declared and its issuer read before consenting.
void withdraw_issue(Context& context, const ApplicationRecord& application, WithdrawalEffect effect) {
  const auto token = find_token(context.slots, application.token_id);
  if (!token || token->application != application.number || token->deployed.is_zero()) return;
  const auto record = end_pending(context, *token);
  if (effect == WithdrawalEffect::token_pauses) {
    set_token_state(context, *token, record, TokenState::paused, application.number, {});
  } else if (effect == WithdrawalEffect::token_winds_down) {
    set_token_state(context, *token, record, TokenState::winding_down, application.number, {});
  }
}

void withdraw_distribute(Context& context, const UserRecord& user, const ApplicationRecord& application,
                         WithdrawalEffect effect) {
  end(context, application);
  revoke_token(context.slots, user, application.token_id);
  if (effect == WithdrawalEffect::right_ends_give_back) {
    write_leaving(context.slots, application.token_id, user.account, application.number);
  }
  ledger::emit(context.host, "UsableWithdrawn(string,address,string,string,uint64)", {0, 1},
               {Value::of(application.token_id), Value::of(user.account), Value::of(application.token_id),
                Value::of(user.user_id), Value::of(application.number)});
}

/// Records first, the program's own pause() last: it can only read when it comes back.
void carry_out(Context& context, const UserRecord& user, const ApplicationRecord& application, SignatureForm form) {
  const auto effect = effect_of_withdrawal(context.slots, application);
  write_withdrawn(context.slots, application.consent, std::max<Timestamp>(context.now(), 1), form);
  ledger::emit(context.host, "ConsentWithdrawn(uint64,string,string,string,bytes32)", {0, 1},
               {Value::of(application.number), Value::of(application.token_id), Value::of(application.token_id),
                Value::of(user.user_id), Value::of(application.consent)});
  if (application.status == ApplicationStatus::open) end(context, application);
  if (application.status == ApplicationStatus::usable) withdraw_distribute(context, user, application, effect);
  if (application.status == ApplicationStatus::deployed) withdraw_issue(context, application, effect);
}

Handled withdraw(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto user = known_user(context, arguments[0].text());
  if (!user) return std::unexpected(user.error());
  const auto application = withdrawable(context, *user, arguments[1].text());
  if (!application) return std::unexpected(application.error());
  const auto form =
      signed_withdrawal(context, *user, *application, arguments[2].text(), arguments[3].hash(), arguments[4].bytes());
  if (!form) return std::unexpected(form.error());
  carry_out(context, *user, *application, *form);
  return Values{};
}

/// For a consent that is not the token's own: an upgrade, a pause, … that waits.
Handled withdraw_application(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto known = known_application(context, arguments[0].u64());
  if (!known) return std::unexpected(known.error());
  const auto application = not_withdrawn(context, *known);
  if (!application) return std::unexpected(application.error());
  if (application->status != ApplicationStatus::open) {
    return refuse("ApplicationNotOpen(uint64,uint8)",
                  {Value::of(application->number), Value::of(static_cast<std::uint64_t>(application->status))});
  }
  const auto user = known_user(context, application->user_id);
  if (!user) return std::unexpected(user.error());
  const auto form =
      signed_withdrawal(context, *user, *application, arguments[1].text(), arguments[2].hash(), arguments[3].bytes());
  if (!form) return std::unexpected(form.error());
  carry_out(context, *user, *application, *form);
  return Values{};
}

constexpr SystemFunction kFunctions[] = {
    {"withdraw(string,string,string,bytes32,bytes)", "", withdraw},
    {"withdrawApplication(uint64,string,bytes32,bytes)", "", withdraw_application},
};

}  // namespace

WithdrawalEffect effect_of_withdrawal(const Slots& slots, const ApplicationRecord& application) {
  const auto token = find_token(slots, application.token_id);
  if (!token) return WithdrawalEffect::deployments_refused;
  const auto rule = package_rules(slots, token->package_hash).on_withdrawal;
  if (application.status == ApplicationStatus::usable) {
    return rule == OnWithdrawal::wind_down ? WithdrawalEffect::right_ends_give_back : WithdrawalEffect::right_ends;
  }
  const auto state = find_lifecycle(slots, *token).state;
  const bool lives = state == TokenState::running || state == TokenState::paused;
  if (application.status != ApplicationStatus::deployed || !lives) return WithdrawalEffect::deployments_refused;
  if (rule == OnWithdrawal::pause) return WithdrawalEffect::token_pauses;
  return rule == OnWithdrawal::wind_down ? WithdrawalEffect::token_winds_down : WithdrawalEffect::deployments_refused;
}

std::span<const SystemFunction> withdrawal_functions() { return kFunctions; }

}  // namespace kaisho::governance
