#include "rules.hpp"

namespace kaisho::model {
namespace {

using Status = State::Status;
using Life = State::Life;
using Kind = Document::Kind;

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

}  // namespace

bool is_possible(const State::Token& token, Document::Kind action) {
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

bool take_deployment(State& state, const Step& step, Without without) {
  if (!is_member(state, step.sender)) return false;
  if (step.application == 0 || step.application > state.applications.size()) return false;
  auto& application = state.applications[step.application - 1u];
  const auto& d = application.document;
  auto& token = state.tokens[d.token];
  if (d.kind != Document::Kind::issue || application.status != Status::open || application.withdrawn) return false;
  if (has_expired(state, d.variant) || token.running != 0) return false;
  if (without != Without::entrustment && !still_entrusted(state, d)) return false;
  const bool is_same = step.good && step.document.token == d.token && step.document.version == d.version &&
                       step.document.arguments == d.arguments;
  if (!is_same || !signatures_suffice(state, step, application, without)) return false;
  if (is_proxied(d.token) && !step.obeys) return false;
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
  if (without != Without::entrustment && !still_entrusted(state, d)) return false;
  const bool is_same = step.good && step.document.version == d.version && step.document.arguments == d.arguments &&
                       step.document.token == d.token;
  if (d.kind == Kind::upgrade && !is_same) return false;
  if (!signatures_suffice(state, step, application, without)) return false;
  const bool told = d.kind == Kind::upgrade && is_proxied(d.token) && without != Without::proxy;
  if (told && !step.obeys) return false;
  application.status = Status::executed;
  token.pending = 0;
  if (d.kind == Kind::upgrade) token.running = static_cast<std::uint8_t>(d.version + 1);
  if (d.kind == Kind::pause) token.life = Life::paused;
  if (d.kind == Kind::resume) token.life = Life::running;
  if (d.kind == Kind::retire) token.life = Life::retired;
  return true;
}

}  // namespace kaisho::model
