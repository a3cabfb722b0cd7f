#pragma once

#include <kaisho/services/account_service.hpp>
#include <kaisho/services/evidence_service.hpp>

#include "../../consensus/tests/test_chain.hpp"

namespace kaisho::services::test {

using consensus::test::account;
using consensus::test::key;
using consensus::test::kFunds;
using consensus::test::wire;

inline const Address kShop{{0x51}};

inline crypto::ed25519::KeyPair checkpoint_key(std::uint8_t number) {
  std::array<std::uint8_t, 32> seed{};
  seed[0] = number;
  return crypto::ed25519::KeyPair::from_seed(crypto::Secret<32>::copy_of(seed));
}

/// The services over a chain of the consensus tests.
struct ServiceChain {
  consensus::test::TestChain chain;
  LedgerService ledger{{*chain.store, *chain.engine, chain.rules}};

  /// Sends and expects a block.
  MinedTransaction mine(const consensus::test::Draft& draft) {
    const auto sent = ledger.send_and_wait(wire(draft));
    if (!sent || !sent->mined) throw std::runtime_error(sent ? "not mined" : sent.error().text);
    return *sent->mined;
  }
  /// A contract of this runtime code, at most 32 bytes.
  Address deploy(Bytes runtime, std::uint64_t nonce) {
    const auto size = static_cast<std::uint8_t>(runtime.size());
    Bytes code{static_cast<std::uint8_t>(0x5f + size)};  // PUSH<size> runtime, PUSH1 0, MSTORE, return its end
    append(code, runtime);
    append(code, Bytes{0x60, 0x00, 0x52, 0x60, size, 0x60, static_cast<std::uint8_t>(32 - size), 0xf3});
    return *mine({.nonce = nonce, .to = std::nullopt, .data = code, .gas = 500'000}).receipt().contract_address;
  }
};

}  // namespace kaisho::services::test
