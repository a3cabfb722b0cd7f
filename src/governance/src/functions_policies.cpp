#include "functions.hpp"

// G6: a token's DeployPolicy, its history, and who may change it to what. G8: does it agree with the entrustment?
namespace kaisho::governance {
namespace {

constexpr Gas kStep = 10;       // each step of a decision between policies
constexpr Gas kParseByte = 20;  // reading a policy's text, each byte

/// Members, or former members that the policy before named: their names stay until a stronger policy drops them.
Checked<void> known_organizations(Context& context, const Policy& policy, const OrganizationSet& named_before = {}) {
  for (const auto& name : policy.organizations()) {
    if (named_before.contains(name)) continue;
    if (auto member = known_organization(context, name); !member) return std::unexpected(member.error());
  }
  return {};
}

/// The steps that were taken are paid for: a question that is refused costs the node as much as an answer.
std::unexpected<Revert> too_complex(Context& context, const TooComplex& error) {
  context.host.charge(kStep * error.steps);
  return refuse("PolicyTooComplex(uint256)", {Value::of(error.steps)});
}

Checked<void> not_weaker(Context& context, const Policy& next, const Policy& old) {
  const auto satisfiable = is_satisfiable(next);
  if (!satisfiable) return too_complex(context, satisfiable.error());
  context.host.charge(kStep * satisfiable->steps);
  // Former members can not sign; without NOT in the language the present ones together decide.
  if (!satisfiable->answer || !next.holds_for(names_of(active_members(context.slots)))) {
    return refuse("PolicyNeverSatisfied(string)", {Value::of(next.text())});
  }
  const auto weaker = weaker_by(next, old);
  if (!weaker) return too_complex(context, weaker.error());
  context.host.charge(kStep * weaker->steps);
  if (const auto& example = weaker->answer) {
    return refuse("PolicyWeakened(string)", {Value::of(example->in_words())});
  }
  return {};
}

void record_policy(Context& context, const std::string& token_id, const std::string& old, const Policy& next,
                   const Member& organization, ApplicationNumber application) {
  add_policy(context.slots, token_id,
             {.text = next.text(),
              .organization = organization.number,
              .application = application,
              .time = context.now(),
              .height = context.call.block.height});
  ledger::emit(context.host, "PolicyChanged(string,uint64,string,string,string,string)", {0, 1},
               {Value::of(token_id), Value::of(application), Value::of(token_id), Value::of(organization.name),
                Value::of(old), Value::of(next.text())});
}

/// The issue application that stands for the token: its user's consent is on record, and neither withdrawn nor, before
/// the deployment, expired.
Checked<ApplicationRecord> standing_application(Context& context, const TokenRecord& token) {
  const auto application = find_application(context.slots, token.application);
  if (!application) return refuse("NoIssueConsent(string)", {Value::of(token.token_id)});
  const auto consent = find_consent(context.slots, application->consent);
  if (!consent || consent->withdrawn != 0) {
    return refuse("ConsentIsWithdrawn(uint64,uint64)",
                  {Value::of(application->number), Value::of(consent ? consent->withdrawn : 0)});
  }
  if (application->status == ApplicationStatus::open && application->expiry < context.now()) {
    return refuse("ConsentExpired(uint64,uint64)", {Value::of(application->expiry), Value::of(context.now())});
  }
  return *application;
}

/// The last policy that does not rest on a consent of this application's user.
PolicyRecord policy_before(Context& context, const ApplicationRecord& application) {
  const auto token = find_token(context.slots, application.token_id);
  for (std::uint64_t i = token ? token->policy_count : 0; i > 0; --i) {
    auto policy = policy_at(context.slots, application.token_id, i - 1).value_or(PolicyRecord{});
    const auto origin = find_application(context.slots, policy.application);
    if (!origin || origin->user_id != application.user_id) return policy;
  }
  return {};
}

Handled change_policy(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto member = calling_member(context);
  if (!member) return std::unexpected(member.error());
  const auto token = known_token(context, arguments[0].text());
  if (!token) return std::unexpected(token.error());
  const auto application = standing_application(context, *token);
  if (!application) return std::unexpected(application.error());
  const auto vorg = entrusted_now(context, *application);
  if (!vorg) return std::unexpected(vorg.error());
  if (vorg->number != member->number) {
    return refuse("NotEntrusted(address,string)", {Value::of(call.caller), Value::of(vorg->name)});
  }
  const auto changed = replace_policy(context, token->token_id, arguments[1].text(), *member, application->number,
                                      replaceable(context, *application));
  if (!changed) return std::unexpected(changed.error());
  return Values{};
}

Handled policy(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = current_policy(context.slots, arguments[0].text());
  return Values{Value::of(found ? found->text : std::string())};
}

Handled policy_at_index(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = policy_at(context.slots, arguments[0].text(), arguments[1].u64()).value_or(PolicyRecord{});
  return Values{Value::list({Value::of(found.text), Value::of(organization_name(context.slots, found.organization)),
                             Value::of(found.application), Value::of(found.time), Value::of(found.height)})};
}

Handled canonical_policy(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto parsed = readable_policy(context, arguments[0].text());
  if (!parsed) return std::unexpected(parsed.error());
  if (auto known = known_organizations(context, *parsed); !known) return std::unexpected(known.error());
  return Values{Value::of(parsed->text())};
}

Handled policy_outlook(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto current = current_policy(context.slots, arguments[0].text());
  if (!current) return refuse("UnknownToken(string)", {shown(arguments[0].text())});
  const auto parsed = readable_policy(context, current->text);
  if (!parsed) return std::unexpected(parsed.error());
  const auto present = names_of(active_members(context.slots));
  Value::List former;
  for (const auto& name : parsed->organizations()) {
    if (!present.contains(name)) former.push_back(Value::of(name));
  }
  return Values{Value::of(parsed->holds_for(present)), Value::list(std::move(former))};
}

Handled audit(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto user = known_user(context, arguments[0].text());
  if (!user) return std::unexpected(user.error());
  const auto token = known_token(context, arguments[1].text());
  if (!token) return std::unexpected(token.error());
  const auto current = current_policy(context.slots, token->token_id).value_or(PolicyRecord{});
  const auto parsed = readable_policy(context, current.text);
  if (!parsed) return std::unexpected(parsed.error());

  const std::string vorg = organization_name(context.slots, user->vorg);  // of today, not of the application
  const auto needed = indispensable(*parsed);
  Value::List names;
  for (const auto& name : needed) names.push_back(Value::of(name));
  return Values{Value::of(vorg), Value::of(current.text), Value::list(std::move(names)),
                Value::of(needed.contains(vorg))};
}

constexpr SystemFunction kFunctions[] = {
    {"changePolicy(string,string)", "", change_policy},
    {"policy(string)", "string", policy},
    {"policyAt(string,uint64)", "(string,string,uint64,uint64,uint64)", policy_at_index},
    {"canonicalPolicy(string)", "string", canonical_policy},
    {"policyOutlook(string)", "bool,string[]", policy_outlook},
    {"audit(string,string)", "string,string,string[],bool", audit},
};

}  // namespace

OrganizationSet replaceable(Context& context, const ApplicationRecord& application) {
  OrganizationSet former;
  const auto user = find_user(context.slots, application.user_id);
  for (const auto& one : former_entrustments(context.slots, application.user_id)) {
    if (user && one.vorg != user->vorg) former.insert(organization_name(context.slots, one.vorg));
  }
  if (former.empty()) return former;
  const auto before = policy_before(context, application);
  const auto parsed = Policy::parse(before.text);
  for (const auto& name : parsed ? indispensable(*parsed) : former) former.erase(name);
  return former;
}

Checked<Policy> readable_policy(Context& context, const std::string& text) {
  context.host.charge(kParseByte * text.size());
  auto policy = Policy::parse(text);
  if (policy) return *policy;
  const auto& error = policy.error();
  return refuse("BadPolicy(string)", {Value::of(error.message + " (at byte " + std::to_string(error.offset) + ")")});
}

OrganizationSet names_of(const std::vector<Member>& members) {
  OrganizationSet names;
  for (const auto& member : members) names.insert(member.name);
  return names;
}

Policy with_successor(Context& context, const Policy& old, const ApplicationRecord& application,
                      const OrganizationSet& former, std::string_view organization) {
  const auto rest = old.without_indispensable(former);
  const auto next = rest ? rest->with_indispensable(organization) : Policy::majority_of({std::string(organization)});
  const auto before = Policy::parse(policy_before(context, application).text);
  return before ? next.with(*before) : next;
}

void begin_policy(Context& context, const std::string& token_id) {
  std::vector<std::string> names;
  for (const auto& member : active_members(context.slots)) names.push_back(member.name);
  if (names.empty()) return;  // only after the host failed: a consortium has members
  record_policy(context, token_id, "", Policy::majority_of(names), Member{}, 0);
}

Checked<void> replace_policy(Context& context, const std::string& token_id, const std::string& text,
                             const Member& organization, ApplicationNumber application, const OrganizationSet& former) {
  const auto next = readable_policy(context, text);
  if (!next) return std::unexpected(next.error());
  const auto current = current_policy(context.slots, token_id).value_or(PolicyRecord{});
  const auto old = readable_policy(context, current.text);
  if (!old) return std::unexpected(old.error());
  if (auto known = known_organizations(context, *next, old->organizations()); !known) return known;
  const auto origin = find_application(context.slots, application);
  const bool succeeds = !former.empty() && origin;
  const auto bound = succeeds ? with_successor(context, *old, *origin, former, organization.name) : *old;
  if (auto strong = not_weaker(context, *next, bound); !strong) return strong;
  if (next->text() != current.text) record_policy(context, token_id, current.text, *next, organization, application);
  return {};
}

std::span<const SystemFunction> policy_functions() { return kFunctions; }

}  // namespace kaisho::governance
