#include "member_text.hpp"

#include <algorithm>
#include <array>

#include <boost/json/array.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/base/joined.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/evidence/note.hpp>
#include <kaisho/governance/explain.hpp>
#include <kaisho/node/system.hpp>

#include "key_file.hpp"
#include "log_json.hpp"
#include "values.hpp"

namespace kaisho::cli {
namespace {

constexpr std::array<std::string_view, 4> kRoles{"owner", "registrar", "auditor", "administrator"};

/// Number of the proposal that these logs made; 0 for none.
std::uint64_t proposed_in(const std::vector<ledger::Log>& logs) {
  const auto topic = codec::abi::event_topic("MembershipProposed(uint64,uint8,string,string,string,uint64)");
  for (const auto& log : logs) {
    if (log.address == governance::kGovernanceAddress && log.topics.size() == 2 && log.topics[0] == topic) {
      return number_of(log.topics[1]).low_u64();
    }
  }
  return 0;
}

std::string sentences(const std::vector<ledger::Log>& logs) {
  std::string text;
  for (const auto& log : logs) {
    if (const auto sentence = governance::explain(log)) text += (text.empty() ? "" : "; ") + *sentence;
  }
  return text;
}

}  // namespace

std::string names_of(const std::vector<governance::Member>& members) {
  return members.empty() ? "nobody" : joined(members | std::views::transform(&governance::Member::name));
}

std::string roles_text(std::uint32_t roles) {
  std::string text;
  for (std::size_t i = 0; i < kRoles.size(); ++i) {
    if ((roles >> i & 1u) != 0) text += (text.empty() ? "" : ", ") + std::string(kRoles[i]);
  }
  return text.empty() ? "none" : text;
}

Result<std::uint32_t> parse_roles(const std::vector<std::string>& names) {
  std::uint32_t roles = 0;
  for (const auto& name : names) {
    const auto found = std::ranges::find(kRoles, name);
    if (found == kRoles.end()) {
      return bad_input("bad_role", "'" + name + "' is no role", "roles are owner, registrar, auditor, administrator");
    }
    roles |= 1u << (found - kRoles.begin());
  }
  return roles;
}

void add_node_rows(Table& table, const std::string& member, const governance::MemberNode& node) {
  table.row("validator key", to_hex(node.validator_key))
      .row("node ID", governance::to_text(node.node_id))
      .row("p2p", node.p2p_address)
      .row("service", node.service_url)
      .row("service pin", to_hex(node.service_pin))
      .row("checkpoint key", evidence::VerifierKey{member, node.checkpoint_key}.to_text());
}

boost::json::object to_json(const std::string& member, const governance::MemberNode& node) {
  return {{"validatorKey", to_hex(node.validator_key)},
          {"power", node.power},
          {"nodeId", governance::to_text(node.node_id)},
          {"p2p", node.p2p_address},
          {"url", node.service_url},
          {"servicePin", to_hex(node.service_pin)},
          {"checkpointKey", evidence::VerifierKey{member, node.checkpoint_key}.to_text()}};
}

std::string change_text(const governance::MembershipChange& change) {
  if (change.kind != governance::ChangeKind::policy) return std::string(describe(change.kind)) + " " + change.name;
  return "policy " + (change.policy.empty() ? "by default: the majority of the members" : change.policy);
}

governance::ProposalStatus status_at(const governance::ProposalRecord& proposal, Timestamp now) {
  const bool over = proposal.status == governance::ProposalStatus::open && proposal.expiry < now;
  return over ? governance::ProposalStatus::expired : proposal.status;
}

Report proposal_report(const LedgerReader& ledger, const governance::ProposalRecord& proposal, Timestamp now) {
  const auto status = status_at(proposal, now);
  const auto approving = governance::approvers(ledger, proposal.number);
  const auto policy = governance::membership_policy(ledger);
  const auto& change = proposal.change;
  Table table;
  table.row("proposal", std::to_string(proposal.number))
      .row("change", change_text(change))
      .row("status", std::string(describe(status)))
      .row("proposed by", organization_name(ledger, proposal.proposer) + ", " + time_text(proposal.time));
  boost::json::object data{{"proposal", proposal.number}, {"kind", describe(change.kind)},
                           {"status", describe(status)},  {"proposer", organization_name(ledger, proposal.proposer)},
                           {"time", proposal.time},       {"expiry", proposal.expiry}};
  if (change.kind == governance::ChangeKind::policy) {
    data["policy"] = change.policy;
  } else {
    data["name"] = change.name;
  }
  if (!change.operator_account.is_zero()) {
    table.row("operator", to_hex(change.operator_account)).row("roles", roles_text(change.roles));
    data["operator"] = to_hex(change.operator_account);
    data["roles"] = change.roles;
  }
  if (change.node) {
    add_node_rows(table, change.name, *change.node);
    data["node"] = to_json(change.name, *change.node);
  }
  if (proposal.decided != 0) {
    table.row("decided", time_text(proposal.decided));
    data["decided"] = proposal.decided;
  } else {
    table.row("expires", time_text(proposal.expiry)).row("approved by", names_of(approving)).row("needs", policy.text);
    data["membershipPolicy"] = policy.text;
  }
  boost::json::array approvals;
  for (const auto& member : approving) approvals.push_back(boost::json::string(member.name));
  data["approvals"] = std::move(approvals);
  return {table.text(), std::move(data)};
}

Result<governance::Member> require_member(const LedgerReader& ledger, const std::string& name) {
  auto member = governance::find_member(ledger, name);
  if (member) return std::move(*member);
  return fail(ExitCode::refused, "no_such_member", "there is no organization " + name + " in the consortium",
              "kaisho member list shows all of them");
}

Result<governance::ProposalRecord> require_proposal(const LedgerReader& ledger, std::uint64_t number) {
  auto proposal = governance::find_proposal(ledger, number);
  if (proposal) return std::move(*proposal);
  return fail(ExitCode::refused, "no_such_proposal", "there is no proposal " + std::to_string(number),
              "kaisho member proposals lists them");
}

Result<Timestamp> time_now(RpcClient& node) {
  const auto block = node.call("eth_getBlockByNumber", {"latest", false});
  if (!block) return std::unexpected(block.error());
  const auto* time = block->is_object() ? block->get_object().if_contains("timestamp") : nullptr;
  if (time == nullptr) return fail(ExitCode::refused, "node_answer_malformed", "the node's last block has no time");
  const auto seconds = quantity(*time);
  if (!seconds) return std::unexpected(seconds.error());
  return std::max<Timestamp>(*seconds, static_cast<Timestamp>(node::SystemClock().now_ms() / 1000));
}

Result<Report> govern_membership(const NodeOption& node_option, const KeyOption& key_option, Bytes call,
                                 std::uint64_t proposal) {
  auto key = read_key(key_option.file);
  if (!key) return std::unexpected(key.error());
  auto node = node_option.connect();
  if (!node) return std::unexpected(node.error());
  const auto sent = Sender(*node, std::move(*key)).send(governance::kGovernanceAddress, std::move(call));
  if (!sent) return std::unexpected(sent.error());
  const auto logs = logs_of(sent->receipt);
  const auto what = sentences(logs);
  const auto number = proposal != 0 ? proposal : proposed_in(logs);
  return read_ledger(node_option, [&](RpcClient& client, const LedgerReader& ledger) -> Result<Report> {
    Report report;
    if (number != 0) {
      const auto record = require_proposal(ledger, number);
      if (!record) return std::unexpected(record.error());
      const auto now = time_now(client);
      if (!now) return std::unexpected(now.error());
      report = proposal_report(ledger, *record, *now);
    }
    const auto done = Table().row("transaction", to_hex(sent->hash)).row("block", std::to_string(sent->height)).text();
    report.text = what + "\n" + report.text + (report.text.empty() ? "" : "\n") + done;
    report.data["what"] = what;
    report.data["transactionHash"] = to_hex(sent->hash);
    report.data["blockNumber"] = sent->height;
    report.data["membershipVersion"] = governance::membership_version(ledger);
    return report;
  });
}

}  // namespace kaisho::cli
