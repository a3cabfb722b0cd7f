#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "kaisho/ledger/state_view.hpp"
#include "kaisho/ledger/transaction.hpp"

/// Whether a transaction may stand in a block: the rules of the Ethereum execution specification in their order, then
/// the consortium's own admission.
namespace kaisho::ledger {

/// Stable, in order of precedence, never renumbered. The order is that of the execution specification for Osaka:
/// `validate_transaction` (1-5), then `check_transaction` (6-14); the consortium's own rule stands behind them.
enum class Invalid : std::uint8_t {
  intrinsic_gas = 1,           ///< gas limit below the intrinsic gas (EIP-2, 2028, 2930, 3860)
  floor_gas = 2,               ///< gas limit below the calldata floor (EIP-7623)
  nonce_max = 3,               ///< EIP-2681: nonce 2^64-1
  init_code_too_large = 4,     ///< EIP-3860: more than 49,152 bytes
  gas_above_cap = 5,           ///< EIP-7825: more than 2^24 gas
  gas_above_block = 6,         ///< more than the block's (remaining) gas
  wrong_chain_id = 7,          ///< EIP-155: signed for another chain (or for any: unprotected legacy ones are refused)
  high_s = 8,                  ///< EIP-2
  priority_above_max_fee = 9,  ///< EIP-1559
  fee_below_base_fee = 10,     ///< EIP-1559
  nonce_too_low = 11,          ///< already used
  nonce_too_high = 12,         ///< a gap: earlier transactions of the sender are missing
  insufficient_funds = 13,     ///< balance below gas limit x max fee + value
  sender_not_eoa = 14,         ///< EIP-3607: the sender has code
  not_admitted = 15,           ///< the consortium's rule (an `Admission`) refuses it; the text says which
  refused_by_executor = 16,    ///< the EVM knows a further rule; the text says which
};

struct InvalidTransaction {
  Invalid code;
  std::string detail;  ///< numbers or names that help: "nonce 3, account has 5"
};
/// In words, as Ethereum's nodes say it.
[[nodiscard]] std::string_view describe(Invalid code);
/// The code's own name, for machines: "nonce_too_low".
[[nodiscard]] std::string_view name_of(Invalid code);

/// The consortium's own condition on who may send what; implemented by governance. Pure in (state, transaction).
class Admission {
 public:
  Admission() = default;
  Admission(const Admission&) = delete;
  Admission& operator=(const Admission&) = delete;
  virtual ~Admission() = default;
  /// A sentence that says why the transaction is refused, or nothing.
  [[nodiscard]] virtual std::optional<std::string> refuse(const StateView& state,
                                                          const SignedTransaction& tx) const = 0;
};

/// Intrinsic gas (EIP-2, 2028, 2930, 3860) and the calldata floor (EIP-7623).
struct IntrinsicGas {
  Gas intrinsic = 0;
  Gas floor = 0;
};
[[nodiscard]] IntrinsicGas intrinsic_gas(const Transaction& transaction);

inline constexpr Gas kMaxTransactionGas = Gas{1} << 24;      ///< EIP-7825
inline constexpr std::size_t kMaxInitCodeSize = 2 * 0x6000;  ///< EIP-3860, bytes

/// What a chain may choose.
struct ValidityOptions {
  bool limit_code_size = true;  ///< EIP-3860; false only on a developer's machine
};

/// Rules 1 to 10, which need no state: what a pool checks before it recovers anything more.
[[nodiscard]] std::expected<void, InvalidTransaction> check_stateless(const Transaction& transaction,
                                                                      const BlockContext& block,
                                                                      const ValidityOptions& options = {});
/// Rules 1 to 15. `gas_available` is what the block has left.
[[nodiscard]] std::expected<void, InvalidTransaction> check_transaction(const StateView& state,
                                                                        const BlockContext& block,
                                                                        const SignedTransaction& tx, Gas gas_available,
                                                                        const Admission* admission,
                                                                        const ValidityOptions& options = {});

}  // namespace kaisho::ledger
