#include <gtest/gtest.h>

#include "fixtures.hpp"
#include "kaisho/state/keys.hpp"
#include "kaisho/state/proof.hpp"

namespace kaisho::storage {
namespace {

using namespace test;

/// Asks for the proof and checks it against the header's root, as an auditor would.
void expect_proof(const ChainStore& store, const Bytes& raw_key, Height height, const std::optional<Bytes>& value) {
  const auto proof = store.prove_state(raw_key, height);
  ASSERT_TRUE(proof) << proof.error().text;
  const auto root = store.header(height).value()->state_root;
  EXPECT_EQ(proof->state_root, root);
  EXPECT_EQ(proof->value, value) << "height " << height;
  const auto verdict = value ? state::verify_membership(root, raw_key, *value, proof->proof)
                             : state::verify_non_membership(root, raw_key, proof->proof);
  EXPECT_TRUE(verdict) << state::describe(verdict.error());
}

void expect_proofs_of_height(const ChainStore& store, Height height) {
  const auto view = *store.at(height);
  for (std::uint64_t n = 0; n < 22; ++n) {
    const auto account = view->account(address(n));
    std::optional<Bytes> value;
    if (account) {
      value = state::encode_account(
          {.nonce = account->nonce, .balance = account->balance, .code_hash = account->code_hash});
    }
    expect_proof(store, state::account_key(address(n)), height, value);
    const auto slot = view->storage(address(n), word(7));
    expect_proof(store, state::slot_key(address(n), word(7)), height,
                 slot.is_zero() ? std::nullopt : std::optional(bytes_of(slot.view())));
  }
}

TEST(StateProofs, hold_for_recent_heights_and_for_heights_whose_tree_is_rebuilt) {
  TempFolder folder;
  const auto store = open(folder.path(), {.folder = {}, .recent_trees = 4});
  grow_to(*store, 20);
  for (const Height height : {0u, 1u, 9u, 16u, 17u, 20u}) expect_proofs_of_height(*store, height);
}

TEST(StateProofs, hold_after_reopening_and_after_pruning) {
  TempFolder folder;
  auto store = open(folder.path());
  grow_to(*store, 20);
  store.reset();
  store = open(folder.path());
  expect_proofs_of_height(*store, 20);
  expect_proofs_of_height(*store, 3);
  ASSERT_TRUE(store->prune_below(12));
  expect_proofs_of_height(*store, 12);
  expect_proofs_of_height(*store, 20);
}

TEST(StateProofs, show_a_record_that_was_there_and_is_gone) {
  TempFolder folder;
  const auto store = open(folder.path());
  const auto contract = address(1);
  const auto set = [&](std::uint64_t value) {
    ledger::StateDiff diff;
    auto account = *store->latest()->account(contract);
    account.nonce += 1;
    diff.accounts[contract] = {.account = account, .storage = {{word(500), word(value)}}};
    const auto candidate = store->prepare(std::move(diff)).value();
    ASSERT_TRUE(store->commit(block_on(*store->last_block(), candidate.state_root), candidate));
  };
  set(1);
  set(0);
  const auto key = state::slot_key(contract, word(500));
  expect_proof(*store, key, 0, std::nullopt);
  expect_proof(*store, key, 1, bytes_of(word(1).view()));
  expect_proof(*store, key, 2, std::nullopt);
  EXPECT_EQ(store->prove_state(key, 3).error().code, ErrorCode::unknown_height);
}

TEST(StateProofs, are_refused_under_the_root_of_another_height) {
  TempFolder folder;
  const auto store = open(folder.path());
  grow_to(*store, 5);
  const auto key = state::account_key(address(2));
  const auto proof = store->prove_state(key, 4).value();
  const auto other_root = store->header(5).value()->state_root;
  ASSERT_TRUE(proof.value);
  EXPECT_EQ(state::verify_membership(other_root, key, *proof.value, proof.proof),
            std::unexpected(state::ProofError::other_root));
}

}  // namespace
}  // namespace kaisho::storage
