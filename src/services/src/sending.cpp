#include <algorithm>
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
  // A refusal does not hold the bytes, and who sent them is told by their signature alone.
  auto copies = needs_.refused != nullptr ? wires : std::vector<Bytes>();
  needs_.engine.submit(std::move(wires), [box = needs_.refused, copies = std::move(copies), done = std::move(done)](
                                             std::vector<consensus::SubmitResult> results) mutable {
    for (std::size_t i = 0; i < std::min(copies.size(), results.size()); ++i) {
      if (!results[i] && results[i].error().invalid == ledger::Invalid::not_admitted) {
        box->put(std::move(copies[i]));
      }
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
