#include "block_maker.hpp"

#include "refusals.hpp"
#include "stopwatch.hpp"

namespace kaisho::consensus {
namespace {

std::vector<Inclusion> inclusions_of(const ledger::BlockBuilder& builder) {
  std::vector<Inclusion> inclusions(builder.size());
  for (std::size_t i = 0; i < inclusions.size(); ++i) {
    const auto& applied = builder.applied(i);
    inclusions[i].index = static_cast<std::uint32_t>(i);
    inclusions[i].output = applied.output;
    inclusions[i].halt_reason = applied.halt_reason;
  }
  return inclusions;
}

}  // namespace

ledger::BlockContext context_after(const storage::StoredBlock& parent, std::uint64_t now_ms,
                                   const Address& beneficiary) {
  return ledger::context_after(parent.block.header, parent.hash, now_ms / 1000, beneficiary);
}

storage::Result<storage::BlockPtr> BlockMaker::make(const ledger::BlockContext& context, bool allow_empty) {
  const auto parent = needs_.store.last_block();
  const auto state = needs_.store.latest();
  ledger::BlockBuilder builder(*state, context, needs_.rules);
  fill(builder);
  if (builder.size() == 0 && !allow_empty) return nullptr;
  return commit(std::move(builder), parent->hash);
}

void BlockMaker::fill(ledger::BlockBuilder& builder) {
  Stopwatch watch;
  while (builder.size() < max_transactions_) {
    const auto tx = needs_.mempool.take();
    if (!tx) break;
    if (builder.size() > 0 && tx->transaction.gas_limit > builder.gas_left()) {
      needs_.mempool.give_back(*tx);  // the next block has room
      break;
    }
    if (const auto added = builder.add(*tx); !added) needs_.mempool.drop(*tx, refused(added.error(), tx));
  }
  needs_.times.execute_ns += watch.lap().worked_ns;
}

storage::Result<storage::BlockPtr> BlockMaker::commit(ledger::BlockBuilder builder, const Hash& parent) {
  Stopwatch watch;
  auto inclusions = inclusions_of(builder);
  auto [block, diff] = std::move(builder).finish(parent, {});
  needs_.times.seal_ns += watch.lap().worked_ns;

  const auto candidate = needs_.store.prepare(std::move(diff));
  if (!candidate) return std::unexpected(candidate.error());
  block.header.state_root = candidate->state_root;
  needs_.times.tree_ns += watch.lap().worked_ns;

  auto stored = needs_.store.commit(std::move(block), *candidate);
  if (!stored) return stored;
  const auto [worked_ns, waited_ns] = watch.lap();
  needs_.times.write_ns += worked_ns;
  needs_.times.flush_ns += waited_ns;

  for (auto& inclusion : inclusions) inclusion.block = *stored;
  ++needs_.times.blocks;
  needs_.times.transactions += inclusions.size();
  needs_.mempool.settle(*stored, std::move(inclusions));
  needs_.times.answer_ns += watch.lap().worked_ns;
  return stored;
}

}  // namespace kaisho::consensus
