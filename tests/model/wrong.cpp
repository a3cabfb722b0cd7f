#include "rules.hpp"

namespace kaisho::model {
namespace {

using Status = State::Status;
using Kind = Document::Kind;

/// Who signed really, had tested it, and is enough.
std::string wrong_signers(const State& before, const Step& deployment, const World& world) {
  const auto& d = before.applications[deployment.application - 1u].document;
  const auto& token = before.tokens[d.token];
  const bool needs_test = d.kind == Kind::issue || d.kind == Kind::upgrade;
  const Organizations signers = deployment.organizations & world.willing & before.members;
  if (!contains(signers, before.users[d.user].vorg)) return "the entrusted organization did not sign";
  if (d.vorg != before.users[d.user].vorg) return "the user entrusts another organization";
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
  if (!is_thief && !world.agreed.contains(entrustment_of(d.user, user.account, user.chain))) {
    return "the user never entrusted this organization";
  }
  if (user.ended) return "the user took back that it entrusts";
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
  if (is_proxied(d.token) && !deployment.obeys) return "the proxy runs another program than its user agreed to";
  if (deployment.document.arguments != d.arguments) return "it has other arguments than the user agreed to";
  return wrong_signers(before, deployment, world);
}

/// Weaker than when nobody had agreed to anything yet, or than before in more than that the user left an organization.
std::string wrong_policy(const State::Token& before, const State::Token& after, const State& state) {
  if (after.form == before.form || after.application == 0) return "";
  const auto user = state.applications[after.application - 1u].document.user;
  const auto free = formerly_entrusted(state.users[user].chain);
  if (is_weaker(after.form, before.form, free)) return "the policy became weaker";
  return is_weaker(after.form, after.first) ? "the policy became weaker than at first" : "";
}

}  // namespace

std::string wrong_with(const State& before, const Step& step, const State& after, const World& world) {
  if (step.kind == Step::Kind::deploy || step.kind == Step::Kind::change) return wrong_deployment(before, step, world);
  if (after.applications.size() > before.applications.size()) {
    const auto& made = after.applications.back();
    if (made.names_record != (made.document.scope == Document::Scope::secret) && made.status != Status::refused) {
      return "the ledger names another private record than its user agreed to";
    }
  }
  const auto token = step.document.token;
  return wrong_policy(before.tokens[token], after.tokens[token], after);
}

}  // namespace kaisho::model
