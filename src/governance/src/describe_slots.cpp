#include <kaisho/base/hex.hpp>

#include "kaisho/governance/explain.hpp"
#include "kaisho/governance/rebuilds.hpp"
#include "layout.hpp"

namespace kaisho::governance {
namespace {

using layout::slot_after;

/// Collects slots with labels, in the order in which they are told.
class Labels {
 public:
  explicit Labels(const Slots& slots) : slots_(slots) {}

  /// A text or bytes with everything that it occupies.
  void text(const Word& slot, const std::string& name, const std::string& label) {
    const auto parts = ledger::slots_of_bytes(slots_, slot);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      named(parts[i], i == 0 ? name : name + "#" + std::to_string(i), label);
    }
  }
  [[nodiscard]] std::vector<LabelledSlot> take() { return std::move(all_); }

  /// With its name in front, so that a verifier can tell what the slot is without believing the label.
  void named(const Word& slot, const std::string& name, const std::string& label) {
    all_.push_back({slot, name + ": " + label});
  }

  void consent(const Hash& digest, const std::string& what) {
    const Word at = layout::consent(digest);
    const std::string name = "consents[" + to_hex(digest) + "]";
    const auto record = find_consent(slots_, digest);
    const bool is_weaker = record && record->form == SignatureForm::witnessed;
    named(at, name,
          what + ": kind, account, expiry, form of the signature" +
              (is_weaker ? " (WITNESSED ON PAPER by a clerk: weaker)" : ""));
    named(slot_after(at, 1), name + "+1", what + ": application, time, form of the withdrawal's signature");
    named(slot_after(at, 2), name + "+2", what + ": time of withdrawal (absent: not withdrawn)");
    text(slot_after(at, 3), name + "+3", what + ": the user's signature");
  }

  void attestations(const Hash& package) {
    const OrganizationNumber count = member_count(slots_);
    for (OrganizationNumber number = 1; number <= count; ++number) {
      const Word at = layout::attestation(package, number);
      const auto member = find_member(slots_, number);
      const std::string who = "test result of " + (member ? member->name : std::string("?"));
      const std::string name = "attestations[" + to_hex(package) + "][" + std::to_string(number) + "]";
      named(at, name, who + ": report hash");
      named(slot_after(at, 1), name + "+1", who + ": success, time");
      text(slot_after(at, 2), name + "+2", who + ": signature");
    }
  }

  /// Of those that tried: whether the sources make the artifacts.
  void rebuilds_of(const Hash& package) {
    for (const auto& record : rebuilds(slots_, package)) {
      const Word at = layout::rebuild(package, record.organization);
      const auto member = find_member(slots_, record.organization);
      const std::string who = "rebuild of " + (member ? member->name : std::string("?"));
      const std::string name = "rebuilds[" + to_hex(package) + "][" + std::to_string(record.organization) + "]";
      named(at, name, who + ": report hash");
      named(slot_after(at, 1), name + "+1", who + ": outcome, time");
      text(slot_after(at, 2), name + "+2", who + ": signature");
    }
  }

  void user(const std::string& user_id) {
    const Word at = layout::user(user_id);
    const std::string name = "users[" + user_id + "]";
    named(at, name, "user " + user_id + ": account, entrusted organization, time");
    named(slot_after(at, 1), name + "+1", "user " + user_id + ": salted profile hash");
    named(slot_after(at, 2), name + "+2", "user " + user_id + ": digest of the consent to entrust");
  }

  void lifecycle(const std::string& token_id, const Hash& package) {
    const Word at = layout::lifecycle(token_id);
    named(at, "lifecycles[" + token_id + "]",
          "token " + token_id + ": state, since when, by which application (absent: as it was deployed)");
    named(slot_after(at, 1), "lifecycles[" + token_id + "]+1",
          "token " + token_id + ": implementation behind its proxy, last upgrade (absent: neither)");
    named(layout::package_rules(package), "packageRules[" + to_hex(package) + "]",
          "package: rule on withdrawal, kind of proxy (absent: it declares nothing)");
  }

  void policy(const std::string& token_id) {
    const Word list = layout::token_policies(token_id);
    const std::uint64_t count = ledger::load_number(slots_, list);
    named(list, "tokens[" + token_id + "]+3", "token " + token_id + ": number of policies");
    if (count == 0) return;
    const Word at = layout::policy(token_id, count - 1);
    const std::string name = "policies[" + token_id + "][" + std::to_string(count) + "]";
    text(at, name, "token " + token_id + ": policy in force");
    named(slot_after(at, 1), name + "+1", "token " + token_id + ": policy's origin and time");
  }

  void node(const std::string& what, OrganizationNumber number) {
    const Word at = layout::node(number);
    const std::string name = "nodes[" + std::to_string(number) + "]";
    named(at, name, what + ": validator key (absent: no node)");
    named(slot_after(at, 1), name + "+1", what + ": node ID, power");
    named(slot_after(at, 2), name + "+2", what + ": checkpoint key");
    named(slot_after(at, 3), name + "+3", what + ": service pin");
    text(slot_after(at, 4), name + "+4", what + ": p2p address");
    text(slot_after(at, 5), name + "+5", what + ": service URL");
    named(slot_after(at, 6), name + "+6", what + ": when it left, since which version it is here (absent: a founder)");
  }

  void membership_policy() {
    const Word list = layout::variable(layout::kMembershipPolicies);
    const std::uint64_t count = ledger::load_number(slots_, list);
    named(list, "membershipPolicies.length",
          "number of membership policies (absent: the majority of the active members)");
    if (count == 0) return;
    const std::string name = "membershipPolicies[" + std::to_string(count) + "]";
    text(layout::membership_policy(count - 1), name, "membership policy in force");
    named(slot_after(layout::membership_policy(count - 1), 1), name + "+1", "membership policy's origin and time");
  }

 private:
  const Slots& slots_;
  std::vector<LabelledSlot> all_;
};

}  // namespace

std::vector<LabelledSlot> describe_application(const Slots& slots, ApplicationNumber number) {
  const auto application = find_application(slots, number);
  if (!application) return {};
  Labels labels(slots);
  const Word at = layout::application(number);
  const std::string what = "application " + std::to_string(number);
  const std::string name = "applications[" + std::to_string(number) + "]";
  labels.named(at, name, what + ": class, status, entrusted organization, expiry, time, height");
  labels.named(slot_after(at, 1), name + "+1", what + ": contract");
  labels.named(slot_after(at, 2), name + "+2", what + ": package hash");
  labels.named(slot_after(at, 3), name + "+3", what + ": constructor arguments hash");
  labels.named(slot_after(at, 4), name + "+4", what + ": digest of the consent");
  labels.text(slot_after(at, 5), name + "+5", what + ": user");
  labels.text(slot_after(at, 6), name + "+6", what + ": token");
  labels.named(layout::application_of(application->user_id, application->token_id),
               "applicationOf[" + application->user_id + "][" + application->token_id + "]",
               "the application of this user for this token that counts");
  if (!private_root(slots, number).is_zero()) {
    labels.named(layout::private_root(number), "privateRoots[" + std::to_string(number) + "]",
                 what + ": root of its private record");
  }
  if (!application->consent.is_zero()) labels.consent(application->consent, "consent of " + what);
  labels.user(application->user_id);
  labels.named(slot_after(layout::package(application->package_hash), 5),
               "packages[" + to_hex(application->package_hash) + "]+5", "package: SHA-256 of the creation code");
  labels.attestations(application->package_hash);
  labels.rebuilds_of(application->package_hash);
  labels.policy(application->token_id);
  labels.named(layout::token(application->token_id), "tokens[" + application->token_id + "]",
               "token " + application->token_id + ": organization, application, running contract");
  labels.lifecycle(application->token_id, application->package_hash);
  return labels.take();
}

std::vector<LabelledSlot> describe_member(const Slots& slots, std::string_view name) {
  Labels labels(slots);
  const std::string what = "member " + std::string(name);
  labels.named(layout::member_by_name(name), "memberByName[" + std::string(name) + "]",
               what + ": its number (absent: never a member)");
  labels.named(layout::variable(layout::kMembers), "members.length", "number of organizations that ever were members");
  labels.named(layout::variable(layout::kMembershipChanges), "membershipChanges",
               "number of changes of the membership");
  labels.membership_policy();
  const auto member = find_member(slots, name);
  if (!member) return labels.take();
  const Word at = layout::member(member->number);
  const std::string record = "members[" + std::to_string(member->number) + "]";
  labels.text(at, record, what + ": name");
  labels.named(slot_after(at, 1), record + "+1", what + ": operator, roles, whether it is active, since when");
  labels.named(layout::member_by_operator(member->operator_account),
               "memberByOperator[" + to_hex(member->operator_account) + "]", what + ": organization of its operator");
  labels.node(what, member->number);
  return labels.take();
}

std::vector<LabelledSlot> describe_absence(const Slots& slots, std::string_view user_id, std::string_view token_id) {
  Labels labels(slots);
  const std::string user(user_id);
  const std::string token(token_id);
  labels.named(layout::application_of(user_id, token_id), "applicationOf[" + user + "][" + token + "]",
               "application of user " + user + " for token " + token + " (absent: no consent of this user for it)");
  labels.named(layout::user(user_id), "users[" + user + "]",
               "user " + user + ": account, entrusted organization, time");
  labels.named(layout::token(token_id), "tokens[" + token + "]",
               "token " + token + ": organization, application, running contract");
  if (const auto found = find_user(slots, user_id)) {
    labels.named(layout::usable(token_id, found->account), "usable[" + token + "][" + to_hex(found->account) + "]",
                 "right of user " + user + " to use token " + token + " (absent: none)");
  }
  return labels.take();
}

std::vector<LabelledSlot> describe_user(const Slots& slots, std::string_view user_id) {
  const auto user = find_user(slots, user_id);
  if (!user) return {};
  Labels labels(slots);
  labels.user(user->user_id);
  labels.consent(user->consent, "consent of user " + user->user_id + " to entrust");
  for (const auto& token : user->tokens) {
    labels.named(layout::usable(token, user->account), "usable[" + token + "][" + to_hex(user->account) + "]",
                 "user " + user->user_id + " may use token " + token);
  }
  return labels.take();
}

std::vector<LabelledSlot> describe_token(const Slots& slots, std::string_view token_id) {
  const auto token = find_token(slots, token_id);
  if (!token) return {};
  Labels labels(slots);
  labels.named(layout::token(token_id), "tokens[" + token->token_id + "]",
               "token " + token->token_id + ": organization, application, running contract");
  labels.named(slot_after(layout::token(token_id), 1), "tokens[" + token->token_id + "]+1",
               "token " + token->token_id + ": package hash of what runs");
  labels.policy(token->token_id);
  labels.lifecycle(token->token_id, token->package_hash);
  return labels.take();
}

}  // namespace kaisho::governance
