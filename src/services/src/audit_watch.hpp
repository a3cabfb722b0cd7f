#pragma once

#include <kaisho/governance/audit_scope.hpp>

#include "audit_notes.hpp"
#include "kaisho/services/audit_service.hpp"

/// Looks at one block after the other. One thread uses it.
namespace kaisho::services {

/// Of a state that outlives the function.
[[nodiscard]] governance::CodeHashOf code_hashes_of(const ledger::StateView& state);
[[nodiscard]] governance::SlotOf slots_of(const ledger::StateView& state);

class AuditWatch {
 public:
  explicit AuditWatch(const AuditService::Dependencies& with);

  /// Last block that was looked at; nothing before the first look.
  [[nodiscard]] std::optional<Height> position() const { return position_; }

  /// Audits every pair there is, at the last block. Error: the outbox takes nothing; some pairs may be done.
  [[nodiscard]] std::expected<void, std::string> look_at_everything(const std::function<bool()>& stopped);

  struct Looked {
    std::size_t audits = 0;
    bool found = false;    ///< there was something to audit or to tell
    bool missing = false;  ///< the block is not kept: look at everything instead
  };
  /// Looks at the block after `position`. Error: the store or the outbox fails; nothing changed.
  [[nodiscard]] std::expected<Looked, std::string> look_at_next();
  /// Tells of what admission did not take, as the last block stands. Error: the outbox takes nothing; nothing changed.
  [[nodiscard]] std::expected<void, std::string> look_at_refused(const std::vector<Bytes>& wires);
  /// Keeps the position of quiet blocks; it may be lost with the machine, which costs only a second look.
  void keep_position();

 private:
  struct Moment;
  void audit(const Moment& moment, const governance::AuditPair& pair, AuditNotes& notes);
  void tell(const Moment& moment, const governance::AuditPair& pair, const governance::Finding& finding,
            AuditNotes& notes) const;
  void look_at_attempts(const storage::StoredBlock& block, const std::vector<std::size_t>& places, AuditNotes& notes);
  void tell_attempt(const Moment& moment, const governance::RefusedAttempt& attempt, AuditNotes& notes) const;
  [[nodiscard]] bool is_ours(const governance::Slots& slots, const std::string& user_id) const;
  [[nodiscard]] alerting::Alert alert_of(const Moment& moment, governance::FindingCode code,
                                         const governance::AuditPair& pair, std::string_view what) const;
  [[nodiscard]] std::shared_ptr<const ledger::StateView> state_at(Height height) const;
  [[nodiscard]] std::expected<void, std::string> commit(AuditNotes& notes);

  const AuditService::Dependencies& with_;
  std::optional<Height> position_;
  std::optional<Timestamp> first_due_;
};

}  // namespace kaisho::services
