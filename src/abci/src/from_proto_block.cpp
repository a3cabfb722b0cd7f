#include "from_proto.hpp"

namespace kaisho::abci {
namespace {

Decoded<Misbehavior> misbehavior(const proto::Misbehavior& from) {
  const auto validator = fixed<ValidatorAddress>(from.validator().address(), "an accused validator's address");
  if (!validator) return std::unexpected(validator.error());
  const auto height = natural(from.height(), "the height of a misbehavior");
  if (!height) return std::unexpected(height.error());
  const auto time = time_of(from.time());
  if (!time) return std::unexpected(time.error());
  const auto kind =
      from.type() == 1 || from.type() == 2 ? static_cast<Misbehavior::Kind>(from.type()) : Misbehavior::Kind::unknown;
  return Misbehavior{kind, *validator, *height, *time};
}

/// The fields that every message about a block has, under the same names.
template <class Message>
Decoded<BlockInfo> block_info(const Message& from) {
  const auto height = natural(from.height(), "a block's height");
  if (!height) return std::unexpected(height.error());
  const auto time = time_of(from.time());
  if (!time) return std::unexpected(time.error());
  const auto proposer = fixed<ValidatorAddress>(from.proposer_address(), "the proposer's address", true);
  if (!proposer) return std::unexpected(proposer.error());
  const auto next = fixed<Hash>(from.next_validators_hash(), "the next validators' hash", true);
  if (!next) return std::unexpected(next.error());
  BlockInfo to{*height, *time, *proposer, *next, {}};
  for (const auto& one : from.misbehavior()) {
    auto found = misbehavior(one);
    if (!found) return std::unexpected(found.error());
    to.misbehavior.push_back(*found);
  }
  return to;
}

template <class Message>
Transactions transactions(const Message& from) {
  Transactions to;
  to.reserve(static_cast<std::size_t>(from.txs_size()));
  for (const auto& tx : from.txs()) to.push_back(bytes_of(tx));
  return to;
}

template <class To>
Decoded<Request> decided(const proto::RequestBlock& from) {
  auto block = block_info(from);
  if (!block) return std::unexpected(block.error());
  const auto hash = fixed<BlockHash>(from.hash(), "a block's hash");
  if (!hash) return std::unexpected(hash.error());
  return To{std::move(*block), *hash, transactions(from)};
}

}  // namespace

Decoded<Request> prepare_proposal(const proto::RequestPrepareProposal& from) {
  auto block = block_info(from);
  if (!block) return std::unexpected(block.error());
  const auto limit = natural(from.max_tx_bytes(), "the limit of a proposal's bytes");
  if (!limit) return std::unexpected(limit.error());
  return PrepareProposalRequest{std::move(*block), *limit, transactions(from)};
}

Decoded<Request> process_proposal(const proto::RequestBlock& from) { return decided<ProcessProposalRequest>(from); }
Decoded<Request> finalize_block(const proto::RequestBlock& from) { return decided<FinalizeBlockRequest>(from); }

}  // namespace kaisho::abci
