#include "model.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace kaisho::model {
namespace {

using Status = State::Status;
using Life = State::Life;
using Kind = Document::Kind;

bool is_organization(Person person) { return static_cast<unsigned>(person) < kOrganizations; }
bool is_member(const State& state, Person person) {
  return is_organization(person) && contains(state.members, static_cast<unsigned>(person));
}
bool acts_for(Person person, Organization organization) { return static_cast<unsigned>(person) == organization; }
bool has_expired(const State& state, std::uint8_t variant) { return state.late && variant == 0; }
bool enough_members(const State& state, Organizations approving) {
  return std::popcount(static_cast<unsigned>(approving & state.members)) > std::popcount(unsigned{state.members}) / 2;
}

Organizations named(const Form& form) {
  switch (form.rest) {
    case Form::Rest::majority:
    case Form::Rest::anybody:
      return form.all | 7;
    case Form::Rest::broker_or_exchange:
    case Form::Rest::never:
      return form.all | 6;
    default:
      return form.all;
  }
}

/// Nobody can do without it: whatever satisfies the policy contains it.
bool is_indispensable(const Form& form, Organization organization) {
  for (unsigned set = 0; set < 8; ++set) {
    if (holds(form, static_cast<Organizations>(set)) && !contains(static_cast<Organizations>(set), organization)) {
      return false;
    }
  }
  return true;
}

bool may_replace(const State& state, const Form& next, const Form& old, Without without) {
  if (next.rest == Form::Rest::unreadable || next.rest == Form::Rest::stranger) return false;
  if ((named(next) & ~(state.members | named(old))) != 0) return false;
  if (!holds(next, state.members)) return false;
  return without == Without::strength || !is_weaker(next, old);
}

void replace(State::Token& token, const Form& next) {
  if (next == token.form) return;
  token.form_before = token.form;
  token.form = next;
}

bool is_new(const State& state, const Document& document) {
  return !std::ranges::binary_search(state.used, document) && !has_expired(state, document.variant);
}
void use(State& state, const Document& document) {
  state.used.insert(std::ranges::lower_bound(state.used, document), document);
}

Form majority_of(Organizations members) {
  if (members == 7) return {0, Form::Rest::majority};
  return {members, Form::Rest::nothing};  // of one or two: all
}

bool take_program(State& state, const Step& step) {
  auto& token = state.tokens[step.document.token];
  const auto version = only(step.document.version);
  if (!is_member(state, step.sender) || (token.versions & version) != 0) return false;
  if (token.versions != 0 && !acts_for(step.sender, token.owner)) return false;
  if (token.versions == 0) {
    token.owner = static_cast<Organization>(step.sender);
    token.form = token.form_before = majority_of(state.members);
  }
  token.versions |= version;
  return true;
}

bool take_test(State& state, const Step& step) {
  const auto& d = step.document;
  if (!contains(state.tokens[d.token].versions, d.version) || !is_member(state, step.signer)) return false;
  auto& result = state.tests[d.token][d.version][static_cast<unsigned>(step.signer)];
  if (result != 0) return false;
  result = step.good ? 1 : 2;
  return true;
}

bool take_user(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  auto& user = state.users[d.user];
  if (!is_member(state, step.sender) || user.known || is_organization(d.account)) return false;
  for (const auto& other : state.users) {
    if (other.known && other.account == d.account) return false;
  }
  if (!contains(state.members, d.vorg) || !is_new(state, d)) return false;
  if (without != Without::consent && (step.signer != d.account || step.signed_document != d)) return false;
  user = {true, d.account, d.vorg, d.variant, {}};
  use(state, d);
  return true;
}

/// The user's organization asks, while it is entrusted.
bool asks_for_user(const State& state, const Step& step) {
  const auto& user = state.users[step.document.user];
  return user.known && is_member(state, step.sender) && acts_for(step.sender, user.vorg) &&
         !has_expired(state, user.variant);
}

bool is_agreed(const State& state, const Step& step, Without without) {
  const auto& d = step.document;
  if (d.vorg != state.users[d.user].vorg || !is_new(state, d)) return false;
  return without == Without::consent || (step.signed_document == d && step.signer == state.users[d.user].account);
}

bool take_issue(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  auto& token = state.tokens[d.token];
  if (!contains(token.versions, d.version) || token.running != 0) return false;
  if (without != Without::tests && state.tests[d.token][d.version][d.vorg] != 1) return false;
  if (token.application != 0) {
    const auto& other = state.applications[token.application - 1u];
    if (other.status == Status::open && !has_expired(state, other.document.variant)) return false;
  }
  if (!is_indispensable(token.form, d.vorg)) {
    Form bound = token.form;
    bound.all |= only(d.vorg);
    if (!may_replace(state, bound, token.form, Without::nothing)) return false;
    replace(token, bound);
  }
  state.applications.push_back({d, Status::open, false});
  token.application = static_cast<std::uint8_t>(state.applications.size());
  return true;
}

bool take_distribution(State& state, const Step& step) {
  const auto& d = step.document;
  auto& token = state.tokens[d.token];
  const auto account = static_cast<unsigned>(state.users[d.user].account);
  if (token.running != d.version + 1u || token.life == Life::retired || contains(token.usable, account)) return false;
  state.applications.push_back({d, Status::usable, false});
  token.usable |= only(account);
  return true;
}

bool is_possible(const State::Token& token, Kind action) {
  if (token.running == 0) return false;
  if (action == Kind::pause) return token.life == Life::running;
  if (action == Kind::resume) return token.life == Life::paused;
  return token.life != Life::retired;
}

bool is_waiting(const State& state, std::uint8_t number) {
  if (number == 0) return false;
  const auto& application = state.applications[number - 1u];
  return application.status == Status::open && !has_expired(state, application.document.variant);
}

/// Of a running token, by the user whom it was issued for; whatever gives it more life only while the consent to issue
/// stands.
bool take_change_application(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  auto& token = state.tokens[d.token];
  if (!is_possible(token, d.kind) || token.running != d.from + 1u || is_waiting(state, token.pending)) return false;
  const auto& issue = state.applications[token.application - 1u];
  if (issue.document.user != d.user) return false;
  const bool prolongs = d.kind == Kind::upgrade || d.kind == Kind::resume;
  if (prolongs && issue.withdrawn) return false;
  if (d.kind == Kind::upgrade) {
    if (!contains(token.versions, d.version) || d.version == d.from) return false;
    if (without != Without::tests && state.tests[d.token][d.version][d.vorg] != 1) return false;
  }
  state.applications.push_back({d, Status::open, false});
  token.pending = static_cast<std::uint8_t>(state.applications.size());
  use(state, d);
  return true;
}

bool take_application(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  if (!asks_for_user(state, step) || !is_agreed(state, step, without)) return false;
  if (d.is_change()) return take_change_application(state, step, without);
  if (!(d.kind == Document::Kind::issue ? take_issue(state, step, without) : take_distribution(state, step)))
    return false;
  state.users[d.user].application[d.token] = static_cast<std::uint8_t>(state.applications.size());
  use(state, d);
  return true;
}

bool take_refusal(State& state, const Step& step) {
  if (!asks_for_user(state, step)) return false;
  if (!contains(state.tokens[step.document.token].versions, step.document.version)) return false;
  state.applications.push_back({step.document, Status::refused, false});
  return true;
}

/// What waits for the token besides ends with the consent to issue it.
void end_pending(State& state, State::Token& token) {
  if (token.pending == 0) return;
  auto& pending = state.applications[token.pending - 1u];
  if (pending.status == Status::open) pending.status = Status::withdrawn;
  token.pending = 0;
}

void withdraw(State& state, std::uint8_t number) {
  auto& application = state.applications[number - 1u];
  auto& token = state.tokens[application.document.token];
  application.withdrawn = true;
  if (application.status == Status::open) {
    application.status = Status::withdrawn;
  } else if (application.status == Status::usable) {
    const auto account = static_cast<unsigned>(state.users[application.document.user].account);
    application.status = Status::withdrawn;
    token.usable = static_cast<std::uint8_t>(token.usable & ~only(account));
  } else if (application.status == Status::deployed && token.application == number) {
    end_pending(state, token);
  }
}

bool take_withdrawal(State& state, const Step& step) {
  const auto& user = state.users[step.document.user];
  const auto number = user.known ? user.application[step.document.token] : std::uint8_t{0};
  if (number == 0 || step.application != number || step.signer != user.account) return false;
  if (state.applications[number - 1u].withdrawn) return false;
  withdraw(state, number);
  return true;
}

bool take_withdrawal_of(State& state, const Step& step) {
  if (step.application == 0 || step.application > state.applications.size()) return false;
  const auto& application = state.applications[step.application - 1u];
  if (application.status != Status::open || application.withdrawn) return false;
  if (step.signer != state.users[application.document.user].account) return false;
  withdraw(state, step.application);
  return true;
}

bool take_policy(State& state, const Step& step, Without without) {
  auto& token = state.tokens[step.document.token];
  if (!is_member(state, step.sender) || token.application == 0) return false;
  const auto& application = state.applications[token.application - 1u];
  if (application.withdrawn || !acts_for(step.sender, application.document.vorg)) return false;
  if (application.status == Status::open && has_expired(state, application.document.variant)) return false;
  if (!may_replace(state, step.form, token.form, without)) return false;
  replace(token, step.form);
  return true;
}

bool signatures_suffice(const State& state, const Step& step, const State::Application& application, Without without) {
  const auto& d = application.document;
  const auto& token = state.tokens[d.token];
  if (step.extra == Step::Extra::thief || step.extra == Step::Extra::twice) return false;
  if (step.extra == Step::Extra::stale && token.form != token.form_before) return false;
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (!contains(step.organizations, o)) continue;
    if (!contains(state.members, o)) return false;
    const bool needs_test = d.kind == Kind::issue || d.kind == Kind::upgrade;
    if (without != Without::tests && needs_test && state.tests[d.token][d.version][o] != 1) return false;
  }
  return contains(step.organizations, d.vorg) && holds(token.form, step.organizations);
}

bool take_deployment(State& state, const Step& step, Without without) {
  if (!is_member(state, step.sender)) return false;
  if (step.application == 0 || step.application > state.applications.size()) return false;
  auto& application = state.applications[step.application - 1u];
  const auto& d = application.document;
  auto& token = state.tokens[d.token];
  if (d.kind != Document::Kind::issue || application.status != Status::open || application.withdrawn) return false;
  if (has_expired(state, d.variant) || token.running != 0) return false;
  const bool is_same = step.good && step.document.token == d.token && step.document.version == d.version &&
                       step.document.arguments == d.arguments;
  if (!is_same || !signatures_suffice(state, step, application, without)) return false;
  application.status = Status::deployed;
  token.running = static_cast<std::uint8_t>(d.version + 1);
  token.application = step.application;
  token.usable |= only(static_cast<unsigned>(state.users[d.user].account));
  return true;
}

bool take_change(State& state, const Step& step, Without without) {
  if (!is_member(state, step.sender)) return false;
  if (step.application == 0 || step.application > state.applications.size()) return false;
  auto& application = state.applications[step.application - 1u];
  const auto& d = application.document;
  auto& token = state.tokens[d.token];
  if (!d.is_change() || token.pending != step.application || !is_waiting(state, step.application)) return false;
  if (!is_possible(token, d.kind)) return false;
  const bool is_same = step.good && step.document.version == d.version && step.document.arguments == d.arguments &&
                       step.document.token == d.token;
  if (d.kind == Kind::upgrade && !is_same) return false;
  if (!signatures_suffice(state, step, application, without)) return false;
  application.status = Status::executed;
  token.pending = 0;
  if (d.kind == Kind::upgrade) token.running = static_cast<std::uint8_t>(d.version + 1);
  if (d.kind == Kind::pause) token.life = Life::paused;
  if (d.kind == Kind::resume) token.life = Life::running;
  if (d.kind == Kind::retire) token.life = Life::retired;
  return true;
}

bool take_membership(State& state, const Step& step) {
  const bool adds = step.kind == Step::Kind::add_member;
  if (contains(state.members, step.target) == adds || !enough_members(state, step.organizations)) return false;
  if (!adds && std::popcount(unsigned{state.members}) == 1) return false;
  state.members ^= only(step.target);
  return true;
}

bool take_any(State& state, const Step& step, Without without) {
  switch (step.kind) {
    case Step::Kind::register_program:
      return take_program(state, step);
    case Step::Kind::attest:
      return take_test(state, step);
    case Step::Kind::register_user:
      return take_user(state, step, without);
    case Step::Kind::apply:
      return take_application(state, step, without);
    case Step::Kind::refuse:
      return take_refusal(state, step);
    case Step::Kind::withdraw:
      return take_withdrawal(state, step);
    case Step::Kind::withdraw_application:
      return take_withdrawal_of(state, step);
    case Step::Kind::change:
      return take_change(state, step, without);
    case Step::Kind::change_policy:
      return take_policy(state, step, without);
    case Step::Kind::deploy:
      return take_deployment(state, step, without);
    case Step::Kind::remove_member:
    case Step::Kind::add_member:
      return take_membership(state, step);
    case Step::Kind::wait:
      return !std::exchange(state.late, true);
  }
  return false;
}

/// Who signed really, had tested it, and is enough.
std::string wrong_signers(const State& before, const Step& deployment, const World& world) {
  const auto& d = before.applications[deployment.application - 1u].document;
  const auto& token = before.tokens[d.token];
  const bool needs_test = d.kind == Kind::issue || d.kind == Kind::upgrade;
  const Organizations signers = deployment.organizations & world.willing & before.members;
  if (!contains(signers, before.users[d.user].vorg)) return "the entrusted organization did not sign";
  if (deployment.extra == Step::Extra::stale && token.form != token.form_before) {
    return "it was signed under another policy";
  }
  if (!holds(token.form, signers)) return "the policy is not satisfied";
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (needs_test && contains(signers, o) && before.tests[d.token][d.version][o] != 1) {
      return "an organization signed without its test";
    }
  }
  return "";
}

std::string wrong_deployment(const State& before, const Step& deployment, const World& world) {
  if (deployment.application == 0 || deployment.application > before.applications.size())
    return "nobody applied for it";
  const auto& application = before.applications[deployment.application - 1u];
  const auto& d = application.document;
  const auto& token = before.tokens[d.token];
  const auto& user = before.users[d.user];
  const bool is_thief = user.account == Person::thief;  // who agrees to anything, for itself
  if (application.status == Status::refused) return "nobody applied for it";
  if (!is_thief && !world.agreed.contains(d)) return "the user never agreed";
  if (application.withdrawn) return "the user withdrew";
  if (has_expired(before, d.variant)) return "the consent had expired";
  const bool brings_program = d.kind == Kind::issue || d.kind == Kind::upgrade;
  const bool prolongs = d.kind == Kind::upgrade || d.kind == Kind::resume;
  if (prolongs && before.applications[token.application - 1u].withdrawn)
    return "the user withdrew the consent to issue";
  if (!brings_program) return wrong_signers(before, deployment, world);
  if (!deployment.good || deployment.document.version != d.version || deployment.document.token != d.token) {
    return "it is not the program that the user agreed to";
  }
  if (deployment.document.arguments != d.arguments) return "it has other arguments than the user agreed to";
  return wrong_signers(before, deployment, world);
}

}  // namespace

bool holds(const Form& form, Organizations signers) {
  if ((form.all & ~signers) != 0) return false;
  switch (form.rest) {
    case Form::Rest::nothing:
      return true;
    case Form::Rest::majority:
      return std::popcount(unsigned{signers}) >= 2;
    case Form::Rest::broker_or_exchange:
      return (signers & 6) != 0;
    case Form::Rest::anybody:
      return signers != 0;
    default:
      return false;
  }
}

bool is_weaker(const Form& next, const Form& old) {
  for (unsigned set = 0; set < 8; ++set) {
    const auto signers = static_cast<Organizations>(set);
    if (holds(next, signers) && !holds(old, signers)) return true;
  }
  return false;
}

bool take(State& state, const Step& step, Without without) {
  State next = state;
  if (!take_any(next, step, without)) return false;
  state = std::move(next);
  return true;
}

std::string wrong_with(const State& before, const Step& step, const World& world) {
  if (step.kind == Step::Kind::deploy || step.kind == Step::Kind::change) return wrong_deployment(before, step, world);
  if (step.kind == Step::Kind::change_policy && is_weaker(step.form, before.tokens[step.document.token].form)) {
    return "the policy became weaker";
  }
  return "";
}

}  // namespace kaisho::model
