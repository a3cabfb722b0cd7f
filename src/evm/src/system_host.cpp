#include "system_host.hpp"

#include <algorithm>

#include "kaisho/base/assert.hpp"
#include "race_checks.hpp"

namespace kaisho::evm {
namespace {

using ledger::SystemGas;

constexpr std::size_t kMaxTopics = 4;
constexpr Gas kInitCodeWord = 2;  // EIP-3860

Gas words(std::size_t bytes) { return (bytes + 31) / 32; }

}  // namespace

SystemHost::SystemHost(kaisho_host* host, const kaisho_system_call& call)
    : host_(host), gas_limit_(call.gas_limit), gas_left_(call.gas_limit), is_static_(call.is_static != 0) {
  charge(SystemGas::kCall + SystemGas::kInputWord * words(call.input.size));
}

void SystemHost::charge(Gas gas) {
  if (failed()) return;
  if (gas <= gas_left_) {
    gas_left_ -= gas;
    return;
  }
  gas_left_ = 0;
  failure_ = Failure::out_of_gas;
}

bool SystemHost::may_write() {
  if (failed()) return false;
  if (is_static_) failure_ = Failure::static_violation;
  return !is_static_;
}

bool SystemHost::accept(std::int32_t code) {
  if (code >= KAISHO_OK) return true;
  failure_ = code == KAISHO_STATIC_VIOLATION ? Failure::static_violation : Failure::lost;
  return false;
}

Word SystemHost::load(const Word& slot) {
  charge(SystemGas::kLoad);
  if (failed()) return {};
  const kaisho_word key = to_native(slot);
  kaisho_word value{};
  return accept(call_native(kaisho_host_load, host_, &key, &value)) ? to_word(value) : Word{};
}

Word SystemHost::load_of(const Address& address, const Word& slot) {
  charge(SystemGas::kCodeHash + SystemGas::kLoad);
  if (failed()) return {};
  const kaisho_address where = to_native(address);
  const kaisho_word key = to_native(slot);
  kaisho_word value{};
  return accept(call_native(kaisho_host_load_of, host_, &where, &key, &value)) ? to_word(value) : Word{};
}

void SystemHost::store(const Word& slot, const Word& value) {
  if (!may_write()) return;
  const kaisho_word key = to_native(slot);
  kaisho_word before{};
  if (!accept(call_native(kaisho_host_load, host_, &key, &before))) return;
  const bool sets = to_word(before).is_zero() && !value.is_zero();
  charge(sets ? SystemGas::kStoreSet : SystemGas::kStoreReset);
  if (failed()) return;
  const kaisho_word after = to_native(value);
  accept(call_native(kaisho_host_store, host_, &key, &after));
}

void SystemHost::log(std::vector<Word> topics, Bytes data) {
  KAISHO_ASSERT(topics.size() <= kMaxTopics);
  if (!may_write()) return;
  charge(SystemGas::kLog + SystemGas::kLogTopic * topics.size() + SystemGas::kLogByte * data.size());
  if (failed()) return;
  accept(call_native(kaisho_host_log, host_, words_at(topics.data()), topics.size(), to_native(ByteView{data})));
}

Hash SystemHost::code_hash(const Address& address) {
  charge(SystemGas::kCodeHash);
  if (failed()) return {};
  const kaisho_address where = to_native(address);
  kaisho_account account{};
  return accept(call_native(kaisho_host_account, host_, &where, &account)) ? to_hash(account.code_hash) : Hash{};
}

ledger::Host::Created SystemHost::create(ByteView init_code) {
  if (!may_write()) return {};
  charge(SystemGas::kCreate + kInitCodeWord * words(init_code.size()));
  if (failed()) return {};
  const Gas constructor_gas = gas_left_ - gas_left_ / 64;  // EIP-150
  const kaisho_word no_value{};
  kaisho_created created{};
  const std::int32_t code =
      call_native(kaisho_host_create, host_, to_native(init_code), &no_value, constructor_gas, &created);
  // Too deep is an ordinary failure of a creation, as it is for the CREATE opcode.
  if (code == KAISHO_TOO_DEEP || !accept(code)) return {};
  gas_left_ -= created.gas_used;
  if (created.status == KAISHO_STATUS_SUCCESS) {
    return {.success = true, .address = to_address(created.address), .output = {}};
  }
  return {.success = false, .address = {}, .output = bytes_of(to_view(created.output))};
}

ledger::Host::Called SystemHost::call(const Address& to, ByteView input, Gas gas_limit, std::size_t max_output) {
  return may_write() ? call_program(to, input, gas_limit, max_output, false) : Called{};
}

ledger::Host::Called SystemHost::static_call(const Address& to, ByteView input, Gas gas_limit, std::size_t max_output) {
  return call_program(to, input, gas_limit, max_output, true);
}

ledger::Host::Called SystemHost::call_program(const Address& to, ByteView input, Gas gas_limit, std::size_t max_output,
                                              bool is_static) {
  charge(SystemGas::kCallProgram);
  if (failed()) return {};
  const Gas program_gas = std::min(gas_limit, gas_left_ - gas_left_ / 64);  // EIP-150
  const kaisho_address where = to_native(to);
  kaisho_called called{};
  const std::int32_t code = call_native(kaisho_host_call, host_, &where, to_native(input), program_gas,
                                        static_cast<std::uint8_t>(is_static ? 1 : 0), &called);
  // Too deep is an ordinary failure of a call, as it is for the CALL opcode.
  if (code == KAISHO_TOO_DEEP || !accept(code)) return {};
  gas_left_ -= called.gas_used;
  const ByteView output = to_view(called.output);
  const ByteView taken = output.first(std::min(output.size(), max_output));
  charge(SystemGas::kOutputWord * words(taken.size()));
  if (failed()) return {};
  return {.success = called.status == KAISHO_STATUS_SUCCESS, .output = bytes_of(taken)};
}

std::int32_t SystemHost::finish(const ledger::SystemAnswer& answer) {
  switch (failure_) {
    case Failure::none:
      break;
    case Failure::out_of_gas:
      return KAISHO_CALL_OUT_OF_GAS;
    case Failure::static_violation:
      return KAISHO_CALL_STATIC_VIOLATION;
    case Failure::lost:
      return KAISHO_HOST_ERROR;
  }
  const std::int32_t code = call_native(kaisho_host_output, host_, to_native(ByteView{answer.output}));
  if (code < KAISHO_OK) return code;
  return answer.success ? KAISHO_CALL_SUCCESS : KAISHO_CALL_REVERT;
}

}  // namespace kaisho::evm
