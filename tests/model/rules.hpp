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

/// Whose key stands for the account in this step: its own, or that of a clerk who may witness for it now, to be sent by
/// somebody else.
[[nodiscard]] bool speaks_for(const State& state, const Step& step, Person account, Without without);
/// The account's owner agreed to the document, in a form that counts (applications.cpp).
[[nodiscard]] bool has_signed(const State& state, const Step& step, Person account, const Document& document,
                              Without without);

// Policies (forms.cpp).

/// Nobody can do without it: whatever satisfies the policy contains it.
[[nodiscard]] bool is_indispensable(const Form& form, Organization organization);
/// `next` instead of `old`, and not weaker than `bound`.
[[nodiscard]] bool may_replace(const State& state, const Form& next, const Form& old, const Form& bound,
                               Without without);
[[nodiscard]] Form majority_of(Organizations members);

// Users and applications (applications.cpp).

/// The policy that rests on a consent of this user's, whose organization of now is `vorg`, is replaced.
void replace(State::Token& token, std::uint8_t user, const Form& next);
/// Organizations that stand in the token's policy only because the user entrusted them before.
[[nodiscard]] Organizations replaceable(const State& state, const State::Token& token, std::uint8_t user);
/// What the token's policy must not become weaker than: as it is, but with the organization that the user entrusts now
/// in place of `former`, and as it was before this user agreed to anything.
[[nodiscard]] Form successor_of(const State& state, const State::Token& token, std::uint8_t user, Organizations former,
                                Without without);
/// The application went through the organization that its user entrusts still.
[[nodiscard]] bool still_entrusted(const State& state, const Document& d);
[[nodiscard]] bool take_entrusting_anew(State& state, const Step& step, Without without);
[[nodiscard]] bool take_end_of_entrustment(State& state, const Step& step, Without without);
[[nodiscard]] bool take_user(State& state, const Step& step, Without without);
[[nodiscard]] bool take_application(State& state, const Step& step, Without without);
[[nodiscard]] bool take_refusal(State& state, const Step& step);
[[nodiscard]] bool take_withdrawal(State& state, const Step& step, Without without);
[[nodiscard]] bool take_withdrawal_of(State& state, const Step& step, Without without);

// What comes to run (deployments.cpp).

[[nodiscard]] bool is_possible(const State::Token& token, Document::Kind action);
[[nodiscard]] bool is_waiting(const State& state, std::uint8_t number);
[[nodiscard]] bool take_deployment(State& state, const Step& step, Without without);
[[nodiscard]] bool take_change(State& state, const Step& step, Without without);

}  // namespace kaisho::model
