#include "reader.hpp"

#include "kaisho/base/assert.hpp"
#include "kaisho/ledger/executor.hpp"
#include "race_checks.hpp"
#include "system_host.hpp"

namespace kaisho::evm {
namespace {

Reader& self(void* user) { return *static_cast<Reader*>(user); }

kaisho_account to_native(const ledger::Account& account) {
  return {evm::to_native(account.balance), evm::to_native(account.code_hash), account.nonce};
}

}  // namespace

template <class Action>
std::int32_t Reader::guarded(Action action) noexcept {
  const InCallback here;
  try {
    return action();
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
    return KAISHO_HOST_ERROR;
  }
}

kaisho_reader Reader::native() {
  return {
      .user = this,
      .account =
          [](void* user, const kaisho_address* address, kaisho_account* out) {
            return self(user).guarded([&] { return self(user).account(*address, *out); });
          },
      .code = [](void* user, const kaisho_word* hash,
                 kaisho_slice* out) { return self(user).guarded([&] { return self(user).code(*hash, *out); }); },
      .storage =
          [](void* user, const kaisho_address* address, const kaisho_word* slot, kaisho_word* out) {
            return self(user).guarded([&] {
              *out = evm::to_native(self(user).state_.storage(to_address(*address), to_word(*slot)));
              return KAISHO_OK;
            });
          },
      .block_hash =
          [](void* user, std::uint64_t number, kaisho_word* out) {
            return self(user).guarded([&] {
              *out = evm::to_native(self(user).state_.block_hash(number));
              return KAISHO_OK;
            });
          },
      .system_call =
          [](void* user, kaisho_host* host, const kaisho_system_call* call, std::uint64_t* gas_used) {
            return self(user).guarded([&] { return self(user).system_call(host, *call, *gas_used); });
          },
  };
}

void Reader::rethrow() const {
  if (failure_) std::rethrow_exception(failure_);
}

std::int32_t Reader::account(const kaisho_address& address, kaisho_account& out) {
  const auto found = state_.account(to_address(address));
  if (!found) return KAISHO_OK;
  out = to_native(*found);
  return KAISHO_PRESENT;
}

std::int32_t Reader::code(const kaisho_word& hash, kaisho_slice& out) {
  last_code_ = state_.code(to_hash(hash));
  if (!last_code_) throw ledger::StateError("an account names a code that the state does not hold");
  out = evm::to_native(ByteView{*last_code_});
  return KAISHO_OK;
}

std::int32_t Reader::system_call(kaisho_host* host, const kaisho_system_call& call, std::uint64_t& gas_used) {
  const ledger::SystemContract& contract = contract_at(to_address(call.self));
  SystemHost system_host(host, call);
  const ledger::SystemAnswer answer = contract.call(system_host, {.self = to_address(call.self),
                                                                  .caller = to_address(call.caller),
                                                                  .origin = to_address(call.origin),
                                                                  .value = to_number(call.value),
                                                                  .is_static = call.is_static != 0,
                                                                  .input = to_view(call.input),
                                                                  .block = block_});
  gas_used = system_host.gas_used();
  return system_host.finish(answer);
}

const ledger::SystemContract& Reader::contract_at(const Address& address) const {
  for (const ledger::SystemContract* contract : contracts_) {
    if (contract->address() == address) return *contract;
  }
  KAISHO_ASSERT(false && "the engine calls only addresses that it was given");
  std::terminate();
}

}  // namespace kaisho::evm
