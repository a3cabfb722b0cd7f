#pragma once

#include <memory>

#include <kaisho/governance/membership.hpp>
#include <kaisho/governance/policy.hpp>
#include <kaisho/governance/records.hpp>

#include "kaisho/services/ledger_service.hpp"

/// The governance's records as readers outside of the ledger ask for them.
namespace kaisho::services {

/// The records after one block: whatever is read from one object belongs together. Reading may throw
/// ledger::StateError where the medium fails.
class GovernanceRecords {
 public:
  GovernanceRecords(std::shared_ptr<const ledger::StateView> state, Height height, Timestamp time)
      : state_(std::move(state)), slots_(*state_, governance::kGovernanceAddress), height_(height), time_(time) {}
  GovernanceRecords(const GovernanceRecords&) = delete;
  GovernanceRecords& operator=(const GovernanceRecords&) = delete;

  [[nodiscard]] const governance::Slots& slots() const { return slots_; }
  [[nodiscard]] Height height() const { return height_; }
  /// Of the block, s since 1970.
  [[nodiscard]] Timestamp time() const { return time_; }
  /// Name of an organization; empty for 0.
  [[nodiscard]] std::string name_of(governance::OrganizationNumber number) const;

 private:
  std::shared_ptr<const ledger::StateView> state_;
  ledger::ViewSlots slots_;
  Height height_;
  Timestamp time_;
};

/// What an audit says of a user and a token (G8).
struct AuditFinding {
  std::string entrusted;                   ///< the organization that the user entrusted
  std::string policy;                      ///< in force
  std::vector<std::string> indispensable;  ///< organizations without which the policy is false
  bool agrees = false;                     ///< whether the entrusted one is among them
};

/// A registered program as its event tells it.
struct RegisteredProgram {
  Hash package_hash;
  std::string token_id, version, organization, source_path;
  Height height = 0;
  std::uint64_t log_index = 0;
};

/// One page of programs, in the ledger's order.
struct ProgramPage {
  std::vector<RegisteredProgram> programs;
  /// Where to go on; nothing at the end of the ledger. A page may be empty and still have a next one.
  std::optional<std::pair<Height, std::uint64_t>> next;
};

/// Thread-safe.
class GovernanceReader {
 public:
  /// All outlive the reader.
  struct Dependencies {
    const LedgerService& ledger;
    const storage::ChainStore& store;
  };
  explicit GovernanceReader(const Dependencies& dependencies) : needs_(dependencies) {}

  /// After the last block.
  [[nodiscard]] Result<std::unique_ptr<const GovernanceRecords>> records() const;
  /// As the contract answers it. Errors: reverted (unknown user or token), and those of LedgerService::call.
  [[nodiscard]] Result<AuditFinding> audit(const std::string& user_id, const std::string& token_id) const;
  /// At most `limit` programs that were registered at or after this place.
  [[nodiscard]] Result<ProgramPage> programs(Height from, std::uint64_t log_index, std::size_t limit) const;
  /// Balance of an account in a running token that answers balanceOf(address). Errors: not_found where nothing runs.
  [[nodiscard]] Result<U256> token_balance(const std::string& token_id, const Address& account) const;

 private:
  Dependencies needs_;
};

}  // namespace kaisho::services
