#include "kaisho/services/evidence_service.hpp"

#include <algorithm>
#include <kaisho/evidence/build.hpp>
#include <kaisho/state/keys.hpp>

#include "errors.hpp"

namespace kaisho::services {
namespace {

/// The store as the builder of packs asks it; every failure becomes a sentence.
template <class T>
evidence::Answer<T> answer_of(storage::Result<T> result) {
  if (!result) return std::unexpected(error_of(result.error()).text);
  return *std::move(result);
}

evidence::Source source_of(const storage::ChainStore& store) {
  evidence::Source source;
  source.block = [&store](Height height) -> evidence::Answer<std::shared_ptr<const ledger::Block>> {
    const auto block = store.block(height);
    if (!block) return std::unexpected(error_of(block.error()).text);
    if (!*block) return std::unexpected("there is no block " + std::to_string(height));
    return std::shared_ptr<const ledger::Block>(*block, &(*block)->block);
  };
  source.history_inclusion = [&store](Height height, std::uint64_t size) {
    return answer_of<evidence::Path>(store.history_inclusion(height, size));
  };
  source.history_consistency = [&store](std::uint64_t old_size, std::uint64_t new_size) {
    return answer_of<evidence::Path>(store.history_consistency(old_size, new_size));
  };
  source.prove_state = [&store](ByteView raw_key, Height height) -> evidence::Answer<evidence::StateAnswer> {
    auto proof = store.prove_state(raw_key, height);
    if (!proof) return std::unexpected(error_of(proof.error()).text);
    return evidence::StateAnswer{std::move(proof->value), std::move(proof->proof)};
  };
  return source;
}

Result<Height> height_of(const storage::ChainStore& store, const BlockId& id, Height last) {
  if (const auto* tag = std::get_if<Tag>(&id)) return *tag == Tag::earliest ? Height{0} : last;
  if (const auto* hash = std::get_if<Hash>(&id)) {
    const auto found = store.height_of(*hash);
    if (!found) return std::unexpected(error_of(found.error()));
    if (!*found || **found > last) return fail(ErrorCode::unknown_block, "no block has this hash");
    return **found;
  }
  const auto height = std::get<Height>(id);
  if (height <= last) return height;
  return fail(ErrorCode::unknown_block,
              "no block " + std::to_string(height) + ": the last one is " + std::to_string(last));
}

/// A code hash is part of the account: both are one record.
evidence::RecordWanted record_of(const StateClaimRequest& claim, Height height) {
  const bool slot = claim.kind == StateClaimRequest::Kind::storage;
  return {.block = height,
          .address = claim.address,
          .slot = slot ? std::optional(claim.slot) : std::nullopt,
          .label = claim.label};
}

}  // namespace

EvidenceService::EvidenceService(const Dependencies& dependencies, std::vector<Signer> signers)
    : needs_(dependencies), signers_(std::move(signers)) {}

Result<std::string> EvidenceService::checkpoint() const {
  auto made = checkpoint_over(latest());
  if (!made) return std::unexpected(made.error());
  return std::move(made->note);
}

Result<EvidenceService::Signed> EvidenceService::checkpoint_over(Height needed) const {
  if (needs_.keeper != nullptr) return cosigned_over(needed);
  if (signers_.empty()) {
    return fail(ErrorCode::unavailable,
                "this node holds no key to sign checkpoints with: name one in its configuration");
  }
  const auto last = needs_.store.height();
  const auto root = needs_.store.history_root(last + 1);
  if (!root) return std::unexpected(error_of(root.error()));
  Signed made{{}, {}, last};
  std::vector<evidence::CheckpointSigner> signers;
  for (const auto& [name, key] : signers_) signers.push_back({name, key});
  for (const auto& [name, key] : signers_) made.signers.push_back({name, key.public_key()});
  const auto origin = evidence::checkpoint_origin(needs_.store.genesis().chain_id, needs_.store.genesis_hash());
  made.note = evidence::sign_checkpoint({origin, last + 1, *root}, signers);
  return made;
}

/// A member that is away must not make the others' newest checkpoint an old one, so a majority is enough here.
Height EvidenceService::latest() const {
  const auto agreed = needs_.keeper == nullptr ? std::nullopt : needs_.keeper->newest_of_majority();
  return agreed ? agreed->checkpoint.size - 1 : needs_.store.height();
}

/// This member's own signature comes at once where nobody asked for that size before; the others' follow.
Result<EvidenceService::Signed> EvidenceService::cosigned_over(Height needed) const {
  auto best = needs_.keeper->best(needed + 1);
  if (!best) {
    if (const auto signed_now = needs_.keeper->sign_latest(); !signed_now) {
      return fail(ErrorCode::unavailable, signed_now.error().text);
    }
    best = needs_.keeper->best(needed + 1);
  }
  if (!best) return fail(ErrorCode::unknown_block, "no block " + std::to_string(needed));
  return Signed{best->note.to_text(), best->signers, best->checkpoint.size - 1};
}

Result<Height> EvidenceService::highest_in(const PackRequest& request) const {
  Height highest = 0;
  for (const auto& hash : request.transactions) {
    const auto place = needs_.store.find_transaction(hash);
    if (!place) return std::unexpected(error_of(place.error()));
    if (!*place) return fail(ErrorCode::not_found, "no block holds one of the transactions");
    highest = std::max(highest, (*place)->height);
  }
  for (const auto& claim : request.states) {
    const bool is_latest = std::holds_alternative<Tag>(claim.at) && std::get<Tag>(claim.at) != Tag::earliest;
    const auto height = is_latest ? Result<Height>(latest()) : height_of(needs_.store, claim.at, needs_.store.height());
    if (!height) return std::unexpected(height.error());
    highest = std::max(highest, *height);
  }
  return highest;
}

Result<std::string> EvidenceService::build(const PackRequest& request) const {
  const auto highest = highest_in(request);
  if (!highest) return std::unexpected(highest.error());
  auto checkpoint = checkpoint_over(*highest);
  if (!checkpoint) return std::unexpected(checkpoint.error());
  const auto last = checkpoint->last;

  evidence::Request wanted;
  wanted.checkpoint = std::move(checkpoint->note);
  wanted.signers = std::move(checkpoint->signers);
  if (request.earlier_checkpoint) wanted.older_checkpoints.push_back(*request.earlier_checkpoint);
  for (const auto& hash : request.transactions) {
    const auto place = needs_.store.find_transaction(hash);
    if (!place) return std::unexpected(error_of(place.error()));
    if (!*place || (*place)->height > last) return fail(ErrorCode::not_found, "no block holds one of the transactions");
    const auto label = request.labels.find(hash);
    wanted.transactions.push_back(
        {.block = (*place)->height,
         .index = (*place)->index,
         .label = label == request.labels.end() ? std::nullopt : std::optional(label->second)});
  }
  for (const auto& claim : request.states) {
    const auto height = height_of(needs_.store, claim.at, last);
    if (!height) return std::unexpected(height.error());
    wanted.records.push_back(record_of(claim, *height));
  }
  auto pack = evidence::build(wanted, source_of(needs_.store));
  if (!pack) return fail(ErrorCode::invalid_request, pack.error());
  return *std::move(pack);
}

}  // namespace kaisho::services
