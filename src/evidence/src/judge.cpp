#include "judge.hpp"

#include <algorithm>
#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/ledger/block.hpp>
#include <kaisho/state/keys.hpp>
#include <kaisho/state/proof.hpp>

#include "claims.hpp"
#include "cosigned.hpp"

namespace kaisho::evidence {
namespace {

namespace merkle = codec::merkle;

std::string place(std::string_view list, std::size_t index) {
  return std::string(list) + "[" + std::to_string(index) + "]";
}

class Judge {
 public:
  explicit Judge(const Pack& pack) : pack_(pack) {}

  Judged judge() && {
    judge_checkpoint();
    for (std::size_t i = 0; i < pack_.older_checkpoints.size(); ++i) judge_older(i);
    for (std::size_t i = 0; i < pack_.blocks.size(); ++i) judge_block(i);
    for (std::size_t i = 0; i < pack_.transactions.size(); ++i) judge_transaction(i);
    for (std::size_t i = 0; i < pack_.records.size(); ++i) judge_record(i);
    return std::move(result_);
  }

 private:
  Checkpoint& checkpoint() { return result_.checkpoint; }

  void add(std::string where, std::optional<Claim> claim, Failure failure, std::optional<Label> label = {}) {
    if (!failure && foundation_failure_) failure = "the checkpoint does not hold: " + *foundation_failure_;
    result_.evidence.push_back({std::move(where), std::move(claim), std::move(failure), std::move(label)});
  }

  bool is_in_history(ByteView header, Height height, const Path& path) {
    return merkle::verify_inclusion(merkle::leaf_hash(header), height, checkpoint().size, path, checkpoint().root);
  }

  /// Genesis, signatures and size: what everything else stands on.
  Failure check_foundation(const SignedNote& note) {
    const auto genesis = ledger::decode_header(pack_.genesis_header);
    if (!genesis || genesis->height != 0 || !genesis->parent_hash.is_zero()) return "the genesis header is no block 0";
    if (genesis->chain_id != pack_.chain_id) return "the genesis header is of another chain";
    if (checkpoint().origin != checkpoint_origin(pack_.chain_id, result_.genesis_hash)) {
      return "the checkpoint's origin is not this chain";
    }
    if (!is_in_history(pack_.genesis_header, 0, pack_.genesis_path)) {
      return "the path of the genesis header does not lead to the checkpoint's root";
    }
    if (pack_.signers.empty()) return "there are no signers";
    if (note.signatures.size() != pack_.signers.size()) return "not every signer has signed the checkpoint";
    return check_signatures(note, pack_.signers);
  }

  void judge_checkpoint() {
    result_.genesis_hash = crypto::keccak256(pack_.genesis_header);
    const auto read = read_signed_checkpoint(pack_.checkpoint);
    if (!read) {
      foundation_failure_ = read.error();
      return add("checkpoint", std::nullopt, read.error());
    }
    checkpoint() = read->checkpoint;
    foundation_failure_ = check_foundation(read->note);
    add("checkpoint", signed_checkpoint(pack_.chain_id, result_.genesis_hash, checkpoint(), names_of(read->note)),
        foundation_failure_);
  }

  Failure check_older(const SignedCheckpoint& older, const Path& path) {
    const auto& [origin, size, root] = older.checkpoint;
    if (origin != checkpoint().origin) return "the older checkpoint is of another chain";
    if (size == 0 || size > checkpoint().size) return "the older checkpoint is not older";
    if (auto failure = check_signatures(older.note, pack_.signers)) return failure;
    if (!merkle::verify_consistency(size, checkpoint().size, path, root, checkpoint().root)) {
      return "the older checkpoint is no prefix of the checkpoint";
    }
    return std::nullopt;
  }

  void judge_older(std::size_t index) {
    const auto& evidence = pack_.older_checkpoints[index];
    const auto where = place("older_checkpoints", index);
    const auto older = read_signed_checkpoint(evidence.note);
    if (!older) return add(where, std::nullopt, older.error());
    add(where, checkpoint_prefix(older->checkpoint, names_of(older->note), checkpoint().size),
        check_older(*older, evidence.consistency));
  }

  Failure check_block(const ledger::Header& header, const BlockEvidence& evidence) {
    if (header.chain_id != pack_.chain_id) return "the header is of another chain";
    if (find_block(header.height) != nullptr) return "the block stands twice in the pack";
    if (!is_in_history(evidence.header, header.height, evidence.path)) {
      return "the header's path does not lead to the checkpoint's root";
    }
    return std::nullopt;
  }

  void judge_block(std::size_t index) {
    const auto& evidence = pack_.blocks[index];
    const auto header = ledger::decode_header(evidence.header);
    if (!header) return add(place("blocks", index), std::nullopt, "not a block header of this ledger");
    auto failure = check_block(*header, evidence);
    if (!failure) proved_blocks_.push_back(*header);
    add(place("blocks", index), block_in_history(header->height, crypto::keccak256(evidence.header), checkpoint().size),
        std::move(failure));
  }

  /// Only blocks whose path led to the checkpoint.
  const ledger::Header* find_block(Height height) {
    const auto at = std::ranges::find(proved_blocks_, height, &ledger::Header::height);
    return at == proved_blocks_.end() ? nullptr : &*at;
  }

  Failure check_transaction(const TransactionEvidence& e, const ledger::Receipt& receipt) {
    const auto* block = find_block(e.block);
    if (block == nullptr) return "the pack does not prove the transaction's block";
    const auto transaction = ledger::decode_transaction(e.transaction);
    if (!transaction) return std::string(ledger::describe(transaction.error()));
    if (transaction->type != receipt.type) return "transaction and receipt are of different types";
    const auto leads_to = [&](ByteView leaf, const Path& path, const Hash& root) {
      return merkle::verify_inclusion(merkle::leaf_hash(leaf), e.index, block->transaction_count, path, root);
    };
    if (!leads_to(e.transaction, e.transaction_path, block->transactions_root)) {
      return "the transaction's path does not lead to its block's root";
    }
    if (!leads_to(e.receipt, e.receipt_path, block->receipts_root)) {
      return "the receipt's path does not lead to its block's root";
    }
    return std::nullopt;
  }

  void judge_transaction(std::size_t index) {
    const auto& evidence = pack_.transactions[index];
    const auto where = place("transactions", index);
    const auto receipt = ledger::decode_receipt(evidence.receipt);
    if (!receipt) return add(where, std::nullopt, "not a receipt of this ledger");
    std::optional<Label> label;
    if (evidence.label)
      label = Label{"transaction " + to_hex(crypto::keccak256(evidence.transaction)), *evidence.label};
    add(where, transaction_in_block(evidence, receipt->success), check_transaction(evidence, *receipt), label);
  }

  Failure check_record(const RecordEvidence& e) {
    const auto* block = find_block(e.block);
    if (block == nullptr) return "the pack does not prove the record's block";
    const auto key = e.slot ? state::slot_key(e.address, *e.slot) : state::account_key(e.address);
    const auto verdict = e.value ? state::verify_membership(block->state_root, key, *e.value, e.proof)
                                 : state::verify_non_membership(block->state_root, key, e.proof);
    if (!verdict) return std::string(state::describe(verdict.error()));
    return std::nullopt;
  }

  void judge_record(std::size_t index) {
    const auto& evidence = pack_.records[index];
    std::optional<Label> label;
    if (evidence.label) {
      const auto subject = evidence.slot ? "storage slot " + to_hex(*evidence.slot) + " of " : std::string("account ");
      label = Label{subject + to_hex(evidence.address), *evidence.label};
    }
    add(place("records", index), state_record(evidence), check_record(evidence), label);
  }

  const Pack& pack_;
  Judged result_;
  Failure foundation_failure_;
  std::vector<ledger::Header> proved_blocks_;
};

}  // namespace

Judged judge(const Pack& pack) { return Judge(pack).judge(); }

}  // namespace kaisho::evidence
