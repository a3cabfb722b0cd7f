#pragma once

#include <memory>

#include <kaisho/alerting/alerting.hpp>
#include <kaisho/governance/audit.hpp>

#include "kaisho/services/refused_box.hpp"
#include "kaisho/services/types.hpp"

namespace kaisho::consensus {
class Engine;
}
namespace kaisho::ledger {
struct Rules;
}

/// The audit (G8): on request, and continuously after every block, with alerts for what it finds.
namespace kaisho::services {

/// Thread-safe. The destructor stops watching; the next start goes on with the block after the last one that was
/// looked at.
class AuditService {
 public:
  /// Outlive the service.
  struct Dependencies {
    const storage::ChainStore& store;
    consensus::Engine& engine;
    const ledger::Rules& rules;
    alerting::Alerting& alerting;
    std::string consortium;
    /// Organization whose node this is: it tells the users that it registered or that entrusted it. Empty: all users
    /// (one process for all members).
    std::string self{};
    std::function<void(std::string_view)> log = [](std::string_view) {};
    RefusedBox* refused = nullptr;  ///< what this node's admission did not take is looked at too
  };
  explicit AuditService(const Dependencies& dependencies);
  AuditService(const AuditService&) = delete;
  AuditService& operator=(const AuditService&) = delete;
  ~AuditService();

  /// After a block; nothing: after the last one. Errors: not_found (no such user or token), unknown_block, pruned,
  /// storage.
  [[nodiscard]] Result<governance::AuditReport> audit(const governance::AuditPair& pair,
                                                      std::optional<Height> at = std::nullopt) const;

  struct Status {
    Height position = 0;          ///< last block that was looked at
    Height head = 0;              ///< last block of the chain
    bool first_look = false;      ///< every pair is being audited for the first time
    std::uint64_t audits = 0;     ///< made since the start
    std::uint64_t blocks = 0;     ///< looked at since the start
    std::uint64_t quiet = 0;      ///< of these, with nothing to audit
    std::uint64_t busy_ns = 0;    ///< spent on all of them
    std::size_t findings = 0;     ///< open now
    std::uint64_t alerts = 0;     ///< ever
    std::size_t undelivered = 0;  ///< deliveries that wait
    std::string problem{};        ///< why it does not go on; empty: it does
  };
  [[nodiscard]] Status status() const;

  struct OpenFinding {
    governance::AuditPair pair;
    governance::FindingCode code;
    Height since = 0;  ///< block after which it was found
  };
  /// Found and not gone, in order of users and tokens.
  [[nodiscard]] std::vector<OpenFinding> findings(std::size_t limit) const;

  /// Somebody has seen an alert; the first time counts. Errors: storage.
  [[nodiscard]] Result<void> acknowledge(std::uint64_t alert, const std::string& by);
  /// Alerts and what became of them.
  [[nodiscard]] const alerting::Outbox& outbox() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kaisho::services
