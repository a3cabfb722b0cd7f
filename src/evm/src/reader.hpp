#pragma once

#include <exception>
#include <span>

#include "kaisho/ledger/state_view.hpp"
#include "kaisho/ledger/system_contract.hpp"
#include "native_types.hpp"

namespace kaisho::evm {

/// The callbacks of one execution. No exception may cross into Rust: the first one is kept, the engine is told to stop,
/// and `rethrow` lets it go on afterwards.
class Reader {
 public:
  Reader(const ledger::StateView& state, const ledger::BlockContext& block,
         std::span<const ledger::SystemContract* const> contracts)
      : state_(state), block_(block), contracts_(contracts) {}

  /// Table of functions over this object, which must outlive its use.
  [[nodiscard]] kaisho_reader native();
  /// Throws what a callback threw, if one did.
  void rethrow() const;

 private:
  template <class Action>
  std::int32_t guarded(Action action) noexcept;

  std::int32_t account(const kaisho_address& address, kaisho_account& out);
  std::int32_t code(const kaisho_word& hash, kaisho_slice& out);
  std::int32_t system_call(kaisho_host* host, const kaisho_system_call& call, std::uint64_t& gas_used);
  [[nodiscard]] const ledger::SystemContract& contract_at(const Address& address) const;

  const ledger::StateView& state_;
  const ledger::BlockContext& block_;
  std::span<const ledger::SystemContract* const> contracts_;
  ledger::Code last_code_;  // keeps the bytes of the last answer alive until the next
  std::exception_ptr failure_;
};

}  // namespace kaisho::evm
