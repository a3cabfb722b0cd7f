#pragma once

#include "model.hpp"

/// Parts of the model's rules that several steps share. Each `take_` leaves the state as it may be where it refuses:
/// `take` works on a copy.
namespace kaisho::model {

inline bool is_organization(Person person) { return static_cast<unsigned>(person) < kOrganizations; }
inline bool is_member(const State& state, Person person) {
  return is_organization(person) && contains(state.members, static_cast<unsigned>(person));
}
inline bool acts_for(Person person, Organization organization) { return static_cast<unsigned>(person) == organization; }
inline bool has_expired(const State& state, std::uint8_t variant) { return state.late && variant == 0; }

// Policies (forms.cpp).

/// Nobody can do without it: whatever satisfies the policy contains it.
[[nodiscard]] bool is_indispensable(const Form& form, Organization organization);
[[nodiscard]] bool may_replace(const State& state, const Form& next, const Form& old, Without without);
[[nodiscard]] Form majority_of(Organizations members);

// Users and applications (applications.cpp).

void replace(State::Token& token, const Form& next);
[[nodiscard]] bool take_user(State& state, const Step& step, Without without);
[[nodiscard]] bool take_application(State& state, const Step& step, Without without);
[[nodiscard]] bool take_refusal(State& state, const Step& step);
[[nodiscard]] bool take_withdrawal(State& state, const Step& step);
[[nodiscard]] bool take_withdrawal_of(State& state, const Step& step);

// What comes to run (deployments.cpp).

[[nodiscard]] bool is_possible(const State::Token& token, Document::Kind action);
[[nodiscard]] bool is_waiting(const State& state, std::uint8_t number);
[[nodiscard]] bool take_deployment(State& state, const Step& step, Without without);
[[nodiscard]] bool take_change(State& state, const Step& step, Without without);

}  // namespace kaisho::model
