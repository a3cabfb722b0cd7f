#include "kaisho/governance/audit_scope.hpp"

#include <algorithm>

#include <kaisho/base/assert.hpp>
#include <kaisho/codec/abi.hpp>

namespace kaisho::governance {
namespace {

namespace abi = codec::abi;

/// What an event says about audits. `data` holds its parameters that are not indexed.
struct EventTouch {
  enum class Kind : std::uint8_t { nothing, pair, issuer, user, member };
  std::string_view signature;
  std::string_view data;
  Kind kind;
  std::size_t token = 0;  ///< place of the token's ID in the data, where the kind needs it
  std::size_t user = 0;   ///< of the user's ID; of the member's name
};
using Kind = EventTouch::Kind;

// A test compares with IGovernance.sol: an event that is missing here is an audit that would be missed.
constexpr EventTouch kTouches[] = {
    {"ProgramRegistered(bytes32,string,string,string,string,string,bytes)", "", Kind::nothing},
    {"Attested(bytes32,string,bool,bytes32,bytes)", "", Kind::nothing},
    {"Rebuilt(bytes32,string,uint8,bytes32,bytes)", "", Kind::nothing},
    {"UserRegistered(string,address,string,string,string,bytes32,bytes32)", "string,string,string,bytes32,bytes32",
     Kind::user, 0, 0},
    {"EntrustedAnew(string,string,string,string,bytes32,bytes32,bytes32)",
     "string,string,string,bytes32,bytes32,bytes32", Kind::user, 0, 0},
    {"EntrustmentEnded(string,string,string,bytes32)", "string,string,bytes32", Kind::user, 0, 0},
    {"Witnessed(bytes32,string,string,address,bytes32)", "", Kind::nothing},
    {"ClerkChanged(address,string,bool)", "", Kind::nothing},
    {"RegionAssigned(string,string,string)", "", Kind::nothing},
    {"IssueApplied(uint64,string,string,string,string,bytes32,bytes,bytes32)",
     "string,string,string,bytes32,bytes,bytes32", Kind::pair, 0, 1},
    {"DistributeApplied(uint64,string,string,string,string,bytes32)", "string,string,string,bytes32", Kind::pair, 0, 1},
    {"ApplicationRefused(uint64,string,string,string,uint8,string)", "", Kind::nothing},
    {"PolicyChanged(string,uint64,string,string,string,string)", "string,string,string,string", Kind::issuer, 0},
    {"Deployed(uint64,string,address,string,bytes32,bytes32,string[])", "string,bytes32,bytes32,string[]", Kind::issuer,
     0},
    {"UsableGranted(string,address,string,string,uint64)", "string,string,uint64", Kind::pair, 0, 1},
    {"ConsentWithdrawn(uint64,string,string,string,bytes32)", "string,string,bytes32", Kind::pair, 0, 1},
    {"UpgradeApplied(uint64,string,string,string,string,bytes32,bytes32,bytes,bytes32)",
     "string,string,string,bytes32,bytes32,bytes,bytes32", Kind::pair, 0, 1},
    {"ChangeApplied(uint64,string,string,string,string,string,bytes32)", "string,string,string,string,bytes32",
     Kind::pair, 0, 1},
    {"Upgraded(uint64,string,address,string,bytes32,bytes32,bytes32,string[])",
     "string,bytes32,bytes32,bytes32,string[]", Kind::issuer, 0},
    {"TokenStateChanged(string,uint64,string,string,bool,string[])", "string,string,bool,string[]", Kind::issuer, 0},
    {"UsableWithdrawn(string,address,string,string,uint64)", "string,string,uint64", Kind::pair, 0, 1},
    {"MembershipProposed(uint64,uint8,string,string,string,uint64)", "", Kind::nothing},
    {"MembershipApproved(uint64,string)", "", Kind::nothing},
    {"MembershipProposalWithdrawn(uint64,string)", "", Kind::nothing},
    {"MemberChanged(uint64,string,string,string,uint64,bool,address,uint32,bytes32,bytes20,string,string,bytes32,"
     "bytes32)",
     "string,string,uint64,bool,address,uint32,bytes32,bytes20,string,string,bytes32,bytes32", Kind::member, 0, 0},
    {"MembershipPolicyChanged(uint64,uint64,string,string)", "", Kind::nothing},
};

const EventTouch* touch_of(const Word& topic) {
  static const auto kByTopic = [] {
    std::map<Word, const EventTouch*> all;
    for (const auto& touch : kTouches) all.emplace(abi::event_topic(touch.signature), &touch);
    return all;
  }();
  const auto found = kByTopic.find(topic);
  return found == kByTopic.end() ? nullptr : found->second;
}

/// ERC-1967: a proxy points to another program now.
const Word& proxy_upgraded() {
  static const Word kTopic = abi::event_topic("Upgraded(address)");
  return kTopic;
}

/// Pairs of everything that a user has.
void add_user(const Slots& slots, const std::string& user_id, AuditScope& scope) {
  const auto user = find_user(slots, user_id);
  if (!user) return;
  for (const auto& token : user->tokens) scope.pairs.insert({user_id, token});
}

/// Only a member that came or left matters: other changes touch keys and addresses.
void add_member(const abi::Values& values, AuditScope& scope) {
  const auto& change = values[1].text();
  if (change == "add" || change == "remove") scope.members.insert(values[0].text());
}

void add_log(const ledger::Log& log, const Slots& after, AuditScope& scope) {
  const auto* touch = touch_of(log.topics[0]);
  if (touch == nullptr || touch->kind == Kind::nothing) return;
  const auto values = abi::decode(abi::types_of(touch->data), log.data);
  KAISHO_ASSERT(values.has_value());  // the contract emitted it by this very signature
  switch (touch->kind) {
    case Kind::pair:
      scope.pairs.insert({(*values)[touch->user].text(), (*values)[touch->token].text()});
      return;
    case Kind::issuer:
      if (auto pair = issuer_of(after, (*values)[touch->token].text())) scope.pairs.insert(std::move(*pair));
      return;
    case Kind::user:
      return add_user(after, (*values)[touch->user].text(), scope);
    case Kind::member:
      return add_member(*values, scope);
    case Kind::nothing:
      return;
  }
}

void add_proxy(const ledger::Log& log, const Slots& after, AuditScope& scope) {
  const auto token = token_of(after, log.address);
  if (token.empty()) return;
  if (auto pair = issuer_of(after, token)) scope.pairs.insert(std::move(*pair));
}

}  // namespace

bool may_touch(const ledger::Header& header) {
  return ledger::may_contain(header.bloom, kGovernanceAddress.view()) ||
         ledger::may_contain(header.bloom, proxy_upgraded().view());
}

AuditScope changed_by(const ledger::Block& block, const Slots& after) {
  AuditScope scope;
  if (!may_touch(block.header)) return scope;
  for (const auto& receipt : block.receipts) {
    for (const auto& log : receipt.logs) {
      if (log.topics.empty()) continue;
      if (log.address == kGovernanceAddress) {
        add_log(log, after, scope);
      } else if (log.topics[0] == proxy_upgraded()) {
        add_proxy(log, after, scope);
      }
    }
  }
  return scope;
}

bool depends_on(const Slots& slots, const AuditPair& pair, const OrganizationSet& organizations) {
  const auto application = find_application(slots, application_of(slots, pair.user_id, pair.token_id));
  const auto user = application ? find_user(slots, pair.user_id) : std::nullopt;
  const auto member = user ? find_member(slots, user->vorg) : std::nullopt;
  if (member && organizations.contains(member->name)) return true;
  const auto issuer = issuer_of(slots, pair.token_id);
  if (!issuer || *issuer != pair) return false;
  const auto current = current_policy(slots, pair.token_id);
  const auto policy = current ? Policy::parse(current->text) : std::unexpected(PolicyError{});
  if (!policy) return true;
  const auto named = policy->organizations();
  return std::ranges::any_of(organizations, [&](const auto& name) { return named.contains(name); });
}

bool is_known_event(const Word& topic) { return touch_of(topic) != nullptr; }

std::vector<std::size_t> failed_calls(const ledger::Block& block) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < block.receipts.size(); ++i) {
    if (!block.receipts[i].success && block.transactions[i].transaction.to == kGovernanceAddress) places.push_back(i);
  }
  return places;
}

}  // namespace kaisho::governance
