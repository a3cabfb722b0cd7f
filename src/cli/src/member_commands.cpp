#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/explain.hpp>

#include "command.hpp"
#include "files.hpp"
#include "member_groups.hpp"
#include "member_text.hpp"
#include "values.hpp"

// kaisho member: who the members are, what they propose, and how they decide (docs/operate/membership.md).
namespace kaisho::cli {
namespace {

namespace json = boost::json;

struct ListOptions {
  NodeOption node;
};

struct NameOptions {
  NodeOption node;
  std::string name;
};

struct ProveOptions {
  NodeOption node;
  std::string name, out;
};

struct NumberOptions {
  NodeOption node;
  KeyOption key;
  std::uint64_t number = 0;
};

struct ProposalsOptions {
  NodeOption node;
  bool all = false;
};

json::object member_json(const LedgerReader& ledger, const governance::Member& member) {
  json::object object{
      {"number", member.number}, {"name", member.name},     {"operator", to_hex(member.operator_account)},
      {"roles", member.roles},   {"active", member.active}, {"since", member.since}};
  if (const auto node = governance::find_node(ledger, member.number)) object["node"] = to_json(member.name, *node);
  if (const auto until = governance::left_at(ledger, member.number)) object["until"] = until;
  return object;
}

std::string one_line(const LedgerReader& ledger, const governance::Member& member) {
  if (!member.active) return "left " + time_text(governance::left_at(ledger, member.number));
  const auto node = governance::find_node(ledger, member.number);
  return "since " + time_text(member.since) + (node ? ", validates at " + node->p2p_address : ", no node of its own");
}

Result<Report> list(Session&, const ListOptions& options) {
  return read_ledger(options.node, [](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    Table table;
    json::array members;
    for (governance::OrganizationNumber number = 1; number <= governance::member_count(ledger); ++number) {
      const auto member = governance::find_member(ledger, number);
      if (!member) continue;
      table.row(member->name, one_line(ledger, *member));
      members.push_back(member_json(ledger, *member));
    }
    const auto version = governance::membership_version(ledger);
    const auto policy = governance::membership_policy(ledger);
    const auto below = Table().row("policy", policy.text).row("version", std::to_string(version));
    return Report{table.text() + "\n\n" + below.text(),
                  {{"version", version}, {"membershipPolicy", policy.text}, {"members", std::move(members)}}};
  });
}

Result<Report> show(Session&, const NameOptions& options) {
  return read_ledger(options.node, [&](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto member = require_member(ledger, options.name);
    if (!member) return std::unexpected(member.error());
    Table table;
    table.row("member", member->name + ", number " + std::to_string(member->number))
        .row("operator", to_hex(member->operator_account))
        .row("roles", roles_text(member->roles))
        .row("since", time_text(member->since));
    if (!member->active) table.row("left", time_text(governance::left_at(ledger, member->number)));
    if (const auto node = governance::find_node(ledger, member->number)) add_node_rows(table, member->name, *node);
    return Report{table.text(), member_json(ledger, *member)};
  });
}

/// A pack of the member's records, of their absence where there never was such a member.
Result<Report> prove(Session&, const ProveOptions& options) {
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    json::array states;
    for (const auto& [slot, label] : governance::describe_member(ledger, options.name)) {
      states.push_back(json::object{{"kind", "storage"},
                                    {"address", to_hex(governance::kGovernanceAddress)},
                                    {"slot", to_hex(slot)},
                                    {"block", to_quantity(U256(ledger.height()))},
                                    {"label", label}});
    }
    const auto records = states.size();
    const auto made = node.call("kaisho_getEvidence", {json::object{{"states", std::move(states)}}});
    if (!made) return std::unexpected(made.error());
    if (auto written = write_file(options.out, json::serialize(*made) + "\n"); !written) {
      return std::unexpected(written.error());
    }
    const auto member = governance::find_member(ledger, options.name);
    const auto what = !member ? "was never a member" : member->active ? "is a member" : "left";
    return Report{Table()
                      .row("pack", options.out)
                      .row("proves", options.name + " " + what + " at block " + std::to_string(ledger.height()) + ", " +
                                         std::to_string(records) + " records of the state")
                      .row("check it", "kaisho verify " + options.out)
                      .text(),
                  {{"file", options.out}, {"records", records}, {"height", ledger.height()}}};
  });
}

Result<Report> policy(Session&, const ListOptions& options) {
  return read_ledger(options.node, [](RpcClient&, const LedgerReader& ledger) -> Result<Report> {
    const auto policy = governance::membership_policy(ledger);
    const auto origin = policy.follows_members ? std::string("by default: it follows the membership")
                                               : "by proposal " + std::to_string(policy.proposal);
    return Report{
        Table().row("policy", policy.text).row("made", origin).text(),
        {{"membershipPolicy", policy.text}, {"followsMembers", policy.follows_members}, {"proposal", policy.proposal}}};
  });
}

std::string short_line(const LedgerReader& ledger, const governance::ProposalRecord& proposal, Timestamp now) {
  std::string text = change_text(proposal.change) + ", " + std::string(describe(status_at(proposal, now))) +
                     ", proposed by " + organization_name(ledger, proposal.proposer);
  if (proposal.status != governance::ProposalStatus::open) return text + ", " + time_text(proposal.decided);
  return text + ", approved by " + names_of(governance::approvers(ledger, proposal.number)) + ", until " +
         time_text(proposal.expiry);
}

Result<Report> proposals(Session&, const ProposalsOptions& options) {
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    const auto now = time_now(node);
    if (!now) return std::unexpected(now.error());
    Table table;
    json::array list;
    for (std::uint64_t number = 1; number <= governance::proposal_count(ledger); ++number) {
      const auto proposal = governance::find_proposal(ledger, number);
      if (!proposal) continue;
      if (!options.all && status_at(*proposal, *now) != governance::ProposalStatus::open) continue;
      table.row(std::to_string(number), short_line(ledger, *proposal, *now));
      list.push_back(proposal_report(ledger, *proposal, *now).data);
    }
    auto text = list.empty() ? std::string(options.all ? "no proposals" : "no open proposals") : table.text();
    return Report{std::move(text), {{"proposals", std::move(list)}}};
  });
}

Result<Report> show_proposal(Session&, const NumberOptions& options) {
  return read_ledger(options.node, [&](RpcClient& node, const LedgerReader& ledger) -> Result<Report> {
    const auto proposal = require_proposal(ledger, options.number);
    if (!proposal) return std::unexpected(proposal.error());
    const auto now = time_now(node);
    if (!now) return std::unexpected(now.error());
    return proposal_report(ledger, *proposal, *now);
  });
}

Result<Report> approve(Session&, const NumberOptions& options) {
  return govern_membership(options.node, options.key, governance::calls::approve_membership(options.number),
                           options.number);
}

Result<Report> withdraw(Session&, const NumberOptions& options) {
  return govern_membership(options.node, options.key, governance::calls::withdraw_proposal(options.number),
                           options.number);
}

void declare_number(CLI::App& command, NumberOptions& options) {
  options.node.declare(command);
  command.add_option("PROPOSAL", options.number, "its number")->required();
}

void declare_signed_number(CLI::App& command, NumberOptions& options) {
  declare_number(command, options);
  options.key.declare(command, "your organization's operator");
}

void add_reading_commands(CLI::App& member, Session& session) {
  const auto declare_list = [](CLI::App& command, ListOptions& options) { options.node.declare(command); };
  add_command<ListOptions>(member, session,
                           {"list", "list the members, former ones too, and their policy", "member list"}, declare_list,
                           list);
  add_command<NameOptions>(
      member, session, {"show", "show one member with its keys and addresses", "member show bank"},
      [](CLI::App& command, NameOptions& options) {
        options.node.declare(command);
        command.add_option("NAME", options.name, "of the organization")->required();
      },
      show);
  add_command<ProveOptions>(
      member, session,
      {"prove", "write the proof that an organization is, was, or never was a member",
       "member prove bank --out bank.json"},
      [](CLI::App& command, ProveOptions& options) {
        options.node.declare(command);
        command.add_option("NAME", options.name, "of the organization")->required();
        command.add_option("--out", options.out, "the pack's file")->required();
      },
      prove);
  add_command<ListOptions>(member, session,
                           {"policy", "show whose approvals decide on the membership", "member policy"}, declare_list,
                           policy);
  add_command<ProposalsOptions>(
      member, session, {"proposals", "list the open proposals and who approved them", "member proposals"},
      [](CLI::App& command, ProposalsOptions& options) {
        options.node.declare(command);
        command.add_flag("--all", options.all, "decided, withdrawn and expired ones too");
      },
      proposals);
  add_command<NumberOptions>(member, session,
                             {"proposal", "show all that a proposal would change", "member proposal 1"}, declare_number,
                             show_proposal);
}

}  // namespace

void add_member_commands(CLI::App& app, Session& session) {
  auto& member = add_group(app, "member", "who the members are, and how they decide on it");
  add_reading_commands(member, session);
  add_member_card_command(member, session);
  add_member_proposal_commands(member, session);
  add_command<NumberOptions>(member, session,
                             {"approve", "approve a proposal; the approval that satisfies the policy makes the change",
                              "member approve 1 --key consortium/keys/broker.key"},
                             declare_signed_number, approve);
  add_command<NumberOptions>(
      member, session,
      {"withdraw", "take back a proposal of your own organization", "member withdraw 1 --key consortium/keys/bank.key"},
      declare_signed_number, withdraw);
  add_member_node_commands(member, session);
}

}  // namespace kaisho::cli
