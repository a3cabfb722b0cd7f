#pragma once

#include <memory>

#include "kaisho/ledger/executor.hpp"

/// The house's EVM: `ledger::Executor` over revm.
namespace kaisho::evm {

/// Runs messages under the rules of `ledger::Revision` (kaisho_1: Ethereum's Osaka).
///
/// Pure in its arguments: it keeps nothing but analysed bytecode by code hash (64 MB at most). Any number of threads
/// may execute at once. Whatever a view or a system contract throws comes out of `execute` unchanged, and leaves the
/// engine as it was.
class Evm final : public ledger::Executor {
 public:
  Evm();
  ~Evm() override;

  [[nodiscard]] std::expected<ledger::ExecutionResult, ledger::ExecutionRefused> execute(
      const ledger::StateView& state, const ledger::BlockContext& block, const ledger::Message& message,
      const ledger::ExecutionRules& rules,
      std::span<const ledger::SystemContract* const> system_contracts) const override;

 private:
  struct Engine;
  std::unique_ptr<Engine> engine_;
};

/// The executor that the program uses.
[[nodiscard]] std::unique_ptr<ledger::Executor> make_executor();

}  // namespace kaisho::evm
