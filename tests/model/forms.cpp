#include <bit>

#include "rules.hpp"

namespace kaisho::model {
namespace {

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

bool may_replace(const State& state, const Form& next, const Form& old, Without without) {
  if (next.rest == Form::Rest::unreadable || next.rest == Form::Rest::stranger) return false;
  if ((named(next) & ~(state.members | named(old))) != 0) return false;
  if (!holds(next, state.members)) return false;
  return without == Without::strength || !is_weaker(next, old);
}

Form majority_of(Organizations members) {
  if (members == 7) return {0, Form::Rest::majority};
  return {members, Form::Rest::nothing};  // of one or two: all
}

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

}  // namespace kaisho::model
