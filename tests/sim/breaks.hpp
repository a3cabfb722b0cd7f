#pragma once

#include <array>
#include <string_view>

namespace kaisho::sim {

/// Rules that a run can break on purpose, to show that the simulation notices. Some are broken by all members, some by
/// one, as a mistake in the program would.
enum class Break {
  nothing,
  vote,     ///< all vote for every proposal without looking
  propose,  ///< all propose their whole mempool, whatever is in it
  nonces,   ///< the EVM of all forgets to count nonces
  reuse,    ///< one commits the first proposal that it executed at a height, not the decided one
  order,    ///< one executes a block's batches in its own order
  clock,    ///< one uses its own clock for the block's time
  persist,  ///< one writes in FinalizeBlock already
};

struct BreakName {
  Break rule;
  std::string_view name;
};
inline constexpr std::array<BreakName, 7> kBreaks{{{Break::vote, "vote"},
                                                   {Break::propose, "propose"},
                                                   {Break::nonces, "nonces"},
                                                   {Break::reuse, "reuse"},
                                                   {Break::order, "order"},
                                                   {Break::clock, "clock"},
                                                   {Break::persist, "persist"}}};

}  // namespace kaisho::sim
