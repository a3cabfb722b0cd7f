#include "trial_world.hpp"

#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/ledger/validity.hpp>

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;

/// Who asks views: nobody that a program could know.
constexpr Address kNobody{{0x4e, 0x6f, 0x62, 0x6f, 0x64, 0x79, 0xa7, 0x13, 0x5c, 0xe2,
                           0x91, 0x3d, 0x77, 0xb8, 0x2f, 0xc4, 0x19, 0xd5, 0x60, 0x0a}};
constexpr Address kTester{{0x7e, 0x57, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02}};

}  // namespace

ledger::SystemAnswer ListeningGovernance::call(ledger::Host& host, const ledger::SystemCall& call) const {
  static const auto kUsable = abi::Function::of("usable(string,address)");
  static const auto kMovable = abi::Function::of("movable(string,address,address)");  // asks usable() for both ends
  for (const auto* function : {&kUsable, &kMovable}) {
    if (const auto asked = function->decode_call(call.input); asked) asked_.insert((*asked)[0].text());
  }
  return governance::test_contract().call(host, call);
}

Bytes call_data(std::string_view signature, const abi::Values& arguments) {
  auto data = abi::Function::of(signature).encode_call(arguments);
  KAISHO_ASSERT(data.has_value());
  return std::move(*data);
}

TrialWorld::TrialWorld(const ledger::Executor& executor, const TrialLimits& limits, ChainId chain, Timestamp time)
    : executor_(executor), limits_(limits), chain_(chain), time_(time) {}

std::optional<ledger::ExecutionResult> TrialWorld::run(const Moment& at, ledger::Message message,
                                                       ledger::CreateMode mode) {
  if (is_spent()) return std::nullopt;
  ledger::BlockContext block;
  block.chain_id = chain_;
  block.height = 1;
  block.timestamp = at.time;
  block.gas_limit = ledger::kMaxTransactionGas;
  const ledger::ExecutionRules rules{.create_mode = mode,
                                     .check_nonce = false,
                                     .check_funds = false,
                                     .check_base_fee = false,
                                     .check_sender_code = false,
                                     .limit_gas_to_2_24 = true,
                                     .limit_code_size = true};
  const ledger::SystemContract* const contracts[] = {&governance_};
  auto result = executor_.execute(at.state, block, message, rules, contracts);
  if (!result) return std::nullopt;
  gas_used_ += result->gas_used;
  return std::move(*result);
}

std::optional<ledger::ExecutionResult> TrialWorld::call(const Moment& at, const Address& from, const Address& to,
                                                        Bytes data) {
  ledger::Message message;
  message.from = from;
  message.to = to;
  message.data = std::move(data);
  message.gas_limit = limits_.gas_per_call;
  return run(at, std::move(message), ledger::CreateMode::governed);
}

std::optional<ledger::ExecutionResult> TrialWorld::create(const Moment& at, const Address& from, Bytes code) {
  ledger::Message message;
  message.from = from;
  message.data = std::move(code);
  message.gas_limit = ledger::kMaxTransactionGas;
  return run(at, std::move(message), ledger::CreateMode::open);
}

std::optional<Bytes> TrialWorld::view(const Moment& at, const Address& to, Bytes data) {
  auto result = call(at, kNobody, to, std::move(data));
  if (!result || result->outcome != ledger::Outcome::success) return std::nullopt;
  return std::move(result->output);
}

std::optional<U256> TrialWorld::number(const Moment& at, const Address& to, std::string_view signature,
                                       const abi::Values& arguments) {
  const auto output = view(at, to, call_data(signature, arguments));
  const auto word = output ? fixed_from<Word>(*output) : std::nullopt;
  return word ? std::optional(number_of(*word)) : std::nullopt;
}

void TrialWorld::set_usable(ledger::Overlay& state, const std::string& token, const Address& account, bool usable) {
  const auto done = call({state, time_}, kTester, governance_.address(),
                         call_data("setUsable(string,address,bool)",
                                   {abi::Value::of(token), abi::Value::of(account), abi::Value::of(usable)}));
  KAISHO_ASSERT(done && done->outcome == ledger::Outcome::success);
  state.apply(done->diff);
}

}  // namespace kaisho::analysis
