#include "kaisho/evidence/build.hpp"

#include <algorithm>
#include <kaisho/state/keys.hpp>
#include <map>

#include "judge.hpp"
#include "pack_form.hpp"

namespace kaisho::evidence {
namespace {

namespace merkle = codec::merkle;
using BlockPtr = std::shared_ptr<const ledger::Block>;

/// A failed answer's sentence, for the caller of the caller.
template <class T>
std::unexpected<std::string> pass_on(const Answer<T>& answer) {
  return std::unexpected(answer.error());
}

std::optional<Checkpoint> checkpoint_of(std::string_view note) {
  const auto parsed = parse_note(note);
  return parsed ? parse_checkpoint(parsed->text) : std::nullopt;
}

class Builder {
 public:
  Builder(const Request& request, const Source& source) : request_(request), source_(source) {}

  Answer<std::string> build() && {
    const auto checkpoint = checkpoint_of(request_.checkpoint);
    if (!checkpoint) return std::unexpected("the checkpoint is not a signed checkpoint");
    size_ = checkpoint->size;
    pack_.revision = kRevision;
    pack_.checkpoint = request_.checkpoint;
    pack_.signers = request_.signers;
    for (const auto step : {&Builder::add_genesis, &Builder::add_older, &Builder::add_blocks,
                            &Builder::add_transactions, &Builder::add_records}) {
      if (auto done = (this->*step)(); !done) return pass_on(done);
    }
    return finish();
  }

 private:
  Answer<void> add_genesis() {
    const auto genesis = block(0);
    if (!genesis) return pass_on(genesis);
    auto path = source_.history_inclusion(0, size_);
    if (!path) return pass_on(path);
    pack_.chain_id = (*genesis)->header.chain_id;
    pack_.genesis_header = ledger::encode_header((*genesis)->header);
    pack_.genesis_path = *std::move(path);
    return {};
  }

  Answer<void> add_older() {
    for (const auto& note : request_.older_checkpoints) {
      const auto older = checkpoint_of(note);
      if (!older) return std::unexpected("an older checkpoint is not a signed checkpoint");
      if (older->size == 0 || older->size > size_) return std::unexpected("an older checkpoint is not older");
      auto path = source_.history_consistency(older->size, size_);
      if (!path) return pass_on(path);
      pack_.older_checkpoints.push_back({note, *std::move(path)});
    }
    return {};
  }

  /// Every block that is named anywhere, once, in order.
  [[nodiscard]] std::vector<Height> heights() const {
    std::vector<Height> heights = request_.blocks;
    for (const auto& wanted : request_.transactions) heights.push_back(wanted.block);
    for (const auto& wanted : request_.records) heights.push_back(wanted.block);
    std::ranges::sort(heights);
    heights.erase(std::ranges::unique(heights).begin(), heights.end());
    return heights;
  }

  Answer<void> add_blocks() {
    for (const auto height : heights()) {
      if (height >= size_) return std::unexpected("block " + std::to_string(height) + " is behind the checkpoint");
      const auto found = block(height);
      if (!found) return pass_on(found);
      auto path = source_.history_inclusion(height, size_);
      if (!path) return pass_on(path);
      pack_.blocks.push_back({ledger::encode_header((*found)->header), *std::move(path)});
    }
    return {};
  }

  Answer<void> add_transactions() {
    for (const auto& wanted : request_.transactions) {
      const auto found = block(wanted.block);
      if (!found) return pass_on(found);
      if (wanted.index >= (*found)->transactions.size()) {
        return std::unexpected("block " + std::to_string(wanted.block) + " has no transaction " +
                               std::to_string(wanted.index));
      }
      pack_.transactions.push_back(transaction(**found, wanted));
    }
    return {};
  }

  static TransactionEvidence transaction(const ledger::Block& block, const TransactionWanted& wanted) {
    std::vector<Hash> transactions;
    std::vector<Hash> receipts;
    for (const auto& tx : block.transactions) transactions.push_back(merkle::leaf_hash(tx.wire));
    for (const auto& receipt : block.receipts) receipts.push_back(merkle::leaf_hash(ledger::encode_receipt(receipt)));
    return {.block = wanted.block,
            .index = wanted.index,
            .transaction = block.transactions[wanted.index].wire,
            .receipt = ledger::encode_receipt(block.receipts[wanted.index]),
            .transaction_path = merkle::inclusion_proof(transactions, wanted.index),
            .receipt_path = merkle::inclusion_proof(receipts, wanted.index),
            .label = wanted.label};
  }

  Answer<void> add_records() {
    for (const auto& wanted : request_.records) {
      const auto key = wanted.slot ? state::slot_key(wanted.address, *wanted.slot) : state::account_key(wanted.address);
      auto proof = source_.prove_state(key, wanted.block);
      if (!proof) return pass_on(proof);
      pack_.records.push_back({.block = wanted.block,
                               .address = wanted.address,
                               .slot = wanted.slot,
                               .value = std::move(proof->value),
                               .proof = std::move(proof->proof),
                               .label = wanted.label});
    }
    return {};
  }

  Answer<BlockPtr> block(Height height) {
    if (const auto at = blocks_.find(height); at != blocks_.end()) return at->second;
    auto found = source_.block(height);
    if (found) blocks_[height] = *found;
    return found;
  }

  /// The claims are what the evidence shows; one that shows nothing ends the work.
  Answer<std::string> finish() {
    for (const auto& judgement : judge(pack_).evidence) {
      if (judgement.failure || !judgement.claim) {
        return std::unexpected(judgement.where + ": " + judgement.failure.value_or("not readable"));
      }
      pack_.claims.push_back(*judgement.claim);
    }
    return write_pack(pack_);
  }

  const Request& request_;
  const Source& source_;
  Pack pack_;
  std::uint64_t size_ = 0;
  std::map<Height, BlockPtr> blocks_;
};

}  // namespace

Answer<std::string> build(const Request& request, const Source& source) { return Builder(request, source).build(); }

}  // namespace kaisho::evidence
