#include <bit>

#include "rules.hpp"

namespace kaisho::model {
namespace {

bool has(const Form& form, Form::Rest rest) {
  const auto bits = static_cast<unsigned>(form.rest);
  return bits < kRests ? (bits & static_cast<unsigned>(rest)) != 0 : form.rest == rest;
}

Organizations named(const Form& form) {
  Organizations names = form.all;
  if (has(form, Form::Rest::majority) || has(form, Form::Rest::anybody)) names |= 7;
  if (has(form, Form::Rest::broker_or_exchange) || has(form, Form::Rest::never)) names |= 6;
  return names;
}

}  // namespace

/// Nobody can do without it: whatever satisfies the policy contains it.
bool is_indispensable(const Form& form, Organization organization) {
  for (unsigned set = 0; set < 8; ++set) {
    if (holds(form, static_cast<Organizations>(set)) && !contains(static_cast<Organizations>(set), organization)) {
      return false;
    }
  }
  return true;
}

bool may_replace(const State& state, const Form& next, const Form& old, const Form& bound, Without without) {
  if (next.rest == Form::Rest::unreadable || next.rest == Form::Rest::stranger) return false;
  if ((named(next) & ~(state.members | named(old))) != 0) return false;
  if (!holds(next, state.members)) return false;
  return without == Without::strength || !is_weaker(next, bound);
}

Form majority_of(Organizations members) {
  if (members == 7) return {0, Form::Rest::majority};
  return {members, Form::Rest::nothing};  // of one or two: all
}

bool holds(const Form& form, Organizations signers) {
  if ((form.all & ~signers) != 0 || static_cast<unsigned>(form.rest) >= kRests) return false;
  if (has(form, Form::Rest::majority) && std::popcount(unsigned{signers}) < 2) return false;
  if (has(form, Form::Rest::broker_or_exchange) && (signers & 6) == 0) return false;
  return !has(form, Form::Rest::anybody) || signers != 0;
}

Form both(const Form& one, const Form& other) {
  return {static_cast<Organizations>(one.all | other.all),
          static_cast<Form::Rest>(static_cast<unsigned>(one.rest) | static_cast<unsigned>(other.rest))};
}

bool is_weaker(const Form& next, const Form& old, Organizations free) {
  for (unsigned set = 0; set < 8; ++set) {
    const auto signers = static_cast<Organizations>(set);
    if (holds(next, signers) && !holds(old, signers | free)) return true;
  }
  return false;
}

}  // namespace kaisho::model
