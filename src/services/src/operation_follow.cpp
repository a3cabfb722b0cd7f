#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/program_test.hpp>

#include "errors.hpp"
#include "kaisho/services/governance_service.hpp"
#include "operation_results.hpp"

// Following writes: from their transaction to its block, and the tests that come before one.
namespace kaisho::services {
namespace {

constexpr unsigned kMostSignings = 16;  ///< of one operation, where others use the operator's key too
constexpr unsigned kMostSkips = 4;
constexpr std::chrono::seconds kRetry{1};
constexpr std::chrono::seconds kTestTime{120};

/// Whether what refused a transaction passes by itself: the node is busy or ends, or another transaction of the same
/// nonce waits, of which it is not known yet whether a block will have it.
bool passes(const Error& error) {
  using enum pool::Refusal;
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::storage ||
         error.invalid == ledger::Invalid::nonce_too_low || error.pool == nonce_too_low ||
         error.pool == already_known || error.pool == replacement_underpriced;
}

unsigned signings_of(const Operation& operation) {
  unsigned count = 0;
  for (const auto& [time, sentence] : operation.progress) count += sentence.starts_with("signed by ") ? 1u : 0u;
  return count;
}

}  // namespace

/// After a restart. Its transaction may be in a block, may wait, or may never have left: sending it again is safe. It
/// is sent before anybody can ask for the next nonce.
void GovernanceService::go_on_with(const Operation& operation) {
  if (operation.status != Operation::Status::running) return;
  if (!operation.wire.empty()) {
    head_moved_ = true;
    const auto mined = needs_.ledger.transaction(ledger::transaction_hash(operation.wire));
    const bool ended = watch(operation) && mined && *mined;
    if (!ended) submit(operation);
  } else {
    to_test_.push_back(operation.id);
  }
}

void GovernanceService::follow(const std::stop_token& ended) {
  const auto news = [this] { return !events_.empty() || head_moved_; };
  std::unique_lock lock(mutex_);
  while (true) {
    const bool in_time = try_again_ ? changed_.wait_for(lock, ended, kRetry, news) : changed_.wait(lock, ended, news);
    if (ended.stop_requested()) return;  // what is open goes on with the next run
    if (in_time && !events_.empty()) {
      auto event = std::move(events_.front());
      events_.pop_front();
      lock.unlock();
      on_event(std::move(event));
    } else {
      head_moved_ = try_again_ = false;
      lock.unlock();
      look_for_blocks();
    }
    lock.lock();
  }
}

void GovernanceService::on_event(Event event) {
  auto operation = book_->find(event.operation);
  if (!operation || operation->ended()) return;
  if (event.transaction != ledger::transaction_hash(operation->wire)) return;  // of one that another took the place of
  if (event.result && event.result->mined) {
    watched_.erase(event.transaction);
    return finish(std::move(*operation), *event.result->mined, event.result->output);
  }
  if (!watch(*operation)) return give_up(std::move(*operation), "its transaction cannot be read");
  look_at(event.transaction, event.result ? nullptr : &event.result.error());  // its block may have come before
}

/// False for bytes that are no transaction.
bool GovernanceService::watch(const Operation& operation) {
  const auto recovered = ledger::recover_transaction(operation.wire);
  if (!recovered) return false;
  watched_.try_emplace(recovered->hash, operation.id, recovered->sender, recovered->transaction.nonce);
  return true;
}

void GovernanceService::look_for_blocks() {
  const auto watched = watched_;
  for (const auto& [hash, transaction] : watched) look_at(hash, nullptr);
}

/// Where a transaction stands, and what is to be done. `refusal`: why the engine did not take it just now, or null. The
/// account's nonce is read before the blocks: if it has passed the transaction's and no block has the transaction, none
/// ever will, and only then may another be signed for it.
void GovernanceService::look_at(const Hash& transaction, const Error* refusal) {
  const auto entry = watched_.find(transaction);
  if (entry == watched_.end()) return;
  auto operation = book_->find(entry->second.operation);
  if (!operation || operation->ended()) {
    watched_.erase(entry);
    return;
  }
  const auto next = needs_.ledger.nonce(entry->second.sender, Tag::latest);
  const auto mined = needs_.ledger.transaction(transaction);
  if (!next || !mined) {
    try_again_ = true;
  } else if (*mined) {
    watched_.erase(entry);
    finish(std::move(*operation), **mined, {});
  } else if (*next > entry->second.nonce) {
    sign_again(transaction, std::move(*operation));
  } else if (needs_.ledger.waiting(transaction) != nullptr) {
    return;
  } else if (refusal != nullptr && passes(*refusal)) {
    try_again_ = true;
  } else if (const auto why = needs_.ledger.skipped(transaction);
             refusal != nullptr || (why && ++entry->second.skips > kMostSkips)) {
    watched_.erase(entry);
    give_up(std::move(*operation), refusal != nullptr ? refusal->text : *why);
  } else {
    submit(*operation);
  }
}

/// Somebody else used the account at the same time, and its nonce is gone.
void GovernanceService::sign_again(const Hash& transaction, Operation operation) {
  const bool may = !operation.organization.empty() && signings_of(operation) < kMostSignings;
  if (!may) {
    watched_.erase(transaction);
    return give_up(std::move(operation), "nonce too low: another transaction of this account has its nonce");
  }
  const auto again = sign_and_send(operation);
  if (!again && passes(again.error())) {
    try_again_ = true;
    return;
  }
  watched_.erase(transaction);
  if (again) return;
  give_up(std::move(operation), again.error().text, governance::calls::error_name(again.error().data).value_or(""));
}

void GovernanceService::finish(Operation operation, const MinedTransaction& mined, const Bytes& output) {
  const auto& receipt = mined.receipt();
  operation.result["blockNumber"] = std::to_string(mined.block->block.header.height);
  if (!receipt.success) {
    const auto why = governance::calls::explain_revert(output);
    return give_up(std::move(operation),
                   why.value_or("the transaction was mined and reverted: the ledger changed between "
                                "check and block"),
                   governance::calls::error_name(output).value_or(""));
  }
  operation.result.merge(results_of(receipt));
  operation.status = Operation::Status::done;
  if (auto kept = keep(operation, "in block " + operation.result["blockNumber"]); !kept) needs_.log(kept.error().text);
}

void GovernanceService::give_up(Operation operation, std::string sentence, std::string name) {
  operation.status = Operation::Status::failed;
  operation.failure = sentence;
  operation.failure_name = std::move(name);
  if (auto kept = keep(operation, std::move(sentence)); !kept) needs_.log(kept.error().text);
}

void GovernanceService::run_tests(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, ended, [this] { return !to_test_.empty(); })) {
    const auto id = to_test_.front();
    to_test_.pop_front();
    lock.unlock();
    if (auto operation = book_->find(id); operation && !operation->ended()) {
      const auto tested = test_and_attest(*operation, ended);
      // Where the node ends, the operation stays open: the next run goes on with it.
      if (!tested && tested.error().code != ErrorCode::cancelled) {
        give_up(std::move(*operation), tested.error().text,
                governance::calls::error_name(tested.error().data).value_or(""));
      }
    }
    lock.lock();
  }
}

Result<void> GovernanceService::test_and_attest(Operation& operation, const std::stop_token& ended) {
  const auto package = this->package(operation.package);
  if (!package) return std::unexpected(package.error());
  if (auto kept = keep(operation, "tests run: " + package->manifest.token_id + " " + package->manifest.version);
      !kept) {
    return kept;
  }
  const auto end = std::chrono::steady_clock::now() + kTestTime;
  const auto report = governance::run_tests(
      *package, needs_.executor, {}, [&] { return ended.stop_requested() || std::chrono::steady_clock::now() > end; });
  if (!report && ended.stop_requested()) return fail(ErrorCode::cancelled, "the node ended");
  if (!report) return fail(ErrorCode::unavailable, "the tests did not end: " + report.error().reason);
  const governance::Attestation attestation{package->manifest.token_id, package->hash, report->success, report->hash()};
  const auto signature = sign(operation.organization, governance::digest(attestation, needs_.ledger.chain_id()));
  if (!signature) return std::unexpected(signature.error());
  operation.call = governance::calls::attest(attestation, *signature);
  operation.result["success"] = report->success ? "true" : "false";
  operation.result["reportHash"] = to_hex(report->hash());
  if (auto kept = keep(operation,
                       std::to_string(report->results.size()) + " tests: " + (report->success ? "Success" : "Error"));
      !kept) {
    return kept;
  }
  return sign_and_send(operation);
}

}  // namespace kaisho::services
