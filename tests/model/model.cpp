#include "model.hpp"

#include <bit>
#include <utility>

#include "rules.hpp"

namespace kaisho::model {
namespace {

using Status = State::Status;

bool enough_members(const State& state, Organizations approving) {
  return std::popcount(static_cast<unsigned>(approving & state.members)) > std::popcount(unsigned{state.members}) / 2;
}

bool take_program(State& state, const Step& step) {
  auto& token = state.tokens[step.document.token];
  const auto version = only(step.document.version);
  if (!is_member(state, step.sender) || (token.versions & version) != 0) return false;
  if (token.versions != 0 && !acts_for(step.sender, token.owner)) return false;
  if (token.versions == 0) {
    token.owner = static_cast<Organization>(step.sender);
    token.form = token.form_before = token.first = majority_of(state.members);
    token.before.fill(token.form);
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

bool take_policy(State& state, const Step& step, Without without) {
  auto& token = state.tokens[step.document.token];
  if (!is_member(state, step.sender) || token.application == 0) return false;
  const auto& application = state.applications[token.application - 1u];
  const auto user = application.document.user;
  if (application.withdrawn || state.users[user].ended || !acts_for(step.sender, state.users[user].vorg)) return false;
  if (application.status == Status::open && has_expired(state, application.document.variant)) return false;
  const Form bound = successor_of(state, token, user, replaceable(state, token, user), without);
  if (!may_replace(state, step.form, token.form, bound, without)) return false;
  replace(token, user, step.form);
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
    case Step::Kind::entrust_anew:
      return take_entrusting_anew(state, step, without);
    case Step::Kind::end_entrustment:
      return take_end_of_entrustment(state, step, without);
    case Step::Kind::apply:
      return take_application(state, step, without);
    case Step::Kind::refuse:
      return take_refusal(state, step);
    case Step::Kind::withdraw:
      return take_withdrawal(state, step, without);
    case Step::Kind::withdraw_application:
      return take_withdrawal_of(state, step, without);
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

}  // namespace

std::optional<State> taken(const State& state, const Step& step, Without without) {
  std::optional<State> next(state);
  if (!take_any(*next, step, without)) next.reset();
  return next;
}

bool take(State& state, const Step& step, Without without) {
  auto next = taken(state, step, without);
  if (next) state = *std::move(next);
  return next.has_value();
}

Organizations formerly_entrusted(std::uint16_t chain) {
  Organizations former = 0;
  for (std::uint16_t rest = chain >> 4; rest != 0; rest >>= 4) former |= only(vorg_of(rest));
  return chain == 0 ? former : static_cast<Organizations>(former & ~only(vorg_of(chain)));
}

Document entrustment_of(std::uint8_t user, Person account, std::uint16_t chain) {
  const auto past = static_cast<std::uint16_t>(chain >> 4);
  return {.kind = past == 0 ? Document::Kind::entrust : Document::Kind::entrust_anew,
          .user = user,
          .account = account,
          .vorg = vorg_of(chain),
          .variant = variant_of(chain),
          .past = past};
}

}  // namespace kaisho::model
