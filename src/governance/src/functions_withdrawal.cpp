#include <algorithm>

#include "functions.hpp"

// G12: a user takes a consent back.
namespace kaisho::governance {
namespace {

Checked<ApplicationRecord> withdrawable(Context& context, const UserRecord& user, const std::string& token_id) {
  const auto application = find_application(context.slots, application_of(context.slots, user.user_id, token_id));
  if (!application) {
    return refuse("NothingToWithdraw(string,string)", {Value::of(user.user_id), shown(token_id)});
  }
  const auto consent = find_consent(context.slots, application->consent);
  if (consent && consent->withdrawn != 0) {
    return refuse("ConsentIsWithdrawn(uint64,uint64)", {Value::of(application->number), Value::of(consent->withdrawn)});
  }
  return *application;
}

Handled withdraw(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto user = known_user(context, arguments[0].text());
  if (!user) return std::unexpected(user.error());
  auto application = withdrawable(context, *user, arguments[1].text());
  if (!application) return std::unexpected(application.error());
  const Withdrawal withdrawal{.user_id = user->user_id,
                              .token_id = application->token_id,
                              .application = application->number,
                              .consent = application->consent,
                              .text_hash = arguments[3].hash(),
                              .language = arguments[2].text()};
  if (!is_known_language(withdrawal.language)) return refuse("UnknownLanguage(string)", {shown(withdrawal.language)});
  if (auto agreed = agreed_text(context, withdrawal.text_hash, text(withdrawal)); !agreed) {
    return std::unexpected(agreed.error());
  }
  const Hash hash = digest(withdrawal, context.chain());
  if (auto own = signed_by(context, user->account, hash, arguments[4].bytes()); !own) {
    return std::unexpected(own.error());
  }

  // A running token keeps its application's state: it follows the program's own rule (G12).
  if (application->status == ApplicationStatus::open) {
    application->status = ApplicationStatus::withdrawn;
    update_application(context.slots, *application);
  }
  write_withdrawn(context.slots, application->consent, std::max<Timestamp>(context.now(), 1));
  ledger::emit(host, "ConsentWithdrawn(uint64,string,string,string,bytes32)", {0, 1},
               {Value::of(application->number), Value::of(application->token_id), Value::of(application->token_id),
                Value::of(user->user_id), Value::of(application->consent)});
  return Values{};
}

constexpr SystemFunction kFunctions[] = {
    {"withdraw(string,string,string,bytes32,bytes)", "", withdraw},
};

}  // namespace

std::span<const SystemFunction> withdrawal_functions() { return kFunctions; }

}  // namespace kaisho::governance
