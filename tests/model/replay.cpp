#include "replay.hpp"

#include "chain_of_one.hpp"

namespace kaisho::model {

using namespace governance::testing;

std::string replay(Organizations founders, const std::vector<Call>& calls) {
  if (founders != 7) return "only a consortium of all three can be replayed";
  Chain chain;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    const auto& call = calls[i];
    chain.block.timestamp = call.time;
    const std::string refusal = chain.send(call.key, call.input);
    if (refusal.empty() == call.taken) continue;
    return "call " + std::to_string(i + 1) + " is " +
           (call.taken ? "refused on a chain: " + refusal : "taken on a chain");
  }
  return "";
}

}  // namespace kaisho::model
