#include <array>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <string>

#include "kaisho/base/hex.hpp"
#include "kaisho/state/changes.hpp"
#include "kaisho/state/proof.hpp"

/// Writes claims about state trees of several sizes, true ones and forged ones, one a line, for an ICS-23 verifier that
/// is not ours. Every verdict written here is that of our own verifier: the two must agree on all of them.
namespace {

using namespace kaisho;
using namespace kaisho::state;

struct Claim {
  bool present = true;
  Hash root;
  Bytes key, value, proof;
};

std::string text_of_bytes(ByteView bytes) { return bytes.empty() ? "-" : to_hex_plain(bytes); }

bool holds(const Claim& claim) {
  return claim.present ? verify_membership(claim.root, claim.key, claim.value, claim.proof).has_value()
                       : verify_non_membership(claim.root, claim.key, claim.proof).has_value();
}

/// False where our own verifier disagrees with what the claim was made to be.
bool write(const Claim& claim, bool expected, const char* note) {
  std::printf("%s %s %s %s %s %s %s\n", claim.present ? "present" : "absent", text_of_bytes(claim.root.view()).c_str(),
              text_of_bytes(claim.key).c_str(), text_of_bytes(claim.value).c_str(), text_of_bytes(claim.proof).c_str(),
              expected ? "true" : "false", note);
  return holds(claim) == expected;
}

/// A tree of accounts and slots, and what its leaves were made of.
struct Example {
  StateTree tree;
  std::map<TreeKey, LeafData> leaves;

  explicit Example(std::uint8_t size) {
    ChangeSet changes;
    for (std::uint8_t n = 0; n < size; ++n) {
      if (n % 3 == 0)
        changes.set_account(Address{{n}}, AccountValue{.nonce = n, .balance = U256(n), .code_hash = Hash{{1}}});
      if (n % 3 != 0) changes.set_slot(Address{{9}}, Word{{n}}, Word{{1, n}});
    }
    changes.seal();
    for (const auto& entry : changes.entries()) leaves[entry.key] = {bytes_of(entry.raw_key), bytes_of(entry.value)};
    tree.propose(changes.leaf_changes());
    tree.accept(1);
  }
  [[nodiscard]] Claim claim(const Bytes& key) const {
    const auto finding = *tree.find(tree_key(key), 1);
    const auto proof = make_proof(key, finding, [this](const TreeKey& at) { return std::optional(leaves.at(at)); });
    const auto value = finding.leaf ? leaves.at(tree_key(key)).value : Bytes{};
    return {.present = finding.leaf.has_value(), .root = tree.root(), .key = key, .value = value, .proof = *proof};
  }
};

/// The claim with its decoded proof changed.
Claim forged(Claim claim, const std::function<void(ics23::Proof&)>& change) {
  auto proof = *ics23::decode(claim.proof);
  change(proof);
  claim.proof = ics23::encode(proof);
  return claim;
}

bool write_forgeries_of_presence(const Claim& claim) {
  bool agree = true;
  auto other = claim;
  other.root.bytes[0] ^= 1;
  agree &= write(other, false, "another root");
  other = claim;
  other.value.back() ^= 1;
  agree &= write(other, false, "another value claimed");
  other = forged(other, [&](ics23::Proof& proof) { proof.present->value = other.value; });
  agree &= write(other, false, "another value, in the proof too");
  other = claim;
  other.key.back() ^= 1;
  other = forged(other, [&](ics23::Proof& proof) { proof.present->key = other.key; });
  agree &= write(other, false, "another key, in the proof too");
  for (std::size_t i = 0; i < ics23::decode(claim.proof)->present->path.size(); ++i) {
    agree &= write(forged(claim, [i](auto& proof) { proof.present->path[i].sibling.bytes[0] ^= 1; }), false,
                   "a sibling changed");
    agree &= write(forged(claim, [i](auto& proof) { proof.present->path[i].sibling_is_left ^= true; }), false,
                   "a side changed");
    agree &= write(forged(claim, [i](auto& proof) { proof.present->path.resize(i); }), false, "the path cut");
  }
  return agree;
}

bool write_forgeries_of_absence(const Example& example, const Claim& claim) {
  bool agree = true;
  const auto proof = *ics23::decode(claim.proof);
  if (proof.absent->left && proof.absent->right) {
    agree &= write(forged(claim, [](auto& p) { p.absent->left.reset(); }), false, "the left neighbour left out");
    agree &= write(forged(claim, [](auto& p) { p.absent->right.reset(); }), false, "the right neighbour left out");
    agree &=
        write(forged(claim, [](auto& p) { std::swap(p.absent->left, p.absent->right); }), false, "neighbours swapped");
    agree &= write(forged(claim, [](auto& p) { p.absent->left = p.absent->right; }), false, "one neighbour twice");
    agree &=
        write(forged(claim, [](auto& p) { p.absent->right->value[0] ^= 1; }), false, "a neighbour's value changed");
  }
  // A leaf that is there, said to be absent between its own neighbours.
  for (auto leaf = example.leaves.begin(); leaf != example.leaves.end(); ++leaf) {
    ics23::NonExistence lie{.key = leaf->second.raw_key, .left = {}, .right = {}};
    if (leaf != example.leaves.begin())
      lie.left = ics23::decode(example.claim(std::prev(leaf)->second.raw_key).proof)->present;
    if (std::next(leaf) != example.leaves.end())
      lie.right = ics23::decode(example.claim(std::next(leaf)->second.raw_key).proof)->present;
    if (!lie.left && !lie.right) continue;
    const Claim claimed{.present = false,
                        .root = claim.root,
                        .key = lie.key,
                        .value = {},
                        .proof = ics23::encode({.present = {}, .absent = lie})};
    agree &= write(claimed, false, "a leaf that is there, said to be absent");
  }
  return agree;
}

bool write_example(std::uint8_t size) {
  const Example example(size);
  bool agree = true;
  for (std::uint8_t n = 0; n < size + 8; ++n) {
    for (const auto& key : {account_key(Address{{n}}), slot_key(Address{{9}}, Word{{n}})}) {
      const auto claim = example.claim(key);
      agree &= write(claim, true, "as it is");
      if (n % 5 != 0) continue;
      agree &= claim.present ? write_forgeries_of_presence(claim) : write_forgeries_of_absence(example, claim);
    }
  }
  return agree;
}

}  // namespace

int main() {
  bool agree = true;
  constexpr std::array<std::uint8_t, 5> kSizes{1, 2, 3, 7, 50};
  for (const auto size : kSizes) agree &= write_example(size);
  if (!agree) std::fputs("our own verifier disagrees with what a claim was made to be\n", stderr);
  return agree ? 0 : 1;
}
