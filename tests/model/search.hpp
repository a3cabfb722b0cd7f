#pragma once

#include <optional>

#include "system.hpp"

namespace kaisho::model {

/// A run from the beginning that ended where it should not.
struct Finding {
  std::string what;
  std::vector<Step> steps;
};

/// What was looked at.
struct Coverage {
  std::uint64_t states = 0, steps = 0, taken = 0, deployments = 0, changes = 0, calls = 0, replayed = 0;
  unsigned depth = 0;    ///< down to which every state was seen
  bool complete = true;  ///< no state is left at this depth
};

/// Every state of the model that up to `depth` steps reach, each once; no more than `most` states.
[[nodiscard]] std::optional<Finding> explore(const Universe& universe, const World& world, unsigned depth,
                                             std::size_t most, Without without, Coverage& coverage);

/// Walks the same states with the contract beside the model: both take the same steps and have the same records. In one
/// of `sampling` states every step is tried, in the others those that lead to a new state and some of the rest.
[[nodiscard]] std::optional<Finding> compare(const Universe& universe, const World& world, unsigned depth,
                                             std::size_t most, unsigned sampling, Coverage& coverage);

/// `runs` runs of `length` random steps, model and contract side by side; each twentieth again as transactions of a
/// chain with the real EVM, where the model's rules are whole. Where a rule is left out in both, the first run that
/// ends in something wrong, as short as it gets.
[[nodiscard]] std::optional<Finding> walk(const Universe& universe, unsigned runs, unsigned length, Without without,
                                          Coverage& coverage);

}  // namespace kaisho::model
