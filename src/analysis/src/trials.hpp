#pragma once

#include "arguments.hpp"
#include "observation.hpp"

namespace kaisho::analysis {

/// The program after its creation, with holders, and everything that is tried with it.
struct Play {
  TrialWorld& world;
  const ledger::StateView& state;  ///< from which each trial starts
  Stage stage;
  Address outsider, stranger, code;
  std::map<codec::abi::Selector, DeclaredFunction> known;
};

/// Tries the functions that write, each as every party, each from the same state; then those that nobody could call:
/// after something else happened, and later. Writes what it finds into `functions`.
void try_all(Play& play, std::vector<FunctionFacts>& functions);

/// Who may put another program behind a transparent proxy: its admin, a contract of its own, is asked instead. Adds
/// that function where there is such an admin.
void try_admin(Play& play, std::vector<FunctionFacts>& functions);

/// Call data of everything that is tried for a function as this party.
[[nodiscard]] std::vector<Bytes> variants_for(const Play& play, const FunctionFacts& function, const Party& party);

}  // namespace kaisho::analysis
