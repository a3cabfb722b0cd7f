#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include <kaisho/governance/membership.hpp>

#include "governed.hpp"

/// Members, nodes and proposals in words and in JSON, for every command of `kaisho member`.
namespace kaisho::cli {

/// "owner, registrar"; "none".
[[nodiscard]] std::string roles_text(std::uint32_t roles);
/// The sum of roles by their names. Codes: bad_role.
[[nodiscard]] Result<std::uint32_t> parse_roles(const std::vector<std::string>& names);

void add_node_rows(Table& table, const std::string& member, const governance::MemberNode& node);
[[nodiscard]] boost::json::object to_json(const std::string& member, const governance::MemberNode& node);

/// "bank, broker"; "nobody".
[[nodiscard]] std::string names_of(const std::vector<governance::Member>& members);
/// What a proposal would do: "add insurer", "policy bank AND broker".
[[nodiscard]] std::string change_text(const governance::MembershipChange& change);
/// Its status now: an open one is expired when its time is over at `now`.
[[nodiscard]] governance::ProposalStatus status_at(const governance::ProposalRecord& proposal, Timestamp now);
[[nodiscard]] Report proposal_report(const LedgerReader& ledger, const governance::ProposalRecord& proposal,
                                     Timestamp now);

/// An active or former member. Codes: no_such_member.
[[nodiscard]] Result<governance::Member> require_member(const LedgerReader& ledger, const std::string& name);
/// Codes: no_such_proposal.
[[nodiscard]] Result<governance::ProposalRecord> require_proposal(const LedgerReader& ledger, std::uint64_t number);

/// The later one of the last block's time and this machine's: proposals are measured with the next block's.
[[nodiscard]] Result<Timestamp> time_now(RpcClient& node);

/// Sends a call of the membership and reports what it did in the words of its events, in front of `also`. With a
/// proposal among them, how that one stands now.
[[nodiscard]] Result<Report> govern_membership(const NodeOption& node, const KeyOption& key, Bytes call,
                                               std::uint64_t proposal = 0);

}  // namespace kaisho::cli
