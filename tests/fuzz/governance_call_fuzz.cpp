#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/governance/policy.hpp>

#include "governance_stages.hpp"

/// Any call data from anybody to the governance, with any gas, through the ledger's transition and the real EVM: what
/// is refused leaves every record as it was and says why; what is taken leaves records that every view reads and a
/// policy that is not weaker. One byte says who sends it at which stage of a token's story, two give the gas (in
/// thousands; 0 is all that a transaction may have), the rest is sent.
namespace ledger = kaisho::ledger;
using namespace kaisho::governance::testing;
using namespace kaisho::governance;

namespace {

constexpr std::size_t kHead = 3;

const StagedChain& staged(unsigned which) {
  static const StagedChain kStages[] = {StagedChain(Stage::applied), StagedChain(Stage::running),
                                        StagedChain(Stage::upgrading)};
  return kStages[which % std::size(kStages)];
}

/// Of the transaction as if `from` had signed it: the signature is not what is tried here.
ledger::SignedTransaction call_of(const ledger::StateView& state, std::uint8_t from, kaisho::Gas gas,
                                  kaisho::ByteView input) {
  ledger::SignedTransaction tx;
  tx.sender = account(from);
  const auto sender = state.account(tx.sender);
  tx.transaction.type = ledger::TransactionType::dynamic_fee;
  tx.transaction.chain_id = kChain;
  tx.transaction.nonce = sender ? sender->nonce : 0;
  tx.transaction.gas_limit = gas;
  tx.transaction.to = kGovernanceAddress;
  tx.transaction.data = kaisho::bytes_of(input);
  return tx;
}

void check_records(const ledger::Slots& before, const ledger::Slots& slots) {
  KAISHO_ASSERT(find_user(slots, "acme") && find_user(slots, "iris") && !active_members(slots).empty());
  for (std::uint64_t number = 1; number <= application_count(slots); ++number) {
    const auto application = find_application(slots, number);
    KAISHO_ASSERT(application && find_token(slots, application->token_id));
    KAISHO_ASSERT(application->status == ApplicationStatus::refused || find_consent(slots, application->consent));
  }
  for (std::uint64_t number = 1; number <= proposal_count(slots); ++number) {
    KAISHO_ASSERT(find_proposal(slots, number).has_value());
  }
  const auto old = Policy::parse(current_policy(before, "BOND")->text);
  const auto now = Policy::parse(current_policy(slots, "BOND")->text);
  const auto weaker = weaker_by(*now, *old, 20'000);
  KAISHO_ASSERT(weaker && !weaker->answer);
}

void try_call(const StagedChain& stage, std::uint8_t from, kaisho::Gas gas, kaisho::ByteView input) {
  static const auto kExecutor = kaisho::evm::make_executor();
  const ledger::SystemContract* const contracts[] = {&contract()};
  const ledger::Rules rules{.executor = *kExecutor, .system_contracts = contracts, .admission = &admission()};
  const auto& state = stage.chain.state();
  const auto applied = ledger::apply(state, stage.chain.block, call_of(state, from, gas, input), 0, rules);
  if (!applied) return;  // no transaction: too little gas even for its bytes
  const auto touched = applied->diff.accounts.find(kGovernanceAddress);
  const bool changes = touched != applied->diff.accounts.end() && !touched->second.storage.empty();
  if (!applied->receipt.success) {
    KAISHO_ASSERT(!changes && applied->receipt.logs.empty());
    KAISHO_ASSERT(!applied->halt_reason.empty() || calls::error_name(applied->output));
    return;
  }
  if (!changes) return;
  ledger::Overlay after(state);
  after.apply(applied->diff);
  check_records(stage.chain.slots(), ledger::ViewSlots(after, kGovernanceAddress));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < kHead) return 0;
  constexpr std::uint8_t kSenders[] = {kBank, kBroker, kExchange, kAcme, kIris, kStranger};
  const std::uint8_t from = kSenders[data[0] % std::size(kSenders)];
  const unsigned thousands = data[1] * 256u + data[2];
  const auto gas = thousands == 0 ? ledger::kMaxTransactionGas : kaisho::Gas{thousands} * 1'000;
  try_call(staged(data[0] / 64u), from, std::min(gas, ledger::kMaxTransactionGas), {data + kHead, size - kHead});
  return 0;
}
