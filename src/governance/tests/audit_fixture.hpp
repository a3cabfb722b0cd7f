#pragma once

#include "kaisho/governance/audit_scope.hpp"
#include "ledger_of_members.hpp"

/// A ledger that is audited: the issuer acme and the holder iris, with code and a proxy as a test sets them.
namespace kaisho::governance::testing {

inline const AuditPair kIssuer{"acme", "BOND"}, kHolder{"iris", "BOND"};

class Audit : public GovernanceTest {
 protected:
  [[nodiscard]] AuditReport look(const Slots& slots, const AuditPair& pair = kIssuer) const {
    return audit(
               slots, pair, ledger.now, [this](const Address&) { return code_hash; },
               [this](const Address&, const Word&) { return word_of(proxy_points_to); })
        .value();
  }
  [[nodiscard]] AuditReport look(const AuditPair& pair = kIssuer) const { return look(ledger.slots(), pair); }
  void distribute() { expect_ok(kBroker, story.apply_to_distribute(story.distribute_consent())); }
  void withdraw() {
    const auto withdrawal = story.withdrawal(story.issue_consent());
    expect_ok(kAcme, calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain))));
  }
  void decide(const MembershipChange& change) {
    expect_ok(kBank, proposal(change));
    expect_ok(kBroker, calls::approve_membership(proposal_count(ledger.slots())));
  }

  Hash code_hash{{1}};
  Address proxy_points_to;
};

}  // namespace kaisho::governance::testing
