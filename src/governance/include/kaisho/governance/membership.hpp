#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/crypto/ed25519.hpp>

#include "kaisho/governance/records.hpp"

/// Who the members are, which of them validate, and how the members decide on changes of that
/// (docs/operate/membership.md; records: docs/formats/governance.md).
namespace kaisho::governance {

/// A node's name in CometBFT: the first 20 bytes of SHA-256 of the Ed25519 public key in its node_key.json.
using NodeId = FixedBytes<20, struct NodeIdTag>;
/// 40 lower hex digits, as CometBFT writes it.
[[nodiscard]] std::string to_text(const NodeId& id);
[[nodiscard]] std::optional<NodeId> parse_node_id(std::string_view text);
/// The name that CometBFT gives to the node with this key.
[[nodiscard]] NodeId node_id_of(const crypto::ed25519::PublicKey& node_key);

/// What the others must know of a member's node. A member has all of it, or none: then it runs no validator of its own,
/// as in a solo consortium.
struct MemberNode {
  crypto::ed25519::PublicKey validator_key{};
  std::uint32_t power = 1;                      ///< votes in consensus; 1 in this revision
  NodeId node_id{};                             ///< of its CometBFT process
  std::string p2p_address{};                    ///< host:port of its CometBFT process
  std::string service_url{};                    ///< https://host:port of its peer service
  Hash service_pin{};                           ///< SHA-256 of its TLS certificate's SubjectPublicKeyInfo
  crypto::ed25519::PublicKey checkpoint_key{};  ///< signs its checkpoints
  friend bool operator==(const MemberNode&, const MemberNode&) = default;
};

/// What is wrong with a node's description, in a sentence: zero keys, one key for two uses, an address that is no
/// host:port, a URL that is no https://host:port.
[[nodiscard]] std::optional<std::string> fault_of(const MemberNode& node);
/// The 32-byte values that no two members may share: validator key, checkpoint key, service pin, node ID (then zeros).
[[nodiscard]] std::array<Word, 4> keys_of(const MemberNode& node);
[[nodiscard]] Word key_word(const NodeId& id);
/// host:port with a port from 1 to 65535; the host is a DNS name, an IPv4 address or an IPv6 address in brackets; at
/// most 255 bytes.
[[nodiscard]] bool is_host_and_port(std::string_view text);
/// https://host:port, nothing behind it.
[[nodiscard]] bool is_service_url(std::string_view text);

/// Voting power in the engine for each power of a member's node. Not 1: CometBFT 0.38 takes a validator for one without
/// whom nobody makes blocks when its power is at least a third of all, rounded *down* (blocksync/reactor.go,
/// localNodeBlocksTheChain). With 1 of 4 that is every member, and one that comes back would never fetch blocks in
/// rows, but one by one from its peers' votes.
inline constexpr std::uint64_t kEnginePower = 1'000;

/// An active member whose node votes in consensus.
struct Validator {
  OrganizationNumber number = 0;
  std::string name;
  MemberNode node;
  friend bool operator==(const Validator&, const Validator&) = default;
};

/// The active validators, in the order of their numbers; empty in a solo consortium. A change that a block makes acts
/// in consensus two heights later (ABCI: ValidatorUpdates of height H vote from H + 2 on).
[[nodiscard]] std::vector<Validator> validators(const Slots& slots);
/// The same of the governance's account in a state.
[[nodiscard]] std::vector<Validator> validators(const ledger::StateView& state);

/// Counts changes of members, their nodes and the membership policy; 1 at genesis. While it stays, `validators` does.
[[nodiscard]] std::uint64_t membership_version(const Slots& slots);
[[nodiscard]] std::uint64_t membership_version(const ledger::StateView& state);

/// A member's node, of former members the last one. Nothing for a member without.
[[nodiscard]] std::optional<MemberNode> find_node(const Slots& slots, OrganizationNumber number);
/// When a former member left; 0 for others.
[[nodiscard]] Timestamp left_at(const Slots& slots, OrganizationNumber number);
/// The organization that has or once had this key (one of `keys_of`); 0 for none.
[[nodiscard]] OrganizationNumber key_owner(const Slots& slots, const Word& key);
/// The organization that this account acts or once acted for; 0 for none.
[[nodiscard]] OrganizationNumber operator_owner(const Slots& slots, const Address& account);

/// The membership policy in force as text; while the members made none, `Majority[…]` of all active members.
struct MembershipPolicy {
  std::string text;
  bool follows_members = true;  ///< the default: changes with the membership by itself
  std::uint64_t proposal = 0;   ///< that made it; 0 for the default
};
[[nodiscard]] MembershipPolicy membership_policy(const Slots& slots);

enum class ChangeKind : std::uint8_t { add = 1, remove = 2, replace = 3, policy = 4 };
[[nodiscard]] std::string_view describe(ChangeKind kind);

/// What a proposal would do. add: all fields but `policy`. remove: `name`. replace: `name` stays; operator, roles and
/// node become what is given. policy: `policy`, empty for the default.
struct MembershipChange {
  ChangeKind kind = ChangeKind::add;
  std::string name{};
  Address operator_account{};
  std::uint32_t roles = 0;
  std::optional<MemberNode> node{};
  std::string policy{};
};

/// `expired` is never on the ledger: an open proposal after its expiry.
enum class ProposalStatus : std::uint8_t { open = 1, executed = 2, withdrawn = 3, expired = 4 };
[[nodiscard]] std::string_view describe(ProposalStatus status);

struct ProposalRecord {
  std::uint64_t number = 0;  ///< from 1
  ProposalStatus status = ProposalStatus::open;
  MembershipChange change;
  OrganizationNumber proposer = 0;
  std::uint64_t version = 0;  ///< of the membership when it was made
  Timestamp time = 0;
  Timestamp expiry = 0;   ///< block time after which it can no longer be approved
  Timestamp decided = 0;  ///< when it was executed or withdrawn
};

[[nodiscard]] std::uint64_t proposal_count(const Slots& slots);
[[nodiscard]] std::optional<ProposalRecord> find_proposal(const Slots& slots, std::uint64_t number);
/// Active members that approved it since they became members, in the order of their numbers: those who count.
[[nodiscard]] std::vector<Member> approvers(const Slots& slots, std::uint64_t proposal);

}  // namespace kaisho::governance
