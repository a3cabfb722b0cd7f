#pragma once

#include "search.hpp"

/// What is looked at: small worlds of which every state is visited, and a large one for runs by chance.
namespace kaisho::model {

struct Small {
  Universe universe;
  World world;
  std::string name;
};
[[nodiscard]] std::vector<Small> small_universes();
[[nodiscard]] Universe everything();

/// A rule that can be left out, and where that shows: in `small`, every state of it, and in `large` by chance.
struct Rule {
  std::string name;
  Without without;
  Universe small;
  World world;
  Universe large;
};
[[nodiscard]] std::vector<Rule> rules();

}  // namespace kaisho::model
