#pragma once

#include "model.hpp"

namespace kaisho::model {

/// How much there is of everything.
struct Universe {
  std::string name;
  std::uint8_t organizations = 2, users = 1, tokens = 1, versions = 1, arguments = 1, variants = 2;
  std::uint8_t first_user = 0, first_token = 0;
  Person second = kPasskeyUser;  ///< account of the second user
  std::uint8_t scopes = 1;       ///< of `Document::Scope`, from the first
  bool membership = false;       ///< members come and go
  bool changes = false;          ///< running tokens are upgraded, paused, resumed, retired
  bool entrusting = false;       ///< users entrust other organizations, or none any more
  bool thief_is_user = true;     ///< a member may register the thief under a user's ID
  std::vector<Form> policies;
  Organizations founders = 3;
  std::vector<Step> begin{};  ///< steps that were taken before, and do not count
};

/// Every step that anybody might try now: what the rules allow and, beside each, what differs from it in one thing. It
/// names what is not there only where something like it is.
[[nodiscard]] std::vector<Step> steps_in(const Universe& universe, const World& world, const State& state);

}  // namespace kaisho::model
