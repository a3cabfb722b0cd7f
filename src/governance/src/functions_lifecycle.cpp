#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G7: applications to change a token that runs: a new version, pause, resume, retire. Each has its own consent.
namespace kaisho::governance {
namespace {

/// The user whom the token was issued for, its running token, and the organization that applies.
struct Issuer {
  UserRecord user;
  TokenRecord token;
  LifecycleRecord record;
  Member vorg;
};

/// Of an application to issue, which alone gives power over a token's life.
Checked<ApplicationRecord> issue_of(Context& context, const TokenRecord& token, const std::string& user_id) {
  const auto issue = find_application(context.slots, token.application);
  if (token.deployed.is_zero() || !issue) return refuse("TokenNotDeployed(string)", {Value::of(token.token_id)});
  if (issue->user_id == user_id) return *issue;
  return refuse("NotTheIssuer(string,string)", {Value::of(token.token_id), shown(user_id)});
}

/// What a withdrawn consent to issue forbids (G12): whatever gives the program more life.
Checked<void> issue_stands(Context& context, const ApplicationRecord& issue, ApplicationClass action) {
  if (action == ApplicationClass::pause || action == ApplicationClass::retire) return {};
  const auto consent = find_consent(context.slots, issue.consent);
  if (!consent || consent->withdrawn == 0) return {};
  return refuse("ConsentIsWithdrawn(uint64,uint64)", {Value::of(issue.number), Value::of(consent->withdrawn)});
}

/// One change at a time. One that was applied for through an organization that the user has left is none: it can not be
/// carried out any more.
Checked<void> nothing_pending(Context& context, const TokenRecord& token, const LifecycleRecord& record) {
  const auto other = find_application(context.slots, record.pending);
  if (!other || other->status != ApplicationStatus::open || other->expiry < context.now()) return {};
  if (!still_entrusted(context, *other)) return {};
  return refuse("TokenHasApplication(string,uint64)", {Value::of(token.token_id), Value::of(other->number)});
}

Checked<Issuer> good_issuer(Context& context, const std::string& user_id, const std::string& token_id,
                            const std::string& vorg_name, ApplicationClass action) {
  auto user = known_user(context, user_id);
  if (!user) return std::unexpected(user.error());
  auto vorg = entrusted_caller(context, *user, vorg_name);
  if (!vorg) return std::unexpected(vorg.error());
  auto token = known_token(context, token_id);
  if (!token) return std::unexpected(token.error());
  const auto issue = issue_of(context, *token, user_id);
  if (!issue) return std::unexpected(issue.error());
  if (auto stands = issue_stands(context, *issue, action); !stands) return std::unexpected(stands.error());
  const auto record = find_lifecycle(context.slots, *token);
  if (auto possible = possible_in_state(*token, record, action); !possible) return std::unexpected(possible.error());
  if (auto free = nothing_pending(context, *token, record); !free) return std::unexpected(free.error());
  return Issuer{std::move(*user), std::move(*token), record, std::move(*vorg)};
}

ApplicationRecord record_change(Context& context, Issuer& issuer, ApplicationClass action, const Hash& package,
                                const Hash& arguments_hash, const SignedConsent& consent, const Terms& terms,
                                const Bytes& signature) {
  ApplicationRecord application;
  application.number = application_count(context.slots) + 1;
  application.application_class = action;
  application.vorg = issuer.user.vorg;
  application.user_id = issuer.user.user_id;
  application.token_id = issuer.token.token_id;
  application.package_hash = package;
  application.arguments_hash = arguments_hash;
  application.consent = consent.digest;
  application.expiry = terms.expiry;
  application.time = context.now();
  application.height = context.call.block.height;
  record_consented(context, application,
                   action == ApplicationClass::upgrade ? ConsentKind::upgrade : ConsentKind::change,
                   issuer.user.account, signature, consent.form, terms);
  issuer.record.pending = application.number;
  write_lifecycle(context.slots, issuer.token.token_id, issuer.record);
  return application;
}

/// The new version is another one, tested by the entrusted organization, and fits what runs.
Checked<void> good_version(Context& context, const Issuer& issuer, const UpgradeConsent& consent,
                           const Bytes& arguments) {
  const auto package = known_package(context, consent.token_id, consent.package_hash);
  if (!package) return std::unexpected(package.error());
  if (consent.package_hash == issuer.token.package_hash) {
    return refuse("BadUpgrade(string)", {Value::of("this version runs already")});
  }
  const auto before = package_rules(context.slots, issuer.token.package_hash);
  const auto after = package_rules(context.slots, consent.package_hash);
  if (before.proxy != after.proxy) {
    return refuse("BadUpgrade(string)", {Value::of("one version stands behind a proxy and the other does not, or "
                                                   "behind another kind of proxy")});
  }
  if (arguments.size() > Limits::kArguments) {
    return refuse("TooLong(string,uint256,uint256)",
                  {Value::of("arguments"), Value::of(std::uint64_t{arguments.size()}),
                   Value::of(std::uint64_t{Limits::kArguments})});
  }
  return tested(context, consent.package_hash, issuer.vorg);
}

Handled apply_to_upgrade(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto& call_arguments = arguments[3].bytes();
  const auto& signature = arguments[6].bytes();
  auto issuer =
      good_issuer(context, arguments[0].text(), arguments[1].text(), arguments[4].text(), ApplicationClass::upgrade);
  if (!issuer) return std::unexpected(issuer.error());
  const UpgradeConsent consent{.user_id = issuer->user.user_id,
                               .token_id = issuer->token.token_id,
                               .deployed = issuer->token.deployed,
                               .from_package = issuer->token.package_hash,
                               .package_hash = arguments[2].hash(),
                               .arguments_hash = ledger::charged_keccak256(host, call_arguments),
                               .vorg = arguments[4].text(),
                               .terms = terms_of(arguments[5]),
                               .on_withdrawal = package_rules(context.slots, arguments[2].hash()).on_withdrawal};
  if (auto good = good_version(context, *issuer, consent, call_arguments); !good) {
    return std::unexpected(good.error());
  }
  const auto agreed = good_consent(context, issuer->user.account, consent, signature);
  if (!agreed) return std::unexpected(agreed.error());
  const auto application = record_change(context, *issuer, ApplicationClass::upgrade, consent.package_hash,
                                         consent.arguments_hash, *agreed, consent.terms, signature);
  ledger::emit(host, "UpgradeApplied(uint64,string,string,string,string,bytes32,bytes32,bytes,bytes32)", {0, 1},
               {Value::of(application.number), Value::of(consent.token_id), Value::of(consent.token_id),
                Value::of(consent.user_id), Value::of(consent.vorg), Value::of(consent.from_package),
                Value::of(consent.package_hash), arguments[3], Value::of(agreed->digest)});
  return Values{Value::of(application.number)};
}

Checked<ApplicationClass> action_of(const std::string& action) {
  for (const auto one : {ApplicationClass::pause, ApplicationClass::resume, ApplicationClass::retire}) {
    if (describe(one) == action) return one;
  }
  return refuse("UnknownAction(string)", {shown(action)});
}

Handled apply_to_change(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto& signature = arguments[5].bytes();
  const auto action = action_of(arguments[2].text());
  if (!action) return std::unexpected(action.error());
  auto issuer = good_issuer(context, arguments[0].text(), arguments[1].text(), arguments[3].text(), *action);
  if (!issuer) return std::unexpected(issuer.error());
  const ChangeConsent consent{.user_id = issuer->user.user_id,
                              .token_id = issuer->token.token_id,
                              .action = arguments[2].text(),
                              .deployed = issuer->token.deployed,
                              .package_hash = issuer->token.package_hash,
                              .vorg = arguments[3].text(),
                              .terms = terms_of(arguments[4])};
  const auto agreed = good_consent(context, issuer->user.account, consent, signature);
  if (!agreed) return std::unexpected(agreed.error());
  const auto application =
      record_change(context, *issuer, *action, consent.package_hash, Hash{}, *agreed, consent.terms, signature);
  ledger::emit(
      host, "ChangeApplied(uint64,string,string,string,string,string,bytes32)", {0, 1},
      {Value::of(application.number), Value::of(consent.token_id), Value::of(consent.token_id),
       Value::of(consent.user_id), Value::of(consent.action), Value::of(consent.vorg), Value::of(agreed->digest)});
  return Values{Value::of(application.number)};
}

constexpr SystemFunction kFunctions[] = {
    {"applyToUpgrade(string,string,bytes32,bytes,string,(bytes32,string,string,string,uint64,bytes32),bytes)", "uint64",
     apply_to_upgrade},
    {"applyToChange(string,string,string,string,(bytes32,string,string,string,uint64,bytes32),bytes)", "uint64",
     apply_to_change},
};

}  // namespace

Checked<void> possible_in_state(const TokenRecord& token, const LifecycleRecord& record, ApplicationClass action) {
  const auto state = record.state;
  const bool lives = state == TokenState::running || state == TokenState::paused;
  const bool possible = (action == ApplicationClass::upgrade && lives) ||
                        (action == ApplicationClass::pause && state == TokenState::running) ||
                        (action == ApplicationClass::resume && state == TokenState::paused) ||
                        (action == ApplicationClass::retire && (lives || state == TokenState::winding_down));
  if (possible) return {};
  return refuse("WrongTokenState(string,string)", {Value::of(token.token_id), Value::of(describe(state))});
}

std::span<const SystemFunction> lifecycle_functions() { return kFunctions; }

}  // namespace kaisho::governance
