#pragma once

#include <expected>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>

#include "kaisho/ledger/state_view.hpp"
#include "kaisho/ledger/transaction.hpp"

/// Running a message on the EVM: the interface that `evm` implements over revm.
namespace kaisho::ledger {

class SystemContract;

/// A failure below the state view (disk, memory), thrown by a view and passed through an executor: the execution has no
/// result and nothing changed.
class StateError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One message from outside: a transaction's content, or a call that is never mined.
struct Message {
  Address from;
  std::optional<Address> to;  ///< nothing creates a contract
  Amount value;
  Bytes data;
  Gas gas_limit = 0;
  std::uint64_t nonce = 0;
  Amount max_fee_per_gas;
  Amount max_priority_fee_per_gas;
  TransactionType type = TransactionType::dynamic_fee;
  std::vector<AccessListEntry> access_list;
};

/// Whether programs may create programs.
enum class CreateMode : std::uint8_t {
  open = 0,      ///< as Ethereum: a developer's own machine
  governed = 1,  ///< only beneath a system contract's deployment (G7); elsewhere CREATE and CREATE2 halt
};

/// How an execution differs from a mined transaction.
struct ExecutionRules {
  CreateMode create_mode = CreateMode::governed;
  bool check_nonce = true;
  bool check_funds = true;        ///< false: the sender needs no balance for gas (eth_call)
  bool check_base_fee = true;     ///< false: a fee of 0 is fine under any base fee
  bool check_sender_code = true;  ///< EIP-3607
  bool limit_gas_to_2_24 = true;  ///< EIP-7825
  bool limit_code_size = true;    ///< EIP-170 and EIP-3860; false only on a developer's machine
};

enum class Outcome : std::uint8_t {
  success = 1,
  revert = 2,  ///< the program refused; `output` says why
  halt = 3,    ///< out of gas, invalid opcode and the like: all gas is gone; `halt_reason` says why
};

struct ExecutionResult {
  Outcome outcome = Outcome::halt;
  Gas gas_used = 0;  ///< after refunds, as in the receipt
  Gas gas_refunded = 0;
  Bytes output;           ///< returned data, revert data, or the created contract's code
  std::vector<Log> logs;  ///< none unless the outcome is success
  std::optional<Address> created;
  std::string halt_reason;
  StateDiff diff;  ///< includes nonce and fees
};

/// The EVM refused to start: a rule that `check_transaction` should have refused before.
struct ExecutionRefused {
  std::string reason;
};

/// Runs messages. Thread-safe: calls of eth_call run beside the block's own lane.
class Executor {
 public:
  Executor() = default;
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor() = default;

  /// Reads `state`, changes nothing; the outcome's diff says what would change. Throws only what the view throws.
  [[nodiscard]] virtual std::expected<ExecutionResult, ExecutionRefused> execute(
      const StateView& state, const BlockContext& block, const Message& message, const ExecutionRules& rules,
      std::span<const SystemContract* const> system_contracts) const = 0;
};

}  // namespace kaisho::ledger
