#pragma once

#include "kaisho/ledger/system_contract.hpp"
#include "native_types.hpp"

namespace kaisho::evm {

/// What a system contract sees of a running call: revm's journal, metered by `ledger::SystemGas`.
class SystemHost final : public ledger::Host {
 public:
  /// Charges the call itself: `kCall` and its input.
  SystemHost(kaisho_host* host, const kaisho_system_call& call);

  [[nodiscard]] Word load(const Word& slot) override;
  void store(const Word& slot, const Word& value) override;
  void log(std::vector<Word> topics, Bytes data) override;
  [[nodiscard]] Word load_of(const Address& address, const Word& slot) override;
  [[nodiscard]] Hash code_hash(const Address& address) override;
  [[nodiscard]] Created create(ByteView init_code) override;
  [[nodiscard]] Called call(const Address& to, ByteView input, Gas gas_limit, std::size_t max_output) override;
  [[nodiscard]] Called static_call(const Address& to, ByteView input, Gas gas_limit, std::size_t max_output) override;
  void charge(Gas gas) override;
  [[nodiscard]] Gas gas_left() const override { return gas_left_; }
  [[nodiscard]] bool failed() const override { return failure_ != Failure::none; }

  [[nodiscard]] Gas gas_used() const { return gas_limit_ - gas_left_; }
  /// Hands the answer over; the code that the callback returns.
  [[nodiscard]] std::int32_t finish(const ledger::SystemAnswer& answer);

 private:
  enum class Failure : std::uint8_t { none, out_of_gas, static_violation, lost };

  /// True if a write may go on.
  bool may_write();
  [[nodiscard]] Called call_program(const Address& to, ByteView input, Gas gas_limit, std::size_t max_output,
                                    bool is_static);
  /// Notes a failure of the engine below (a state read that threw); true if all is well.
  bool accept(std::int32_t code);

  kaisho_host* host_;
  Gas gas_limit_;
  Gas gas_left_;
  bool is_static_;
  Failure failure_ = Failure::none;
};

}  // namespace kaisho::evm
