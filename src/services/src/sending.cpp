#include <future>

#include "errors.hpp"
#include "kaisho/services/ledger_service.hpp"
#include "sending.hpp"

namespace kaisho::services {

SentResults sent_of(std::vector<consensus::SubmitResult> results) {
  SentResults sent;
  sent.reserve(results.size());
  for (auto& result : results) {
    if (!result) {
      sent.emplace_back(std::unexpected(error_of(result.error())));
      continue;
    }
    Sent one{.hash = result->hash, .mined = {}, .output = {}, .halt_reason = {}};
    if (auto& inclusion = result->inclusion) {
      one.mined = MinedTransaction{.block = inclusion->block, .index = inclusion->index};
      one.output = std::move(inclusion->output);
      one.halt_reason = std::move(inclusion->halt_reason);
    }
    sent.emplace_back(std::move(one));
  }
  return sent;
}

LedgerService::LedgerService(const Dependencies& dependencies, const LedgerLimits& limits)
    : needs_(dependencies), limits_(limits) {}

void LedgerService::send(std::vector<Bytes> wires, SentDone done) {
  needs_.engine.submit(std::move(wires),
                       [box = needs_.refused, done = std::move(done)](std::vector<consensus::SubmitResult> results) {
                         for (const auto& result : results) {
                           if (box != nullptr && !result && result.error().transaction)
                             box->put(result.error().transaction->wire);
                         }
                         done(sent_of(std::move(results)));
                       });
}

Result<Sent> LedgerService::send_and_wait(Bytes wire) {
  auto promise = std::make_shared<std::promise<Result<Sent>>>();
  std::vector<Bytes> wires;
  wires.push_back(std::move(wire));
  send(std::move(wires), [promise](SentResults results) { promise->set_value(std::move(results.front())); });
  return promise->get_future().get();
}

Result<BlockPtr> LedgerService::mine() {
  const auto block = needs_.engine.make_block();
  if (!block) return std::unexpected(error_of(block.error()));
  return *block;
}

consensus::Subscription LedgerService::subscribe_heads(consensus::HeadCallback callback) {
  return needs_.engine.subscribe(std::move(callback));
}

consensus::EngineStatus LedgerService::status() const { return needs_.engine.status(); }
std::expected<consensus::EngineNetwork, std::string> LedgerService::network() const { return needs_.engine.network(); }
std::optional<std::string> LedgerService::skipped(const Hash& hash) const { return needs_.engine.skipped(hash); }
consensus::StageTimes LedgerService::times() const { return needs_.engine.times(); }
pool::Pool::Size LedgerService::pool_size() const { return needs_.engine.pool_size(); }

}  // namespace kaisho::services
