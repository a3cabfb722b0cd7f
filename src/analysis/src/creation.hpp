#pragma once

#include <expected>

#include "trial_world.hpp"

/// How a program comes into the trial's world: as the ledger brings it in, by the governance, behind its proxy where
/// the package has one (docs/formats/package.md).
namespace kaisho::analysis {

struct CreatedProgram {
  Address program;            ///< what the token runs on: the proxy, or the program itself
  Address implementation;     ///< behind the proxy; zero without one
  ledger::StateDiff changes;  ///< what its creation, and its upgrades behind the proxy, wrote
};

/// Creates it after the versions that came before. Changes `state` where it
/// succeeds; the error says in the EVM's words why it did not.
[[nodiscard]] std::expected<CreatedProgram, std::string> create_program(TrialWorld& world, ledger::Overlay& state,
                                                                        const governance::Package& package,
                                                                        const Question& question);

}  // namespace kaisho::analysis
