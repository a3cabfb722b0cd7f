#include "kaisho/node/chain.hpp"

#include <kaisho/evm/evm.hpp>
#include <kaisho/governance/governance.hpp>

#include "kaisho/node/genesis_file.hpp"

namespace kaisho::node {

ChainRules::ChainRules(const ledger::Genesis& genesis, bool limit_code_size)
    : executor_(evm::make_executor()),
      contracts_{&governance::contract()},
      rules_{*executor_, contracts_, nullptr, ledger::CreateMode::open, limit_code_size} {
  if (!is_governed(genesis)) return;
  rules_.admission = &governance::admission();
  rules_.create_mode = ledger::CreateMode::governed;
}

}  // namespace kaisho::node
