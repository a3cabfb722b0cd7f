#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/program_test.hpp>

#include "errors.hpp"
#include "kaisho/services/governance_service.hpp"
#include "operation_results.hpp"

// Following writes: from their transaction to its block, and the tests that come before one.
namespace kaisho::services {
namespace {

constexpr unsigned kMostSignings = 4;  ///< of one operation, where others use the operator's key too
constexpr std::chrono::seconds kTestTime{120};

bool nonce_was_used(const Error& error) { return error.text.starts_with("nonce too low"); }

unsigned signings_of(const Operation& operation) {
  unsigned count = 0;
  for (const auto& [time, sentence] : operation.progress) count += sentence.starts_with("signed by ") ? 1u : 0u;
  return count;
}

}  // namespace

/// After a restart. Its transaction may be in a block, may wait, or may never have left: sending it again is safe.
void GovernanceService::go_on_with(const Operation& operation) {
  if (operation.status != Operation::Status::running) return;
  if (!operation.wire.empty()) {
    watched_[ledger::transaction_hash(operation.wire)] = operation.id;
    head_moved_ = true;
    const auto mined = needs_.ledger.transaction(ledger::transaction_hash(operation.wire));
    if (!mined || !*mined) submit(operation);
  } else {
    to_test_.push_back(operation.id);
  }
}

void GovernanceService::follow(const std::stop_token& ended) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, ended, [this] { return !events_.empty() || head_moved_; })) {
    if (!events_.empty()) {
      auto event = std::move(events_.front());
      events_.pop_front();
      lock.unlock();
      on_event(std::move(event));
    } else {
      head_moved_ = false;
      lock.unlock();
      look_for_blocks();
    }
    lock.lock();
  }
}

void GovernanceService::on_event(Event event) {
  auto operation = book_->find(event.operation);
  if (!operation || operation->ended()) return;
  const auto hash = ledger::transaction_hash(operation->wire);
  if (event.result && event.result->mined) {
    watched_.erase(hash);
    return finish(std::move(*operation), *event.result->mined, event.result->output);
  }
  watched_[hash] = operation->id;
  if (event.result) return look_for_blocks();  // its block may have come before it was watched
  const auto mined = needs_.ledger.transaction(hash);
  if (mined && *mined) return look_for_blocks();
  if (needs_.ledger.waiting(hash) != nullptr) return;
  watched_.erase(hash);
  // Somebody else used the operator's key at the same time: this transaction can never be in a block, so a second one
  // may be signed.
  if (nonce_was_used(event.result.error()) && !operation->organization.empty() &&
      signings_of(*operation) < kMostSignings) {
    const auto again = sign_and_send(*operation);
    if (again) return;
    return give_up(std::move(*operation), again.error().text,
                   governance::calls::error_name(again.error().data).value_or(""));
  }
  give_up(std::move(*operation), event.result.error().text);
}

void GovernanceService::look_for_blocks() {
  const auto watched = watched_;
  for (const auto& [hash, id] : watched) {
    const auto mined = needs_.ledger.transaction(hash);
    auto operation = book_->find(id);
    if (!operation || operation->ended()) {
      watched_.erase(hash);
    } else if (mined && *mined) {
      watched_.erase(hash);
      finish(std::move(*operation), **mined, {});
    } else if (const auto why = needs_.ledger.skipped(hash); why && needs_.ledger.waiting(hash) == nullptr) {
      watched_.erase(hash);
      on_event({id, fail(ErrorCode::refused, *why)});
    }
  }
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
