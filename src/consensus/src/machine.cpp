#include "machine.hpp"

#include <algorithm>

namespace kaisho::consensus {

Machine::Machine(Dependencies dependencies, std::unique_ptr<Replica> replica, Options options)
    : needs_(std::move(dependencies)), options_(std::move(options)), replica_(std::move(replica)) {
  keep_progress(nullptr);
}

Machine::~Machine() {
  if (executing_.valid()) executing_.wait();
}

std::shared_ptr<Replica> Machine::replica() const {
  const std::scoped_lock lock(mutex_);
  return replica_;
}

void Machine::halt(const std::string& reason) const {
  needs_.halted(reason);
  throw abci::Halt(reason);
}

void Machine::keep_progress(const Committed* committed) {
  const std::scoped_lock lock(mutex_);
  const auto& record = replica_->info();
  progress_ = {record.height, record.app_hash};
  if (committed == nullptr || !committed->candidate->skipped.empty()) skips_ = record.skips;
}

Machine::Progress Machine::progress() const {
  const std::scoped_lock lock(mutex_);
  return progress_;
}

std::optional<Skip> Machine::skip_of(const Hash& transaction) const {
  const std::scoped_lock lock(mutex_);
  const auto found =
      std::find_if(skips_.rbegin(), skips_.rend(), [&](const Skip& skip) { return skip.transaction == transaction; });
  if (found == skips_.rend()) return std::nullopt;
  return *found;
}

abci::CheckTxResponse Machine::check(const Received& batch) const {
  abci::CheckTxResponse response;
  response.codespace = kCodespace;
  try {
    const auto verdict = replica()->check(batch);
    if (verdict) return response;
    response.code = static_cast<std::uint32_t>(verdict.error().code);
    response.log = verdict.error().text;
  } catch (const ledger::StateError& error) {  // the next block will halt this member; until then nothing is taken
    response.code = 1;
    response.log = error.what();
  }
  return response;
}

void Machine::check_tx(abci::CheckTxRequest request, std::function<void(abci::CheckTxResponse)> done) {
  needs_.cache.get(request.tx, progress().height,
                   [this, done = std::move(done)](const BatchCache::Entry& entry) { done(check(entry.batch)); });
}

}  // namespace kaisho::consensus
