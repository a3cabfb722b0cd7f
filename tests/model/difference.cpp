#include "inside.hpp"

namespace kaisho::model {

using governance::find_application;

std::string System::difference(const State& state) const {
  const auto slots = inside_->slots();
  for (unsigned t = 0; t < kTokens; ++t) {
    const auto& expected = state.tokens[t];
    const auto token = governance::find_token(slots, kTokenIds[t]);
    if (token.has_value() != (expected.versions != 0)) return "one has the token and the other has not";
    if (!token) continue;
    if (token->deployed.is_zero() == (expected.running != 0)) return "one says that the program runs";
    if (expected.running != 0 && token->package_hash != package_of(t, expected.running - 1u).hash) {
      return "another version runs";
    }
    if (expected.running != 0) {
      const auto life = governance::find_lifecycle(slots, *token);
      constexpr governance::TokenState kStates[] = {governance::TokenState::running, governance::TokenState::paused,
                                                    governance::TokenState::retired};
      if (life.state != kStates[static_cast<unsigned>(expected.life)]) return "the token is in another state";
      if (life.pending != expected.pending) return "another change waits";
    }
    if (token->application != expected.application) return "another application counts";
    const auto policy = governance::current_policy(slots, kTokenIds[t])->text;
    if (policy != text_of(expected.form)) return "the policy is " + policy + ", not " + text_of(expected.form);
    for (const auto person : {Person::acme, Person::iris, Person::thief, Person::vault, Person::paul}) {
      const bool may = governance::usable(slots, kTokenIds[t], account_of(person)) != 0;
      if (may != contains(expected.usable, static_cast<unsigned>(person))) return "another may use the token";
    }
  }
  for (unsigned u = 0; u < kUsers; ++u) {
    const auto& expected = state.users[u];
    const auto user = governance::find_user(slots, kIds[u]);
    if (user.has_value() != expected.known) return "one has the user and the other has not";
    if (!user) continue;
    if (user->consent != digest_of(entrustment_of(static_cast<std::uint8_t>(u), expected.account, expected.chain))) {
      return "another entrustment counts";
    }
    if (governance::find_member(slots, user->vorg)->name != kNames[expected.vorg]) return "the user entrusts another";
    if ((governance::find_consent(slots, user->consent)->withdrawn != 0) != expected.ended) {
      return "only one says that the entrustment ended";
    }
  }
  if (governance::application_count(slots) != state.applications.size()) return "another number of applications";
  for (std::size_t i = 0; i < state.applications.size(); ++i) {
    const auto status = static_cast<unsigned>(find_application(slots, i + 1)->status) - 1;
    if (status != static_cast<unsigned>(state.applications[i].status)) return "an application has another status";
    const Hash root = state.applications[i].names_record ? private_record() : Hash{};
    if (governance::private_root(slots, i + 1) != root) return "an application names another private record";
  }
  for (unsigned o = 0; o < kOrganizations; ++o) {
    const auto member = governance::find_member(slots, kNames[o]);
    if ((member && member->active) != contains(state.members, o)) return "other members";
  }
  return "";
}

}  // namespace kaisho::model
