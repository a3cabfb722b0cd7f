#pragma once

#include "trials.hpp"

/// How the holders of a trial get their tokens.
namespace kaisho::analysis {

/// By a party's transfer, by any function that does it, or by writing balances into `state`. False: by force, for one
/// of them at least.
[[nodiscard]] bool fund_holders(TrialWorld& world, ledger::Overlay& state, const Stage& stage,
                                const std::vector<FunctionFacts>& functions,
                                const std::map<codec::abi::Selector, DeclaredFunction>& known, const Address& code);

}  // namespace kaisho::analysis
