#include "kaisho/evm/evm.hpp"

#include "kaisho/ledger/system_contract.hpp"
#include "native_types.hpp"
#include "outcome.hpp"
#include "race_checks.hpp"
#include "reader.hpp"

namespace kaisho::evm {
namespace {

using ledger::ExecutionRefused;
using ledger::ExecutionResult;

struct FreeOutcome {
  void operator()(const kaisho_outcome* outcome) const { call_native(kaisho_outcome_free, outcome); }
};
using OutcomePointer = std::unique_ptr<const kaisho_outcome, FreeOutcome>;

constexpr Gas kMaxTransactionGas = Gas{1} << 24;  // EIP-7825

/// The EVM's revision for a ledger's; a new ledger revision names its own here and the old ones stay.
std::uint32_t revision_of(ledger::Revision revision) {
  return revision == ledger::Revision::kaisho_1 ? KAISHO_REVISION_OSAKA : 0;
}

kaisho_block to_native(const ledger::BlockContext& block) {
  return {.prev_randao = evm::to_native(block.prev_randao),
          .beneficiary = evm::to_native(block.beneficiary),
          .revision = revision_of(block.revision),
          .chain_id = block.chain_id,
          .number = block.height,
          .timestamp = block.timestamp,
          .gas_limit = block.gas_limit,
          .base_fee = block.base_fee.low_u64()};
}

std::vector<kaisho_access> to_native(const std::vector<ledger::AccessListEntry>& entries) {
  std::vector<kaisho_access> list;
  list.reserve(entries.size());
  for (const auto& entry : entries) {
    list.push_back({evm::to_native(entry.address), words_at(entry.slots.data()), entry.slots.size()});
  }
  return list;
}

kaisho_transaction to_native(const ledger::Message& message, const std::vector<kaisho_access>& access_list) {
  return {.caller = evm::to_native(message.from),
          .to = evm::to_native(message.to.value_or(Address{})),
          .value = evm::to_native(message.value),
          .max_fee = evm::to_native(message.max_fee_per_gas),
          .max_priority_fee = evm::to_native(message.max_priority_fee_per_gas),
          .data = evm::to_native(ByteView{message.data}),
          .access_list = access_list.data(),
          .access_count = access_list.size(),
          .gas_limit = message.gas_limit,
          .nonce = message.nonce,
          .type = static_cast<std::uint8_t>(message.type),
          .has_to = message.to.has_value()};
}

/// The block's gas is the ledger's to watch (what is left of it, not only its limit), so that check is off here.
std::uint32_t flags_of(const ledger::ExecutionRules& rules) {
  std::uint32_t flags = KAISHO_SKIP_BLOCK_GAS;
  if (rules.create_mode == ledger::CreateMode::governed) flags |= KAISHO_GOVERNED;
  if (!rules.check_nonce) flags |= KAISHO_SKIP_NONCE;
  if (!rules.check_funds) flags |= KAISHO_SKIP_BALANCE;
  if (!rules.check_base_fee) flags |= KAISHO_SKIP_BASE_FEE;
  if (!rules.check_sender_code) flags |= KAISHO_SKIP_CONTRACT_SENDER;
  if (!rules.limit_code_size) flags |= KAISHO_UNLIMITED_CODE;
  return flags;
}

std::vector<kaisho_address> addresses_of(std::span<const ledger::SystemContract* const> contracts) {
  std::vector<kaisho_address> addresses;
  addresses.reserve(contracts.size());
  for (const ledger::SystemContract* contract : contracts) addresses.push_back(evm::to_native(contract->address()));
  return addresses;
}

}  // namespace

struct Evm::Engine {
  Engine() : native(kaisho_engine_new()) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine() { kaisho_engine_free(native); }

  kaisho_engine* native;
};

Evm::Evm() : engine_(std::make_unique<Engine>()) {}
Evm::~Evm() = default;

std::expected<ExecutionResult, ExecutionRefused> Evm::execute(
    const ledger::StateView& state, const ledger::BlockContext& block, const ledger::Message& message,
    const ledger::ExecutionRules& rules, std::span<const ledger::SystemContract* const> system_contracts) const {
  if (!block.base_fee.fits_u64()) return std::unexpected(ExecutionRefused{"the base fee is 2^64 wei or more"});
  const auto access_list = to_native(message.access_list);
  const auto addresses = addresses_of(system_contracts);
  const kaisho_block native_block = to_native(block);
  const kaisho_transaction transaction = to_native(message, access_list);
  const kaisho_options options{.flags = flags_of(rules),
                               .gas_cap = rules.limit_gas_to_2_24 ? kMaxTransactionGas : 0,
                               .system_contracts = addresses.data(),
                               .system_count = addresses.size()};
  Reader reader(state, block, system_contracts);
  const kaisho_reader callbacks = reader.native();

  const OutcomePointer outcome(
      call_native(kaisho_engine_run, engine_->native, &native_block, &transaction, &options, &callbacks));
  switch (outcome->status) {
    case KAISHO_STATUS_INVALID:
      return std::unexpected(ExecutionRefused{std::string(text_of(to_view(outcome->detail)))});
    case KAISHO_STATUS_HOST_ERROR:
      reader.rethrow();
      throw ledger::StateError("EVM: " + std::string(text_of(to_view(outcome->detail))));
    default:
      return to_result(*outcome);
  }
}

std::unique_ptr<ledger::Executor> make_executor() { return std::make_unique<Evm>(); }

}  // namespace kaisho::evm
