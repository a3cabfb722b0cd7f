#include <algorithm>

#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G3, G12: a user entrusts another organization, changes its profile, or takes the consent to entrust back.
namespace kaisho::governance {
namespace {

/// The organization that the user names takes it over by sending this itself.
Checked<Member> taking_over(Context& context, const std::string& vorg) {
  const auto caller = calling_member(context);
  if (!caller) return caller;
  const auto named = known_organization(context, vorg);
  if (!named || named->number == caller->number) return named;
  return refuse("NotEntrusted(address,string)", {Value::of(context.call.caller), Value::of(named->name)});
}

void end_consent(Context& context, const Hash& consent, SignatureForm form) {
  const auto old = find_consent(context.slots, consent);
  if (old && old->withdrawn != 0) return;  // it ended before, and stays ended at that time
  write_withdrawn(context.slots, consent, std::max<Timestamp>(context.now(), 1), form);
}

Handled entrust_anew(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto user = known_user(context, arguments[0].text());
  if (!user) return std::unexpected(user.error());
  const EntrustAnew consent{.user_id = user->user_id,
                            .account = user->account,
                            .vorg = arguments[1].text(),
                            .profile_hash = arguments[2].hash(),
                            .replaces = arguments[3].hash(),
                            .terms = terms_of(arguments[4])};
  const auto& signature = arguments[5].bytes();
  const auto vorg = taking_over(context, consent.vorg);
  if (!vorg) return std::unexpected(vorg.error());
  if (consent.replaces != user->consent) {
    return refuse("NothingReplaced(bytes32,bytes32)", {Value::of(user->consent), Value::of(consent.replaces)});
  }
  const auto agreed = good_consent(context, consent.account, consent, signature);
  if (!agreed) return std::unexpected(agreed.error());

  end_consent(context, user->consent, agreed->form);
  add_consent(context.slots, {.digest = agreed->digest,
                              .kind = ConsentKind::entrust,
                              .account = user->account,
                              .application = 0,
                              .expiry = consent.terms.expiry,
                              .time = context.now(),
                              .withdrawn = 0,
                              .signature = signature,
                              .form = agreed->form});
  auto changed = *user;
  changed.vorg = vorg->number;
  changed.profile_hash = consent.profile_hash;
  changed.consent = agreed->digest;
  replace_entrustment(context.slots, changed, {.vorg = user->vorg, .until = context.now(), .consent = user->consent});
  ledger::emit(host, "EntrustedAnew(string,string,string,string,bytes32,bytes32,bytes32)", {0},
               {Value::of(user->user_id), Value::of(user->user_id), Value::of(vorg->name),
                Value::of(organization_name(context.slots, user->vorg)), Value::of(consent.profile_hash),
                Value::of(agreed->digest), Value::of(user->consent)});
  return Values{Value::of(agreed->digest)};
}

Handled withdraw_entrustment(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto user = known_user(context, arguments[0].text());
  if (!user) return std::unexpected(user.error());
  if (auto stands = entrustment_stands(context, *user); !stands) return std::unexpected(stands.error());
  const Withdrawal withdrawal{.user_id = user->user_id,
                              .token_id = {},
                              .application = 0,
                              .consent = user->consent,
                              .text_hash = arguments[2].hash(),
                              .language = arguments[1].text()};
  if (!is_known_language(withdrawal.language)) return refuse("UnknownLanguage(string)", {shown(withdrawal.language)});
  if (auto agreed = agreed_text(context, withdrawal.text_hash, text(withdrawal)); !agreed) {
    return std::unexpected(agreed.error());
  }
  const auto form = signed_by(context, user->account, digest(withdrawal, context.chain()), arguments[3].bytes());
  if (!form) return std::unexpected(form.error());
  end_consent(context, user->consent, *form);
  ledger::emit(host, "EntrustmentEnded(string,string,string,bytes32)", {0},
               {Value::of(user->user_id), Value::of(user->user_id),
                Value::of(organization_name(context.slots, user->vorg)), Value::of(user->consent)});
  return Values{};
}

Handled former_entrustments_of(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  Value::List list;
  for (const auto& one : former_entrustments(context.slots, arguments[0].text())) {
    list.push_back(Value::list(
        {Value::of(organization_name(context.slots, one.vorg)), Value::of(one.until), Value::of(one.consent)}));
  }
  return Values{Value::list(std::move(list))};
}

Handled entrust_anew_text(ledger::Host& host, const ledger::SystemCall&, const Values& arguments) {
  const auto words = text(EntrustAnew{.user_id = arguments[0].text(),
                                      .account = arguments[1].address(),
                                      .vorg = arguments[2].text(),
                                      .profile_hash = arguments[3].hash(),
                                      .replaces = arguments[4].hash(),
                                      .terms = terms_of(arguments[5])});
  host.charge(ledger::SystemGas::kHashWord * ((words.size() + 31) / 32));
  return Values{Value::of(words)};
}

constexpr SystemFunction kFunctions[] = {
    {"entrustAnew(string,string,bytes32,bytes32,(bytes32,string,string,string,uint64,bytes32),bytes)", "bytes32",
     entrust_anew},
    {"withdrawEntrustment(string,string,bytes32,bytes)", "", withdraw_entrustment},
    {"formerEntrustments(string)", "(string,uint64,bytes32)[]", former_entrustments_of},
    {"entrustAnewText(string,address,string,bytes32,bytes32,(bytes32,string,string,string,uint64,bytes32))", "string",
     entrust_anew_text},
};

}  // namespace

std::span<const SystemFunction> entrusting_functions() { return kFunctions; }

}  // namespace kaisho::governance
