#include <algorithm>

#include "rules.hpp"

namespace kaisho::model {
namespace {

using Status = State::Status;
using Life = State::Life;
using Kind = Document::Kind;

bool is_new(const State& state, const Document& document) {
  return !std::ranges::binary_search(state.used, document) && !has_expired(state, document.variant);
}
void use(State& state, const Document& document) {
  state.used.insert(std::ranges::lower_bound(state.used, document), document);
}

/// The user's organization asks, while it is entrusted.
bool asks_for_user(const State& state, const Step& step) {
  const auto& user = state.users[step.document.user];
  return user.known && !user.ended && is_member(state, step.sender) && acts_for(step.sender, user.vorg) &&
         !has_expired(state, user.variant);
}

bool is_agreed(const State& state, const Step& step, Without without) {
  const auto& d = step.document;
  if (d.vorg != state.users[d.user].vorg || !is_new(state, d)) return false;
  return has_signed(state, step, state.users[d.user].account, d, without);
}

/// The ledger names the private record that the consent names, in exactly these words.
bool names_record(const Document& d, Without without) {
  return d.scope == Document::Scope::secret || (without == Without::scope && d.scope == Document::Scope::nearly);
}

bool take_issue(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  auto& token = state.tokens[d.token];
  if (!contains(token.versions, d.version) || token.running != 0) return false;
  if (without != Without::tests && state.tests[d.token][d.version][d.vorg] != 1) return false;
  if (token.application != 0) {
    const auto& other = state.applications[token.application - 1u];
    const bool waits = other.status == Status::open && !has_expired(state, other.document.variant);
    if (waits && still_entrusted(state, other.document)) return false;
  }
  state.applications.push_back({d, Status::open, false, names_record(d, without)});
  token.application = static_cast<std::uint8_t>(state.applications.size());
  const Organizations former = replaceable(state, token, d.user);
  if (former == 0 && is_indispensable(token.form, d.vorg)) return true;
  Form next = successor_of(state, token, d.user, former, without);
  next.all |= only(d.vorg);
  if (!may_replace(state, next, token.form, next, Without::nothing)) return false;
  replace(token, d.user, next);
  return true;
}

bool take_distribution(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  auto& token = state.tokens[d.token];
  const auto account = static_cast<unsigned>(state.users[d.user].account);
  if (token.running != d.version + 1u || token.life == Life::retired || contains(token.usable, account)) return false;
  state.applications.push_back({d, Status::usable, false, names_record(d, without)});
  token.usable |= only(account);
  return true;
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
  state.applications.push_back({d, Status::open, false, false});
  token.pending = static_cast<std::uint8_t>(state.applications.size());
  use(state, d);
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

}  // namespace

/// A clerk's organization is the one that the user entrusts; where it left, the one that registered the user, which is
/// the first that it entrusted; before there is a user, the one that sends.
bool speaks_for(const State& state, const Step& step, Person account, Without without) {
  if (account == kContractUser && without == Without::contract) return true;
  if (account != kPaperUser) return step.signer == account;
  if (!is_clerk(step.signer)) return false;
  if (without == Without::witness) return true;
  const auto& user = state.users[1];
  const auto clerks = static_cast<Organization>(step.signer == Person::clerk ? 0 : 1);
  if (!user.known) return acts_for(step.sender, clerks);
  return contains(state.members, clerks) && user.vorg == clerks;
}

bool has_signed(const State& state, const Step& step, Person account, const Document& document, Without without) {
  if (without == Without::consent) return true;
  if (!speaks_for(state, step, account, without)) return false;
  if (account == kPasskeyUser && without == Without::passkey) return true;
  if (account == kContractUser && without == Without::contract) return true;
  return step.signed_document == document && step.touch == Step::Touch::verified;
}

void replace(State::Token& token, std::uint8_t user, const Form& next) {
  if (next == token.form) return;
  token.form_before = token.form;
  token.form = next;
  for (unsigned other = 0; other < kUsers; ++other) {
    if (other != user) token.before[other] = next;
  }
}

Organizations replaceable(const State& state, const State::Token& token, std::uint8_t user) {
  Organizations former = formerly_entrusted(state.users[user].chain);
  for (unsigned o = 0; o < kOrganizations; ++o) {
    if (is_indispensable(token.before[user], static_cast<Organization>(o))) {
      former &= static_cast<Organizations>(~only(o));
    }
  }
  return former;
}

Form successor_of(const State& state, const State::Token& token, std::uint8_t user, Organizations former,
                  Without without) {
  if (former == 0) return token.form;
  const auto all = static_cast<Organizations>((token.form.all & ~former) | only(state.users[user].vorg));
  const Form next{all, token.form.rest};
  return without == Without::origin ? next : both(next, token.before[user]);
}

bool still_entrusted(const State& state, const Document& d) {
  const auto& user = state.users[d.user];
  return !user.ended && user.vorg == d.vorg;
}

/// The organization that the user names takes it over by sending this itself.
bool take_entrusting_anew(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  auto& user = state.users[d.user];
  if (!user.known || !is_member(state, step.sender) || !acts_for(step.sender, d.vorg)) return false;
  if (d.past != user.chain || d.account != user.account || !is_new(state, d)) return false;
  if (!has_signed(state, step, user.account, d, without)) return false;
  user.vorg = d.vorg;
  user.variant = d.variant;
  user.ended = false;
  user.chain = static_cast<std::uint16_t>(user.chain << 4 | link(d.vorg, d.variant));
  use(state, d);
  return true;
}

bool take_end_of_entrustment(State& state, const Step& step, Without without) {
  auto& user = state.users[step.document.user];
  if (!user.known || user.ended) return false;
  // No consent: that the signature counts is not the rule that `Without::consent` leaves out.
  const auto left_out = without == Without::consent ? Without::nothing : without;
  if (!has_signed(state, step, user.account, entrustment_of(step.document.user, user.account, user.chain), left_out)) {
    return false;
  }
  return user.ended = true;
}

bool take_user(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  auto& user = state.users[d.user];
  if (!is_member(state, step.sender) || user.known || is_organization(d.account)) return false;
  for (const auto& other : state.users) {
    if (other.known && other.account == d.account) return false;
  }
  if (!contains(state.members, d.vorg) || !is_new(state, d)) return false;
  if (!has_signed(state, step, d.account, d, without)) return false;
  user = {.known = true,
          .account = d.account,
          .vorg = d.vorg,
          .variant = d.variant,
          .ended = false,
          .chain = link(d.vorg, d.variant),
          .application = {}};
  use(state, d);
  return true;
}

bool take_application(State& state, const Step& step, Without without) {
  const auto& d = step.document;
  if (!asks_for_user(state, step) || !is_agreed(state, step, without)) return false;
  if (d.is_change()) return take_change_application(state, step, without);
  if (!(d.kind == Document::Kind::issue ? take_issue(state, step, without) : take_distribution(state, step, without)))
    return false;
  state.users[d.user].application[d.token] = static_cast<std::uint8_t>(state.applications.size());
  use(state, d);
  return true;
}

bool take_refusal(State& state, const Step& step) {
  if (!asks_for_user(state, step)) return false;
  if (!contains(state.tokens[step.document.token].versions, step.document.version)) return false;
  state.applications.push_back({step.document, Status::refused, false, false});
  return true;
}

bool take_withdrawal(State& state, const Step& step, Without without) {
  const auto& user = state.users[step.document.user];
  const auto number = user.known ? user.application[step.document.token] : std::uint8_t{0};
  if (number == 0 || step.application != number || !speaks_for(state, step, user.account, without)) return false;
  if (state.applications[number - 1u].withdrawn) return false;
  withdraw(state, number);
  return true;
}

bool take_withdrawal_of(State& state, const Step& step, Without without) {
  if (step.application == 0 || step.application > state.applications.size()) return false;
  const auto& application = state.applications[step.application - 1u];
  if (application.status != Status::open || application.withdrawn) return false;
  if (!speaks_for(state, step, state.users[application.document.user].account, without)) return false;
  withdraw(state, step.application);
  return true;
}

}  // namespace kaisho::model
