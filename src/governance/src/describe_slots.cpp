#include "kaisho/governance/explain.hpp"
#include "layout.hpp"

namespace kaisho::governance {
namespace {

using layout::slot_after;

/// Collects slots with labels, in the order in which they are told.
class Labels {
 public:
  explicit Labels(const Slots& slots) : slots_(slots) {}

  void one(const Word& slot, std::string label) { all_.push_back({slot, std::move(label)}); }
  /// A text or bytes with everything that it occupies.
  void text(const Word& slot, const std::string& label) {
    for (const auto& part : ledger::slots_of_bytes(slots_, slot)) one(part, label);
  }
  [[nodiscard]] std::vector<LabelledSlot> take() { return std::move(all_); }

  void consent(const Hash& digest, const std::string& what) {
    const Word at = layout::consent(digest);
    one(at, what + ": kind, account, expiry");
    one(slot_after(at, 1), what + ": application, time");
    one(slot_after(at, 2), what + ": time of withdrawal (absent: not withdrawn)");
    text(slot_after(at, 3), what + ": the user's signature");
  }

  void attestations(const Hash& package) {
    const OrganizationNumber count = member_count(slots_);
    for (OrganizationNumber number = 1; number <= count; ++number) {
      const Word at = layout::attestation(package, number);
      const auto member = find_member(slots_, number);
      const std::string who = "test result of " + (member ? member->name : std::string("?"));
      one(at, who + ": report hash");
      one(slot_after(at, 1), who + ": success, time");
      text(slot_after(at, 2), who + ": signature");
    }
  }

  void user(const std::string& user_id) {
    const Word at = layout::user(user_id);
    one(at, "user " + user_id + ": account, entrusted organization, time");
    one(slot_after(at, 1), "user " + user_id + ": salted profile hash");
    one(slot_after(at, 2), "user " + user_id + ": digest of the consent to entrust");
  }

  void policy(const std::string& token_id) {
    const Word list = layout::token_policies(token_id);
    const std::uint64_t count = ledger::load_number(slots_, list);
    one(list, "token " + token_id + ": number of policies");
    if (count == 0) return;
    const Word at = layout::policy(token_id, count - 1);
    text(at, "token " + token_id + ": policy in force");
    one(slot_after(at, 1), "token " + token_id + ": policy's origin and time");
  }

  void node(const std::string& what, OrganizationNumber number) {
    const Word at = layout::node(number);
    one(at, what + ": validator key (absent: no node)");
    one(slot_after(at, 1), what + ": node ID, power");
    one(slot_after(at, 2), what + ": checkpoint key");
    one(slot_after(at, 3), what + ": service pin");
    text(slot_after(at, 4), what + ": p2p address");
    text(slot_after(at, 5), what + ": service URL");
    one(slot_after(at, 6), what + ": when it left, since which version it is here (absent: a founder)");
  }

  void membership_policy() {
    const Word list = layout::variable(layout::kMembershipPolicies);
    const std::uint64_t count = ledger::load_number(slots_, list);
    one(list, "number of membership policies (absent: the majority of the active members)");
    if (count == 0) return;
    text(layout::membership_policy(count - 1), "membership policy in force");
    one(slot_after(layout::membership_policy(count - 1), 1), "membership policy's origin and time");
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
  labels.one(at, what + ": class, status, entrusted organization, expiry, time, height");
  labels.one(slot_after(at, 1), what + ": contract");
  labels.one(slot_after(at, 2), what + ": package hash");
  labels.one(slot_after(at, 3), what + ": constructor arguments hash");
  labels.one(slot_after(at, 4), what + ": digest of the consent");
  labels.text(slot_after(at, 5), what + ": user");
  labels.text(slot_after(at, 6), what + ": token");
  if (!application->consent.is_zero()) labels.consent(application->consent, "consent of " + what);
  labels.user(application->user_id);
  labels.one(slot_after(layout::package(application->package_hash), 5), "package: SHA-256 of the creation code");
  labels.attestations(application->package_hash);
  labels.policy(application->token_id);
  labels.one(layout::token(application->token_id),
             "token " + application->token_id + ": organization, application, running contract");
  return labels.take();
}

std::vector<LabelledSlot> describe_member(const Slots& slots, std::string_view name) {
  Labels labels(slots);
  const std::string what = "member " + std::string(name);
  labels.one(layout::member_by_name(name), what + ": its number (absent: never a member)");
  labels.one(layout::variable(layout::kMembers), "number of organizations that ever were members");
  labels.one(layout::variable(layout::kMembershipChanges), "number of changes of the membership");
  labels.membership_policy();
  const auto member = find_member(slots, name);
  if (!member) return labels.take();
  const Word at = layout::member(member->number);
  labels.text(at, what + ": name");
  labels.one(slot_after(at, 1), what + ": operator, roles, whether it is active, since when");
  labels.one(layout::member_by_operator(member->operator_account), what + ": organization of its operator");
  labels.node(what, member->number);
  return labels.take();
}

std::vector<LabelledSlot> describe_user(const Slots& slots, std::string_view user_id) {
  const auto user = find_user(slots, user_id);
  if (!user) return {};
  Labels labels(slots);
  labels.user(user->user_id);
  labels.consent(user->consent, "consent of user " + user->user_id + " to entrust");
  for (const auto& token : user->tokens) {
    labels.one(layout::usable(token, user->account), "user " + user->user_id + " may use token " + token);
  }
  return labels.take();
}

std::vector<LabelledSlot> describe_token(const Slots& slots, std::string_view token_id) {
  const auto token = find_token(slots, token_id);
  if (!token) return {};
  Labels labels(slots);
  labels.one(layout::token(token_id), "token " + token->token_id + ": organization, application, running contract");
  labels.one(slot_after(layout::token(token_id), 1), "token " + token->token_id + ": package hash of what runs");
  labels.policy(token->token_id);
  return labels.take();
}

}  // namespace kaisho::governance
