#pragma once

#include <optional>
#include <string>

#include "member.hpp"

/// What must hold after every run, computed from the chain alone and without the code under test.
namespace kaisho::sim {

/// Chains of two members that followed the same engine: the first difference in words.
[[nodiscard]] std::optional<std::string> difference(const Member& one, const Member& other);

/// No transaction stands twice in the chain, nonces of each sender rise by one from 0, the clients' first `counts[i]`
/// transactions are all there, and every balance is what plain addition gives.
[[nodiscard]] std::optional<std::string> wrong_history(const consensus::MemoryChain& chain, const Workload& workload,
                                                       const std::vector<std::size_t>& counts);

/// A decided block holds nothing that a correct member could not propose, judged by the nonces before it.
[[nodiscard]] std::optional<std::string> unlawful_decision(const std::vector<BlockPtr>& decided,
                                                           const consensus::MemoryChain& chain,
                                                           const Workload& workload);

}  // namespace kaisho::sim
