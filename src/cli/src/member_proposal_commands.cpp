#include <kaisho/base/hex.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/governance/policy.hpp>
#include <kaisho/node/genesis_file.hpp>

#include "command.hpp"
#include "files.hpp"
#include "member_groups.hpp"
#include "member_text.hpp"
#include "values.hpp"

// kaisho member propose-…: what the members are asked to decide.
namespace kaisho::cli {
namespace {

using governance::ChangeKind;
using governance::MembershipChange;

struct Common {
  NodeOption node;
  KeyOption key;
  unsigned days = 14;
};

struct AddOptions : Common {
  std::string card;
};

struct RemoveOptions : Common {
  std::string name;
};

struct ReplaceOptions : Common {
  std::string name, card, operator_account;
  std::vector<std::string> roles;
};

struct PolicyOptions : Common {
  std::string policy;
};

Result<Report> propose(const Common& options, const MembershipChange& change) {
  auto node = options.node.connect();
  if (!node) return std::unexpected(node.error());
  const auto now = time_now(*node);
  if (!now) return std::unexpected(now.error());
  return govern_membership(options.node, options.key,
                           governance::calls::propose_membership(change, *now + Timestamp{options.days} * 86'400));
}

Result<node::FoundingMember> read_card(const std::string& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  auto member = node::parse_member(*text);
  if (member) return std::move(*member);
  return bad_input("bad_member_file", file + ": " + member.error().text,
                   "the organization that joins writes it with kaisho member card");
}

MembershipChange change_from(ChangeKind kind, const node::FoundingMember& member) {
  return {kind, member.name, member.operator_account, member.roles, member.node, ""};
}

Result<Report> propose_add(Session&, const AddOptions& options) {
  const auto card = read_card(options.card);
  if (!card) return std::unexpected(card.error());
  return propose(options, change_from(ChangeKind::add, *card));
}

Result<Report> propose_remove(Session&, const RemoveOptions& options) {
  return propose(options, {ChangeKind::remove, options.name, {}, 0, {}, ""});
}

/// What the member is now, so that only what is given changes.
Result<MembershipChange> present(const ReplaceOptions& options) {
  MembershipChange change{ChangeKind::replace, options.name, {}, 0, {}, ""};
  const auto read = read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto member = require_member(ledger, options.name);
    if (!member) return std::unexpected(member.error());
    change.operator_account = member->operator_account;
    change.roles = member->roles;
    change.node = governance::find_node(ledger, member->number);
    return Report{};
  });
  if (!read) return std::unexpected(read.error());
  return change;
}

Result<Report> propose_replace(Session&, const ReplaceOptions& options) {
  auto change = present(options);
  if (!change) return std::unexpected(change.error());
  if (!options.card.empty()) {
    const auto card = read_card(options.card);
    if (!card) return std::unexpected(card.error());
    if (card->name != options.name) {
      return bad_input("bad_member_file", options.card + " describes " + card->name + ", not " + options.name,
                       "a member keeps its name");
    }
    *change = change_from(ChangeKind::replace, *card);
  }
  if (!options.operator_account.empty()) {
    const auto account = parse_address(options.operator_account);
    if (!account) return std::unexpected(account.error());
    change->operator_account = *account;
  }
  if (!options.roles.empty()) {
    const auto roles = parse_roles(options.roles);
    if (!roles) return std::unexpected(roles.error());
    change->roles = *roles;
  }
  return propose(options, *change);
}

Result<Report> propose_policy(Session&, const PolicyOptions& options) {
  const auto text = options.policy == "default" ? std::string() : options.policy;
  if (const auto policy = governance::Policy::parse(text); !text.empty() && !policy) {
    return bad_input("bad_policy",
                     "the policy is not understood at character " + std::to_string(policy.error().offset + 1) + ": " +
                         policy.error().message,
                     "docs/formats/policy.md has the grammar: bank AND Majority[bank, broker, exchange]");
  }
  return propose(options, {ChangeKind::policy, "", {}, 0, {}, text});
}

void declare_common(CLI::App& command, Common& options) {
  options.node.declare(command);
  options.key.declare(command, "your organization's operator");
  command.add_option("--days", options.days, "until the proposal expires")
      ->capture_default_str()
      ->check(CLI::Range(1, 366));
}

}  // namespace

void add_member_proposal_commands(CLI::App& member, Session& session) {
  add_command<AddOptions>(
      member, session,
      {"propose-add", "propose a new member, or a former one again; your approval counts at once",
       "member propose-add insurer.json --key consortium/keys/bank.key"},
      [](CLI::App& command, AddOptions& options) {
        declare_common(command, options);
        command.add_option("FILE", options.card, "what the organization wrote with kaisho member card")->required();
      },
      propose_add);
  add_command<RemoveOptions>(
      member, session,
      {"propose-remove", "propose that a member leaves",
       "member propose-remove exchange --key consortium/keys/bank.key"},
      [](CLI::App& command, RemoveOptions& options) {
        declare_common(command, options);
        command.add_option("NAME", options.name, "of the member")->required();
      },
      propose_remove);
  add_command<ReplaceOptions>(
      member, session,
      {"propose-replace", "propose another operator, other roles or another node for a member that keeps its name",
       "member propose-replace broker --operator 0x00000000000000000000000000000000000000b0 --key "
       "consortium/keys/bank.key"},
      [](CLI::App& command, ReplaceOptions& options) {
        declare_common(command, options);
        command.add_option("NAME", options.name, "of the member")->required();
        command.add_option("--operator", options.operator_account, "account that acts for it from then on");
        command.add_option("--roles", options.roles, "owner, registrar, auditor, administrator")->delimiter(',');
        command.add_option("--card", options.card, "all of it from a file of kaisho member card");
      },
      propose_replace);
  add_command<PolicyOptions>(
      member, session,
      {"propose-policy", "propose whose approvals decide on the membership from then on",
       "member propose-policy \"bank AND Majority[bank, broker, exchange]\" --key consortium/keys/bank.key"},
      [](CLI::App& command, PolicyOptions& options) {
        declare_common(command, options);
        command.add_option("POLICY", options.policy, "its text, or default: the majority of the active members")
            ->required();
      },
      propose_policy);
}

}  // namespace kaisho::cli
