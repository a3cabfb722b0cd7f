#pragma once

#include <kaisho/ledger/block.hpp>

#include "kaisho/governance/audit.hpp"

/// What one block means for the audit (G8): which users and tokens to look at again, and who tried what is forbidden.
/// A block that governs nothing is recognized by its header and by the receivers of its failed transactions.
namespace kaisho::governance {

/// What a block changed that an audit depends on.
struct AuditScope {
  std::set<AuditPair> pairs;
  /// Organizations that came or left: besides `pairs`, every token whose policy names one of them, and every pair whose
  /// user entrusted one.
  OrganizationSet members;
  [[nodiscard]] bool is_empty() const { return pairs.empty() && members.empty(); }
};

/// False: nothing in a block with this header can touch an audit. One look at its filter.
[[nodiscard]] bool may_touch(const ledger::Header& header);

/// From the block's own logs; `after` is the state after it. Exact: a pair is named if and only if an event of the
/// block touched a record of its audit, or the token's proxy said (ERC-1967) that it points elsewhere now.
[[nodiscard]] AuditScope changed_by(const ledger::Block& block, const Slots& after);

/// Whether the pair's audit depends on one of these organizations.
[[nodiscard]] bool depends_on(const Slots& slots, const AuditPair& pair, const OrganizationSet& organizations);

/// How an event of the interface touches audits; for the test that every declared event is known here.
[[nodiscard]] bool is_known_event(const Word& topic);

/// Places in the block of transactions that called the governance and failed: only these can be refused attempts.
[[nodiscard]] std::vector<std::size_t> failed_calls(const ledger::Block& block);

/// Somebody tried to do what only others may, or what the user did not agree to, and the ledger refused it.
struct RefusedAttempt {
  Hash transaction;
  Address sender;
  std::string organization;  ///< for which the sender acts; empty for a stranger
  std::string function;      ///< "deploy"
  std::string error;         ///< "PolicyNotSatisfied"
  AuditPair pair;            ///< whom it concerns, as far as the call says; empty where it does not
  Sentence text;
};

/// From a failed call and its revert data, in the state before it. Nothing for calls that failed for a reason that is
/// no attempt (malformed, unknown IDs, out of gas).
[[nodiscard]] std::optional<RefusedAttempt> refused_attempt(const Slots& before, const ledger::SignedTransaction& tx,
                                                            ByteView revert_data);

/// The `error` of what admission does not take.
inline constexpr std::string_view kNotAdmitted = "not_admitted";

/// From a transaction that admission does not take, and which is therefore in no block: a creation outside the
/// governance, or a transaction to a governed token by one who has no right to it. Nothing where `after` admits it, or
/// where only the token's own state stands in the way (paused, replaced): that is no attempt.
[[nodiscard]] std::optional<RefusedAttempt> attempt_not_admitted(const ledger::StateView& after,
                                                                 const ledger::SignedTransaction& tx);

}  // namespace kaisho::governance
