#pragma once

#include "interface.hpp"
#include "trial_world.hpp"

/// What can be seen of a program from outside, and what a call changed of it.
namespace kaisho::analysis {

/// The accounts of a trial and what is asked about each state.
struct Stage {
  Address program;
  const std::vector<Party>& parties;
  Address holder, second, third;                 ///< of the parties: who hold tokens
  std::vector<const DeclaredFunction*> getters;  ///< read-only functions without parameters
  std::vector<Word> roles;                       ///< of AccessControl
  bool has_balances = false, has_transfer = false;
};

struct Observation {
  std::optional<U256> supply;
  std::vector<std::optional<U256>> balances;  ///< of the parties
  std::map<std::string, Bytes> answers;       ///< of the getters, by signature
  std::vector<bool> has_role;                 ///< roles × (caller, holder)
  std::vector<Word> code_slots, admin_slots;  ///< ERC-1967
  std::optional<Hash> code_hash;              ///< of the program
  bool holder_transfers = false, third_transfers = false;
};

[[nodiscard]] Observation observe(TrialWorld& world, const TrialWorld::Moment& at, const Stage& stage,
                                  const Address& caller);

/// What happened between two observations of the same stage around a call by `caller`.
[[nodiscard]] Trial compare(const Stage& stage, std::size_t caller, const Observation& before,
                            const Observation& after);

/// ERC-1967's slots of the implementation and the beacon; of the admin.
[[nodiscard]] const std::vector<Word>& implementation_slots();
[[nodiscard]] const std::vector<Word>& admin_slots();

}  // namespace kaisho::analysis
