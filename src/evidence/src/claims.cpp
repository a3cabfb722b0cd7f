#include "claims.hpp"

#include <algorithm>
#include <array>
#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>
#include <utility>

namespace kaisho::evidence {
namespace {

using Names = std::span<const std::string_view>;

constexpr std::string_view kCheckpoint[] = {"size", "root", "signers", "chain_id", "genesis_hash"};
constexpr std::string_view kPrefix[] = {"size", "root", "signers", "newer_size"};
constexpr std::string_view kBlock[] = {"block", "hash", "checkpoint_size"};
constexpr std::string_view kTransaction[] = {"block", "index", "transaction_hash", "receipt_hash", "status"};
constexpr std::string_view kSlotPresent[] = {"block", "address", "slot", "value"};
constexpr std::string_view kSlotAbsent[] = {"block", "address", "slot"};
constexpr std::string_view kAccountPresent[] = {"block", "address", "value"};
constexpr std::string_view kAccountAbsent[] = {"block", "address"};

constexpr std::array<std::pair<std::string_view, Names>, 8> kKinds{{
    {"signed_checkpoint", kCheckpoint},
    {"checkpoint_prefix", kPrefix},
    {"block_in_history", kBlock},
    {"transaction_in_block", kTransaction},
    {"slot_present", kSlotPresent},
    {"slot_absent", kSlotAbsent},
    {"account_present", kAccountPresent},
    {"account_absent", kAccountAbsent},
}};

std::string number(std::uint64_t value) { return std::to_string(value); }

/// A claim whose members get these values, in the order of the table.
Claim make(std::string_view kind, std::vector<std::string> values, std::string text) {
  Claim claim{std::string(kind), {}, std::move(text)};
  const auto names = claim_members(kind).value_or(Names());
  for (std::size_t i = 0; i < names.size(); ++i) claim.members.emplace_back(names[i], std::move(values.at(i)));
  return claim;
}

Claim slot_record(const RecordEvidence& e, const Word& at) {
  const auto block = number(e.block);
  const auto address = to_hex(e.address);
  const auto slot = to_hex(at);
  const auto subject = "storage slot " + slot + " of " + address;
  if (!e.value) {
    return make("slot_absent", {block, address, slot}, subject + " was empty in the state after block " + block);
  }
  const auto value = to_hex(*e.value);
  return make("slot_present", {block, address, slot, value},
              subject + " had the value " + value + " in the state after block " + block);
}

Claim account_record(const RecordEvidence& e) {
  const auto block = number(e.block);
  const auto address = to_hex(e.address);
  if (!e.value) {
    return make("account_absent", {block, address},
                "account " + address + " did not exist in the state after block " + block);
  }
  const auto value = to_hex(*e.value);
  return make("account_present", {block, address, value},
              "account " + address + " had the record " + value + " in the state after block " + block);
}

}  // namespace

std::optional<Names> claim_members(std::string_view kind) {
  const auto at = std::ranges::find(kKinds, kind, [](const auto& entry) { return entry.first; });
  return at == kKinds.end() ? std::nullopt : std::optional(at->second);
}

std::string names_of(const SignedNote& note) {
  std::string names;
  for (const auto& signature : note.signatures) names += (names.empty() ? "" : " ") + signature.name;
  return names;
}

Claim signed_checkpoint(ChainId chain_id, const Hash& genesis_hash, const Checkpoint& checkpoint,
                        const std::string& signers) {
  const auto size = number(checkpoint.size);
  const auto root = to_hex(checkpoint.root);
  const auto chain = number(chain_id);
  const auto genesis = to_hex(genesis_hash);
  return make("signed_checkpoint", {size, root, signers, chain, genesis},
              "the history of chain " + chain + " with genesis " + genesis + " has the root " + root +
                  " over its first " + size + " blocks, signed by " + signers);
}

Claim checkpoint_prefix(const Checkpoint& older, const std::string& signers, std::uint64_t size) {
  const auto older_size = number(older.size);
  const auto root = to_hex(older.root);
  const auto newer_size = number(size);
  return make("checkpoint_prefix", {older_size, root, signers, newer_size},
              "the checkpoint of " + older_size + " blocks with root " + root + ", signed by " + signers +
                  ", is a prefix of the checkpoint of " + newer_size + " blocks");
}

Claim block_in_history(Height block, const Hash& block_hash, std::uint64_t checkpoint_size) {
  const auto height = number(block);
  const auto hash = to_hex(block_hash);
  const auto size = number(checkpoint_size);
  return make("block_in_history", {height, hash, size},
              "block " + height + " with hash " + hash + " is in the history of the checkpoint of " + size + " blocks");
}

Claim transaction_in_block(const TransactionEvidence& e, bool success) {
  const auto block = number(e.block);
  const auto index = number(e.index);
  const auto transaction = to_hex(crypto::keccak256(e.transaction));
  const auto receipt = to_hex(crypto::keccak256(e.receipt));
  const std::string status = success ? "succeeded" : "failed";
  return make("transaction_in_block", {block, index, transaction, receipt, status},
              "transaction " + transaction + " is number " + index + " of block " + block + " and " + status +
                  " with the receipt " + receipt);
}

Claim state_record(const RecordEvidence& e) { return e.slot ? slot_record(e, *e.slot) : account_record(e); }

}  // namespace kaisho::evidence
