#include "kaisho/ledger/validity.hpp"

#include <kaisho/base/hex.hpp>
#include <limits>

namespace kaisho::ledger {
namespace {

using Verdict = std::expected<void, InvalidTransaction>;

Verdict refuse(Invalid code, std::string detail) {
  return std::unexpected(InvalidTransaction{code, std::move(detail)});
}

/// "gas limit 20999, needs 21000"
std::string compare(std::string_view has_name, const U256& has, std::string_view limit_name, const U256& limit) {
  return std::string(has_name) + " " + has.to_decimal() + ", " + std::string(limit_name) + " " + limit.to_decimal();
}

Verdict check_gas_limit(const Transaction& tx) {
  const auto [intrinsic, floor] = intrinsic_gas(tx);
  if (tx.gas_limit < intrinsic) {
    return refuse(Invalid::intrinsic_gas, compare("gas limit", tx.gas_limit, "needs", intrinsic));
  }
  if (tx.gas_limit < floor) return refuse(Invalid::floor_gas, compare("gas limit", tx.gas_limit, "needs", floor));
  return {};
}

Verdict check_nonce_max(const Transaction& tx) {
  if (tx.nonce < std::numeric_limits<std::uint64_t>::max()) return {};
  return refuse(Invalid::nonce_max, "nonce 2^64-1 can never be used");
}

Verdict check_init_code_size(const Transaction& tx, const ValidityOptions& options) {
  if (tx.to || !options.limit_code_size || tx.data.size() <= kMaxInitCodeSize) return {};
  return refuse(Invalid::init_code_too_large, compare("init code bytes", tx.data.size(), "limit", kMaxInitCodeSize));
}

Verdict check_gas_cap(const Transaction& tx) {
  if (tx.gas_limit <= kMaxTransactionGas) return {};
  return refuse(Invalid::gas_above_cap, compare("gas limit", tx.gas_limit, "cap", kMaxTransactionGas));
}

Verdict check_gas_available(const Transaction& tx, Gas available) {
  if (tx.gas_limit <= available) return {};
  return refuse(Invalid::gas_above_block, compare("gas limit", tx.gas_limit, "block has", available));
}

Verdict check_chain_id(const Transaction& tx, const BlockContext& block) {
  if (!tx.chain_id) return refuse(Invalid::wrong_chain_id, "signed without a chain ID (EIP-155 is required)");
  if (*tx.chain_id == block.chain_id) return {};
  return refuse(Invalid::wrong_chain_id, compare("chain ID", *tx.chain_id, "this chain is", block.chain_id));
}

Verdict check_low_s(const Transaction& tx) {
  if (crypto::is_low_s(tx.signature)) return {};
  return refuse(Invalid::high_s, "s is above half of the group's order");
}

Verdict check_fees(const Transaction& tx, const BlockContext& block) {
  if (tx.max_priority_fee_per_gas > tx.max_fee_per_gas) {
    return refuse(Invalid::priority_above_max_fee,
                  compare("priority fee", tx.max_priority_fee_per_gas, "max fee", tx.max_fee_per_gas));
  }
  if (tx.max_fee_per_gas < block.base_fee) {
    return refuse(Invalid::fee_below_base_fee, compare("max fee", tx.max_fee_per_gas, "base fee", block.base_fee));
  }
  return {};
}

Verdict check_nonce(const Transaction& tx, const Account& sender) {
  if (tx.nonce == sender.nonce) return {};
  const auto code = tx.nonce < sender.nonce ? Invalid::nonce_too_low : Invalid::nonce_too_high;
  return refuse(code, compare("nonce", tx.nonce, "account has", sender.nonce));
}

/// Nothing where the cost leaves 256 bits, which no balance can pay.
std::optional<Amount> largest_cost(const Transaction& tx) {
  const auto fee = tx.max_fee_per_gas.checked_mul(tx.gas_limit);
  return fee ? fee->checked_add(tx.value) : std::nullopt;
}

Verdict check_funds(const Transaction& tx, const Account& sender) {
  const auto cost = largest_cost(tx);
  if (!cost) return refuse(Invalid::insufficient_funds, "gas limit x max fee + value is above 2^256");
  if (*cost <= sender.balance) return {};
  return refuse(Invalid::insufficient_funds, compare("balance", sender.balance, "needs", *cost));
}

/// EIP-3607. The exception for EIP-7702 delegations has no use: their transactions (type 4) are refused.
Verdict check_sender_code(const Address& address, const Account& sender) {
  if (sender.code_hash == kEmptyCodeHash) return {};
  return refuse(Invalid::sender_not_eoa, "sender " + to_hex(address) + " has code");
}

Verdict check_admission(const StateView& state, const SignedTransaction& tx, const Admission* admission) {
  if (admission == nullptr) return {};
  auto reason = admission->refuse(state, tx);
  if (!reason) return {};
  return refuse(Invalid::not_admitted, *std::move(reason));
}

/// Rules 1 to 10 with the gas that the block has left.
Verdict check_form(const Transaction& tx, const BlockContext& block, Gas gas_available,
                   const ValidityOptions& options) {
  if (auto verdict = check_gas_limit(tx); !verdict) return verdict;
  if (auto verdict = check_nonce_max(tx); !verdict) return verdict;
  if (auto verdict = check_init_code_size(tx, options); !verdict) return verdict;
  if (auto verdict = check_gas_cap(tx); !verdict) return verdict;
  if (auto verdict = check_gas_available(tx, gas_available); !verdict) return verdict;
  if (auto verdict = check_chain_id(tx, block); !verdict) return verdict;
  if (auto verdict = check_low_s(tx); !verdict) return verdict;
  return check_fees(tx, block);
}

}  // namespace

std::string_view describe(Invalid code) {
  switch (code) {
    case Invalid::intrinsic_gas:
      return "intrinsic gas too low";
    case Invalid::floor_gas:
      return "insufficient gas for floor data gas cost";
    case Invalid::nonce_max:
      return "nonce has max value";
    case Invalid::init_code_too_large:
      return "max initcode size exceeded";
    case Invalid::gas_above_cap:
      return "transaction gas limit too high";
    case Invalid::gas_above_block:
      return "exceeds block gas limit";
    case Invalid::wrong_chain_id:
      return "invalid chain id for signer";
    case Invalid::high_s:
      return "invalid transaction v, r, s values: high s";
    case Invalid::priority_above_max_fee:
      return "max priority fee per gas higher than max fee per gas";
    case Invalid::fee_below_base_fee:
      return "max fee per gas less than block base fee";
    case Invalid::nonce_too_low:
      return "nonce too low";
    case Invalid::nonce_too_high:
      return "nonce too high";
    case Invalid::insufficient_funds:
      return "insufficient funds for gas * price + value";
    case Invalid::sender_not_eoa:
      return "sender not an eoa";
    case Invalid::not_admitted:
      return "not admitted";
    case Invalid::refused_by_executor:
      return "refused by the EVM";
  }
  return "unknown error";
}

std::string_view name_of(Invalid code) {
  switch (code) {
    case Invalid::intrinsic_gas:
      return "intrinsic_gas";
    case Invalid::floor_gas:
      return "floor_gas";
    case Invalid::nonce_max:
      return "nonce_max";
    case Invalid::init_code_too_large:
      return "init_code_too_large";
    case Invalid::gas_above_cap:
      return "gas_above_cap";
    case Invalid::gas_above_block:
      return "gas_above_block";
    case Invalid::wrong_chain_id:
      return "wrong_chain_id";
    case Invalid::high_s:
      return "high_s";
    case Invalid::priority_above_max_fee:
      return "priority_above_max_fee";
    case Invalid::fee_below_base_fee:
      return "fee_below_base_fee";
    case Invalid::nonce_too_low:
      return "nonce_too_low";
    case Invalid::nonce_too_high:
      return "nonce_too_high";
    case Invalid::insufficient_funds:
      return "insufficient_funds";
    case Invalid::sender_not_eoa:
      return "sender_not_eoa";
    case Invalid::not_admitted:
      return "not_admitted";
    case Invalid::refused_by_executor:
      return "refused_by_executor";
  }
  return "unknown";
}

std::expected<void, InvalidTransaction> check_stateless(const Transaction& tx, const BlockContext& block,
                                                        const ValidityOptions& options) {
  return check_form(tx, block, block.gas_limit, options);
}

std::expected<void, InvalidTransaction> check_transaction(const StateView& state, const BlockContext& block,
                                                          const SignedTransaction& tx, Gas gas_available,
                                                          const Admission* admission, const ValidityOptions& options) {
  if (auto verdict = check_form(tx.transaction, block, gas_available, options); !verdict) return verdict;
  const auto sender = state.account(tx.sender).value_or(Account{});
  if (auto verdict = check_nonce(tx.transaction, sender); !verdict) return verdict;
  if (auto verdict = check_funds(tx.transaction, sender); !verdict) return verdict;
  if (auto verdict = check_sender_code(tx.sender, sender); !verdict) return verdict;
  return check_admission(state, tx, admission);
}

}  // namespace kaisho::ledger
