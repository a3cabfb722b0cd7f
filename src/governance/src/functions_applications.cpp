#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G4, G5: applications to issue and to distribute.
namespace kaisho::governance {
namespace {

/// A new application of this user, with everything that both classes share.
ApplicationRecord next_application(Context& context, ApplicationClass application_class, const UserRecord& user,
                                   const std::string& token_id, const Hash& package) {
  ApplicationRecord application;
  application.number = application_count(context.slots) + 1;
  application.application_class = application_class;
  application.vorg = user.vorg;
  application.user_id = user.user_id;
  application.token_id = token_id;
  application.package_hash = package;
  application.time = context.now();
  application.height = context.call.block.height;
  return application;
}

/// One token, one issue at a time: not while another application waits for its deployment, nor once it runs.
Checked<void> may_issue(Context& context, const TokenRecord& token) {
  if (!token.deployed.is_zero()) {
    return refuse("AlreadyDeployed(string,address)", {Value::of(token.token_id), Value::of(token.deployed)});
  }
  const auto other = find_application(context.slots, token.application);
  const auto entrusted = other ? entrusted_now(context, *other) : Member{};
  const bool stands = other && entrusted && entrusted->number == other->vorg;  // else it can not be deployed any more
  if (stands && other->status == ApplicationStatus::open && other->expiry >= context.now()) {
    return refuse("TokenHasApplication(string,uint64)", {Value::of(token.token_id), Value::of(other->number)});
  }
  return {};
}

/// G4: the vorg becomes indispensable, by the same rule as any change of the policy.
Checked<void> bind_policy(Context& context, const ApplicationRecord& application, const Member& vorg) {
  const auto current = current_policy(context.slots, application.token_id).value_or(PolicyRecord{});
  const auto policy = Policy::parse(current.text);
  if (!policy) return refuse("BadPolicy(string)", {Value::of(policy.error().message)});
  const auto former = replaceable(context, application);
  if (former.empty() && indispensable(*policy).contains(vorg.name)) return {};
  const auto next = former.empty() ? policy->with_indispensable(vorg.name)
                                   : with_successor(context, *policy, application, former, vorg.name);
  return replace_policy(context, application.token_id, next.text(), vorg, application.number, former);
}

struct IssueRequest {
  UserRecord user;
  TokenRecord token;
  Member vorg;
};

Checked<IssueRequest> good_issue(Context& context, const IssueConsent& consent, const Bytes& arguments) {
  const auto user = known_user(context, consent.user_id);
  if (!user) return std::unexpected(user.error());
  const auto vorg = entrusted_caller(context, *user, consent.vorg);
  if (!vorg) return std::unexpected(vorg.error());
  const auto token = known_token(context, consent.token_id);
  if (!token) return std::unexpected(token.error());
  const auto package = known_package(context, consent.token_id, consent.package_hash);
  if (!package) return std::unexpected(package.error());
  if (arguments.size() > Limits::kArguments) {
    return refuse("TooLong(string,uint256,uint256)",
                  {Value::of("constructorArguments"), Value::of(std::uint64_t{arguments.size()}),
                   Value::of(std::uint64_t{Limits::kArguments})});
  }
  if (auto done = tested(context, consent.package_hash, *vorg); !done) return std::unexpected(done.error());
  if (auto may = may_issue(context, *token); !may) return std::unexpected(may.error());
  return IssueRequest{*user, *token, *vorg};
}

Handled apply_to_issue(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto& constructor_arguments = arguments[3].bytes();
  const auto& signature = arguments[6].bytes();
  const IssueConsent consent{.user_id = arguments[0].text(),
                             .token_id = arguments[1].text(),
                             .package_hash = arguments[2].hash(),
                             .arguments_hash = ledger::charged_keccak256(host, constructor_arguments),
                             .vorg = arguments[4].text(),
                             .terms = terms_of(arguments[5]),
                             .on_withdrawal = package_rules(context.slots, arguments[2].hash()).on_withdrawal};
  auto request = good_issue(context, consent, constructor_arguments);
  if (!request) return std::unexpected(request.error());
  const auto agreed = good_consent(context, request->user.account, consent, signature);
  if (!agreed) return std::unexpected(agreed.error());

  auto application =
      next_application(context, ApplicationClass::issue, request->user, consent.token_id, consent.package_hash);
  application.arguments_hash = consent.arguments_hash;
  application.consent = agreed->digest;
  application.expiry = consent.terms.expiry;
  record_consented(context, application, ConsentKind::issue, request->user.account, signature, agreed->form,
                   consent.terms);
  write_application_of(context.slots, application);
  request->token.application = application.number;
  write_token(context.slots, request->token);
  ledger::emit(host, "IssueApplied(uint64,string,string,string,string,bytes32,bytes,bytes32)", {0, 1},
               {Value::of(application.number), Value::of(consent.token_id), Value::of(consent.token_id),
                Value::of(consent.user_id), Value::of(consent.vorg), Value::of(consent.package_hash), arguments[3],
                Value::of(agreed->digest)});
  if (auto bound = bind_policy(context, application, request->vorg); !bound) return std::unexpected(bound.error());
  return Values{Value::of(application.number)};
}

Checked<UserRecord> good_distribution(Context& context, const DistributeConsent& consent) {
  const auto user = known_user(context, consent.user_id);
  if (!user) return user;
  if (auto vorg = entrusted_caller(context, *user, consent.vorg); !vorg) return std::unexpected(vorg.error());
  const auto token = known_token(context, consent.token_id);
  if (!token) return std::unexpected(token.error());
  if (token->deployed.is_zero()) return refuse("TokenNotDeployed(string)", {Value::of(consent.token_id)});
  const auto life = find_lifecycle(context.slots, *token);
  if (life.state != TokenState::running && life.state != TokenState::paused) {
    return refuse("WrongTokenState(string,string)", {Value::of(token->token_id), Value::of(describe(life.state))});
  }
  if (token->package_hash != consent.package_hash) {
    return refuse("PackageNotRunning(bytes32,bytes32)",
                  {Value::of(token->package_hash), Value::of(consent.package_hash)});
  }
  if (usable(context.slots, consent.token_id, user->account) != 0) {
    return refuse("AlreadyUsable(string,string)", {Value::of(consent.token_id), Value::of(consent.user_id)});
  }
  if (user->tokens.size() >= Limits::kUsableTokens) {
    return refuse("TooLong(string,uint256,uint256)",
                  {Value::of("usable tokens"), Value::of(std::uint64_t{user->tokens.size()}),
                   Value::of(std::uint64_t{Limits::kUsableTokens})});
  }
  return user;
}

Handled apply_to_distribute(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto& signature = arguments[5].bytes();
  const DistributeConsent consent{.user_id = arguments[0].text(),
                                  .token_id = arguments[1].text(),
                                  .package_hash = arguments[2].hash(),
                                  .vorg = arguments[3].text(),
                                  .terms = terms_of(arguments[4]),
                                  .on_withdrawal = package_rules(context.slots, arguments[2].hash()).on_withdrawal};
  const auto user = good_distribution(context, consent);
  if (!user) return std::unexpected(user.error());
  const auto agreed = good_consent(context, user->account, consent, signature);
  if (!agreed) return std::unexpected(agreed.error());

  auto application =
      next_application(context, ApplicationClass::distribute, *user, consent.token_id, consent.package_hash);
  application.status = ApplicationStatus::usable;
  application.consent = agreed->digest;
  application.expiry = consent.terms.expiry;
  record_consented(context, application, ConsentKind::distribute, user->account, signature, agreed->form,
                   consent.terms);
  write_application_of(context.slots, application);
  ledger::emit(host, "DistributeApplied(uint64,string,string,string,string,bytes32)", {0, 1},
               {Value::of(application.number), Value::of(consent.token_id), Value::of(consent.token_id),
                Value::of(consent.user_id), Value::of(consent.vorg), Value::of(agreed->digest)});
  grant(context, *user, application);
  return Values{Value::of(application.number)};
}

Handled record_refusal(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto& token_id = arguments[1].text();
  const Hash package = arguments[2].hash();
  const std::uint64_t class_number = arguments[3].u64();
  const auto& reason = arguments[4].text();
  const auto user = known_user(context, arguments[0].text());
  if (!user) return std::unexpected(user.error());
  const std::string vorg = organization_name(context.slots, user->vorg);
  if (auto caller = entrusted_caller(context, *user, vorg); !caller) return std::unexpected(caller.error());
  if (auto known = known_package(context, token_id, package); !known) return std::unexpected(known.error());
  if (class_number != 1 && class_number != 2) {
    return refuse("BadName(string,string)", {Value::of("class"), Value::of(std::to_string(class_number))});
  }
  if (auto plain = free_text("reason", reason, Limits::kFreeText); !plain) return std::unexpected(plain.error());

  auto application = next_application(context, static_cast<ApplicationClass>(class_number), *user, token_id, package);
  application.status = ApplicationStatus::refused;
  add_application(context.slots, application);
  ledger::emit(host, "ApplicationRefused(uint64,string,string,string,uint8,string)", {0, 1},
               {Value::of(application.number), Value::of(token_id), Value::of(token_id), Value::of(user->user_id),
                Value::of(class_number), Value::of(reason)});
  return Values{Value::of(application.number)};
}

constexpr SystemFunction kFunctions[] = {
    {"applyToIssue(string,string,bytes32,bytes,string,(bytes32,string,string,string,uint64,bytes32),bytes)", "uint64",
     apply_to_issue},
    {"applyToDistribute(string,string,bytes32,string,(bytes32,string,string,string,uint64,bytes32),bytes)", "uint64",
     apply_to_distribute},
    {"recordRefusal(string,string,bytes32,uint8,string)", "uint64", record_refusal},
};

}  // namespace

void grant(Context& context, const UserRecord& user, const ApplicationRecord& application) {
  grant_token(context.slots, user, application.token_id, application.number);
  if (leaving(context.slots, application.token_id, user.account) != 0) {
    write_leaving(context.slots, application.token_id, user.account, 0);
  }
  ledger::emit(context.host, "UsableGranted(string,address,string,string,uint64)", {0, 1},
               {Value::of(application.token_id), Value::of(user.account), Value::of(application.token_id),
                Value::of(user.user_id), Value::of(application.number)});
}

std::span<const SystemFunction> application_functions() { return kFunctions; }

void record_consented(Context& context, const ApplicationRecord& application, ConsentKind kind, const Address& account,
                      const Bytes& signature, SignatureForm form, const Terms& terms) {
  add_application(context.slots, application);
  if (const auto root = private_scope(terms.scope)) write_private_root(context.slots, application.number, *root);
  add_consent(context.slots, {.digest = application.consent,
                              .kind = kind,
                              .account = account,
                              .application = application.number,
                              .expiry = application.expiry,
                              .time = context.now(),
                              .withdrawn = 0,
                              .signature = signature,
                              .form = form});
}

}  // namespace kaisho::governance
