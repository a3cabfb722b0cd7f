#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>

#include <kaisho/evm/evm.hpp>
#include <kaisho/ledger/transition.hpp>

#include <kaisho/base/hex.hpp>

#include "kaisho/governance/test_world.hpp"
#include "ledger_of_one.hpp"

/// A whole ledger in memory: signed transactions, validity, admission, the real EVM, the governance.
namespace kaisho::governance::testing {

/// Files of the compiled fixture below a folder, by their paths in it.
inline std::vector<File> fixture(const std::vector<std::string_view>& only) {
  std::vector<File> files;
  for (const auto path : only) {
    const std::ifstream file(std::filesystem::path(KAISHO_FIXTURE) / path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    EXPECT_FALSE(text.str().empty()) << path;
    files.push_back(samples::file(std::string(path), text.str()));
  }
  return files;
}

/// A package whose main contract is Note.
inline Package note_package(std::initializer_list<std::string_view> files, std::string_view tests) {
  auto all = fixture(files);
  std::string draft = samples::draft(tests);
  const auto at = draft.find("artifacts/Bond.json");
  draft.replace(at, std::string_view("artifacts/Bond.json").size(), "artifacts/Note.json");
  all.push_back(samples::file("program.json", make_manifest(draft, all).value()));
  return load_package(std::move(all)).value();
}

class Chain {
 public:
  Chain() : executor_(evm::make_executor()), world_(empty_) {
    world_.apply(genesis_state(three_members()).value());
    block.chain_id = kChain;
    block.timestamp = kNow;
    block.gas_limit = 60'000'000;
  }

  /// Signs, checks, executes and applies; empty if the receipt says success, else why not.
  std::string send(std::uint8_t from, const std::optional<Address>& to, Bytes data) {
    const auto sender = world_.account(account(from));
    ledger::Transaction draft;
    draft.type = ledger::TransactionType::dynamic_fee;
    draft.chain_id = kChain;
    draft.nonce = sender ? sender->nonce : 0;
    draft.gas_limit = gas_limit;
    draft.to = to;
    draft.data = std::move(data);
    const auto wire = ledger::encode_transaction(ledger::sign_transaction(std::move(draft), key(from)));
    const auto tx = ledger::recover_transaction(wire).value();

    ++block.height;
    const ledger::SystemContract* const contracts[] = {&contract()};
    const ledger::Rules rules{.executor = *executor_, .system_contracts = contracts, .admission = &admission()};
    const auto applied = ledger::apply(world_, block, tx, 0, rules);
    if (!applied) return "not admitted: " + applied.error().detail;
    world_.apply(applied->diff);
    logs = applied->receipt.logs;
    gas_used = applied->receipt.gas_used;
    output = applied->output;
    if (applied->receipt.success) return "";
    return calls::explain_revert(output).value_or(applied->halt_reason + to_hex(output));
  }
  std::string send(std::uint8_t from, Bytes data) { return send(from, kGovernanceAddress, std::move(data)); }

  /// Puts a contract there, as a genesis can.
  void install(const Address& at, Bytes code, std::map<Word, Word> storage) {
    const auto shared = std::make_shared<const Bytes>(std::move(code));
    const Hash hash = crypto::keccak256(*shared);
    ledger::StateDiff state;
    state.codes[hash] = shared;
    state.accounts[at] = {.account = ledger::Account{.nonce = 1, .balance = {}, .code_hash = hash},
                          .storage = std::move(storage)};
    world_.apply(state);
  }

  [[nodiscard]] ledger::ViewSlots slots() const { return {world_, kGovernanceAddress}; }
  [[nodiscard]] const ledger::StateView& state() const { return world_; }

  ledger::BlockContext block;
  Gas gas_limit = ledger::kMaxTransactionGas;
  std::vector<ledger::Log> logs;
  Bytes output;
  Gas gas_used = 0;

 private:
  EmptyState empty_;
  std::unique_ptr<ledger::Executor> executor_;
  ledger::Overlay world_;
};

}  // namespace kaisho::governance::testing
