#pragma once

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/ledger/block.hpp>
#include <kaisho/state/changes.hpp>
#include <kaisho/state/proof.hpp>
#include <map>
#include <memory>
#include <stdexcept>

#include "kaisho/evidence/build.hpp"

/// A small chain in memory that answers what a pack's builder asks: nine blocks, up to three transactions each, a state
/// with two accounts and some slots that change.
namespace kaisho::evidence::testing {

namespace merkle = codec::merkle;

inline constexpr ChainId kChain = 31337;
inline constexpr Height kLastBlock = 8;

inline crypto::ed25519::KeyPair organization_key(std::uint8_t number) {
  std::array<std::uint8_t, 32> seed{};
  seed.fill(number);
  return crypto::ed25519::KeyPair::from_seed(crypto::Secret<32>::take(seed));
}
inline VerifierKey verifier(const std::string& name, std::uint8_t number) {
  return {name, organization_key(number).public_key()};
}

inline Address address(std::uint8_t last) {
  Address value;
  value.bytes.back() = last;
  return value;
}
inline Word word(std::uint64_t number) { return word_of(U256(number)); }

class SampleChain {
 public:
  SampleChain() {
    for (Height height = 0; height <= kLastBlock; ++height) append(height);
  }

  /// Stands for the hash of a genesis document.
  [[nodiscard]] static Hash document() { return crypto::sha256(view_of("the document")); }
  [[nodiscard]] Hash genesis_hash() const { return ledger::header_hash(blocks_.front()->header); }
  [[nodiscard]] Checkpoint checkpoint(std::uint64_t size) const {
    return {checkpoint_origin(kChain, genesis_hash()), size, merkle::root(std::span(leaves_).first(size))};
  }
  /// Signed by bank, broker and exchange.
  [[nodiscard]] std::string signed_checkpoint(std::uint64_t size) const {
    const auto bank = organization_key(1);
    const auto broker = organization_key(2);
    const auto exchange = organization_key(3);
    return sign_checkpoint(checkpoint(size), {{"bank", bank}, {"broker", broker}, {"exchange", exchange}});
  }
  [[nodiscard]] static std::vector<VerifierKey> signers() {
    return {verifier("bank", 1), verifier("broker", 2), verifier("exchange", 3)};
  }

  [[nodiscard]] Source source() const {
    return {.block = [this](Height height) -> Answer<std::shared_ptr<const ledger::Block>> {
              if (height >= blocks_.size()) return std::unexpected("no such block");
              return blocks_[height];
            },
            .history_inclusion = [this](Height height, std::uint64_t size) -> Answer<Path> {
              return merkle::inclusion_proof(std::span(leaves_).first(size), height);
            },
            .history_consistency = [this](std::uint64_t old_size, std::uint64_t new_size) -> Answer<Path> {
              return merkle::consistency_proof(std::span(leaves_).first(new_size), old_size);
            },
            .prove_state = [this](ByteView key, Height height) { return prove(bytes_of(key), height); }};
  }

  /// Everything that a pack can hold.
  [[nodiscard]] Request full_request() const {
    Request request;
    request.checkpoint = signed_checkpoint(kLastBlock + 1);
    request.signers = signers();
    request.older_checkpoints = {signed_checkpoint(5), signed_checkpoint(kLastBlock + 1)};
    request.blocks = {0, 3};
    request.transactions = {{6, 1, "the issue of bond 7"}, {1, 0, std::nullopt}};
    request.records = {{6, address(0x40), word(6), "consent of bank"},
                       {6, address(0x40), word(99), std::nullopt},
                       {3, address(0x40), word(6), std::nullopt},
                       {8, address(0x41), std::nullopt, std::nullopt},
                       {8, address(0x42), std::nullopt, std::nullopt}};
    return request;
  }
  [[nodiscard]] std::string full_pack() const {
    auto pack = build(full_request(), source());
    if (!pack) throw std::runtime_error(pack.error());
    return *std::move(pack);
  }

 private:
  using Records = std::map<Bytes, Bytes>;

  /// Block n changes slot n of contract 0x…40 and the balance of 0x…41.
  void change_state(Height height) {
    const state::AccountValue contract{1, 0, ledger::kEmptyCodeHash};
    const state::AccountValue account{0, 1'000 + height, ledger::kEmptyCodeHash};
    records_[state::account_key(address(0x40))] = state::encode_account(contract);
    records_[state::account_key(address(0x41))] = state::encode_account(account);
    records_[state::slot_key(address(0x40), word(height))] = bytes_of(word(1'000 + height).view());
    std::map<state::TreeKey, Hash> ordered;
    for (const auto& [key, value] : records_) ordered[state::tree_key(key)] = state::value_hash(value);
    std::vector<state::LeafChange> changes;
    for (const auto& [key, value] : ordered) changes.push_back({key, value});
    tree_.propose(changes);
    tree_.accept(height + 1);  // an empty tree stands at height 0
    history_[height] = records_;
  }

  static ledger::SignedTransaction transaction(Height height, std::uint64_t index) {
    std::array<std::uint8_t, 32> secret{};
    secret.fill(7);
    const auto key = *crypto::PrivateKey::from(crypto::Secret<32>::take(secret));
    ledger::Transaction tx;
    tx.type = ledger::TransactionType::dynamic_fee;
    tx.chain_id = kChain;
    tx.nonce = height * 10 + index;
    tx.gas_limit = 50'000;
    tx.to = address(0x40);
    tx.data = {1, 2, 3, static_cast<std::uint8_t>(height)};
    return *ledger::recover_transaction(ledger::encode_transaction(ledger::sign_transaction(tx, key)));
  }

  static ledger::Receipt receipt(std::uint64_t index) {
    ledger::Receipt receipt;
    receipt.type = ledger::TransactionType::dynamic_fee;
    receipt.success = index != 2;
    receipt.gas_used = 30'000;
    receipt.cumulative_gas_used = 30'000 * (index + 1);
    if (receipt.success) receipt.logs = {{address(0x40), {word(1), word(index)}, {5, 6}}};
    receipt.bloom = ledger::bloom_of(receipt.logs);
    return receipt;
  }

  void append(Height height) {
    change_state(height);
    ledger::Block block;
    for (std::uint64_t i = 0; i < height % 4; ++i) {
      block.transactions.push_back(transaction(height, i));
      block.receipts.push_back(receipt(i));
    }
    auto& header = block.header;
    header.chain_id = kChain;
    header.height = height;
    if (height == 0) header.extra = bytes_of(document().view());
    if (height != 0) header.parent_hash = ledger::header_hash(blocks_.back()->header);
    header.timestamp = 1'700'000'000 + height;
    header.gas_limit = 60'000'000;
    header.transaction_count = block.transactions.size();
    header.transactions_root = ledger::transactions_root(block.transactions);
    header.receipts_root = ledger::receipts_root(block.receipts);
    header.state_root = tree_.root();
    leaves_.push_back(merkle::leaf_hash(ledger::encode_header(header)));
    blocks_.push_back(std::make_shared<const ledger::Block>(std::move(block)));
  }

  [[nodiscard]] Answer<StateAnswer> prove(const Bytes& key, Height height) const {
    const auto& records = history_.at(height);
    const auto leaves = [&](const state::TreeKey& at) -> std::optional<state::LeafData> {
      for (const auto& [raw, value] : records) {
        if (state::tree_key(raw) == at) return state::LeafData{raw, value};
      }
      return std::nullopt;
    };
    const auto proof = state::make_proof(key, *tree_.find(state::tree_key(key), height + 1), leaves);
    if (!proof) return std::unexpected("no proof");
    const auto at = records.find(key);
    return StateAnswer{at == records.end() ? std::nullopt : std::optional(at->second), *proof};
  }

  Records records_;
  std::map<Height, Records> history_;
  state::StateTree tree_;
  std::vector<std::shared_ptr<const ledger::Block>> blocks_;
  std::vector<Hash> leaves_;
};

}  // namespace kaisho::evidence::testing
