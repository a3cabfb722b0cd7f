#pragma once

#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/governance/consent.hpp>
#include <kaisho/ledger/genesis.hpp>

/// A consortium of four members with as many users and tokens as wanted, as a genesis: laid out by the governance's own
/// writers, without the transactions that would have come to it.
namespace kaisho::bench {

inline constexpr ChainId kChainId = 31'337;
inline constexpr Timestamp kFounded = 1'700'000'000, kExpiry = 4'000'000'000;

struct PopulationSize {
  std::size_t users = 100;
  std::size_t tokens = 100;     ///< each with one package that every member tested
  std::size_t with_keys = 100;  ///< users, from the first, whose keys are known: the others never sign
};

/// The member that all users entrust.
[[nodiscard]] const crypto::PrivateKey& bank_key();
[[nodiscard]] crypto::PrivateKey user_key(std::size_t user);
[[nodiscard]] std::string user_id(std::size_t user);
[[nodiscard]] std::string token_id(std::size_t token);
[[nodiscard]] Hash package_hash(std::size_t token);

[[nodiscard]] ledger::Genesis population(const PopulationSize& size);

/// Call data: this user applies through the bank for the issue of this token.
[[nodiscard]] Bytes application_to_issue(std::size_t user, std::size_t token);

}  // namespace kaisho::bench
