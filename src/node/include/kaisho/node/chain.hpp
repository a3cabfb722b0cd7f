#pragma once

#include <array>
#include <memory>

#include <kaisho/ledger/genesis.hpp>
#include <kaisho/ledger/transition.hpp>

namespace kaisho::node {

/// The rules under which a chain runs, with everything they refer to: the EVM, the system contracts, admission. Open or
/// governed as the genesis says.
class ChainRules {
 public:
  ChainRules(const ledger::Genesis& genesis, bool limit_code_size);
  ChainRules(const ChainRules&) = delete;
  ChainRules& operator=(const ChainRules&) = delete;

  [[nodiscard]] const ledger::Rules& rules() const { return rules_; }
  [[nodiscard]] bool governed() const { return rules_.create_mode == ledger::CreateMode::governed; }

 private:
  std::unique_ptr<ledger::Executor> executor_;
  std::array<const ledger::SystemContract*, 1> contracts_;
  ledger::Rules rules_;
};

}  // namespace kaisho::node
