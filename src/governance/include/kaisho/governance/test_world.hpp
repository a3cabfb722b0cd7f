#pragma once

#include <kaisho/ledger/state_view.hpp>
#include <kaisho/ledger/system_contract.hpp>

/// The world in which a package's tests run: nothing but the governance, with one call more for tests.
namespace kaisho::governance {

/// The governance contract that also answers contracts/kaisho/testing/ITestGovernance.sol. Never part of a chain.
[[nodiscard]] const ledger::SystemContract& test_contract();

/// Governance records of a consortium "test" with the one member "Tester".
[[nodiscard]] ledger::StateDiff test_genesis();

/// A world without accounts.
class EmptyState final : public ledger::StateView {
 public:
  [[nodiscard]] std::optional<ledger::Account> account(const Address&) const override { return std::nullopt; }
  [[nodiscard]] Word storage(const Address&, const Word&) const override { return {}; }
  [[nodiscard]] ledger::Code code(const Hash& code_hash) const override;
  [[nodiscard]] Hash block_hash(Height) const override { return {}; }
};

}  // namespace kaisho::governance
