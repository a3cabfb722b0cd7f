#pragma once

#include <set>

#include "kaisho/analysis/program_facts.hpp"

/// As whom a program's functions are tried.
namespace kaisho::analysis {

/// An account that nobody has, by its part in the trial.
[[nodiscard]] Address invented(std::string_view part);

/// Issuer, organization, creator, and the addresses among the arguments of the constructor, or of the first call behind
/// a proxy.
[[nodiscard]] std::vector<Party> first_parties(const Question& question, const governance::Package& package);

/// Adds what looks like an account in the storage of everything that was created, and in its code, until there are
/// `limit` in all; whether these were all that there are.
[[nodiscard]] bool add_found_parties(const ledger::StateDiff& created, const std::set<Address>& in_creation_code,
                                     const std::set<Address>& in_code, const Address& program, std::size_t limit,
                                     std::vector<Party>& parties);

/// Adds those that anybody could be: three holders, a stranger, an outsider.
void add_anybody(std::vector<Party>& parties);

}  // namespace kaisho::analysis
