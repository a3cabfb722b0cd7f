#include "kaisho/governance/test_world.hpp"

#include <kaisho/base/assert.hpp>
#include <kaisho/ledger/system_dispatch.hpp>

#include "kaisho/governance/governance.hpp"
#include "layout.hpp"

namespace kaisho::governance {
namespace {

using codec::abi::Values;

constexpr Address kTesterOperator{{0x7e, 0x57, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01}};

/// setUsable(tokenId, account, usable): what an application to distribute would record.
ledger::Handled set_usable(ledger::Host& host, const ledger::SystemCall&, const Values& arguments) {
  ledger::HostSlots slots(host);
  const Word slot = layout::usable(arguments[0].text(), arguments[1].address());
  ledger::store_number(slots, slot, arguments[2].flag() ? 1 : 0);
  return Values{};
}

constexpr ledger::SystemFunction kFunctions[] = {{"setUsable(string,address,bool)", "", set_usable}};

class TestContract final : public ledger::SystemContract {
 public:
  TestContract() : dispatcher_(kFunctions) {}
  [[nodiscard]] Address address() const override { return kGovernanceAddress; }
  [[nodiscard]] ledger::SystemAnswer call(ledger::Host& host, const ledger::SystemCall& call) const override {
    const auto selector = codec::abi::selector(kFunctions[0].signature);
    const bool is_test_call = call.input.size() >= 4 && equal(call.input.first(4), selector.view());
    return is_test_call ? dispatcher_.dispatch(host, call) : contract().call(host, call);
  }

 private:
  ledger::Dispatcher dispatcher_;
};

}  // namespace

const ledger::SystemContract& test_contract() {
  static const TestContract kContract;
  return kContract;
}

ledger::StateDiff test_genesis() {
  auto state = genesis_state({.consortium = "test", .members = {{"Tester", kTesterOperator, 0}}, .time = 0});
  KAISHO_ASSERT(state.has_value());
  return std::move(*state);
}

ledger::Code EmptyState::code(const Hash& code_hash) const {
  if (code_hash != ledger::kEmptyCodeHash) return nullptr;
  static const auto kNoCode = std::make_shared<const Bytes>();
  return kNoCode;
}

}  // namespace kaisho::governance
