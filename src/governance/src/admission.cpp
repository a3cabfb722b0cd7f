#include <kaisho/base/hex.hpp>

#include "admission.hpp"
#include "kaisho/governance/governance.hpp"
#include "proxy_slots.hpp"

namespace kaisho::governance {
namespace {

/// The operator of the organization that the token's issuer entrusted acts for the issuer, as far as the program lets
/// it.
bool acts_for_issuer(const Slots& slots, const TokenRecord& token, const Address& sender) {
  const auto application = find_application(slots, token.application);
  const auto user = application ? find_user(slots, application->user_id) : std::nullopt;
  const auto member = user ? find_member(slots, user->vorg) : std::nullopt;
  if (!member || !member->active || member->operator_account != sender) return false;
  const auto consent = find_consent(slots, user->consent);
  return consent && consent->withdrawn == 0;
}

using Refusal = std::optional<std::string>;

/// The address is what the token runs on, and still runs what was consented to (G7).
Refusal not_current(const ledger::StateView& state, const TokenRecord& token, const LifecycleRecord& record,
                    const Address& to) {
  if (token.deployed != to) {
    return to_hex(to) + " is not what token " + token.token_id + " runs on: that is " + to_hex(token.deployed);
  }
  if (record.implementation.is_zero()) return std::nullopt;
  const Address found = address_of(state.storage(to, implementation_slot()));
  if (found == record.implementation) return std::nullopt;
  return "the program of token " + token.token_id + " was turned to " + to_hex(found) +
         " without the governance: its consented code is " + to_hex(record.implementation);
}

/// Paused and retired tokens take no transaction (G7, G12).
Refusal stopped(const TokenRecord& token, const LifecycleRecord& record) {
  if (record.state != TokenState::paused && record.state != TokenState::retired) return std::nullopt;
  const bool withdrawn = record.application == token.application;
  return "token " + token.token_id + " is " + std::string(describe(record.state)) + " since " +
         std::to_string(record.since) + " (seconds since 1970), " +
         (withdrawn ? "because its issuer withdrew the consent of application "
                    : "as its issuer consented in application ") +
         std::to_string(record.application);
}

/// Who may send to a token that is wound down: whoever held it, to give it back.
bool may_wind_down(const Slots& slots, const TokenRecord& token, const Address& sender) {
  const std::string user = user_of(slots, sender);
  return !user.empty() && application_of(slots, user, token.token_id) != 0;
}

}  // namespace

bool has_right_to(const Slots& slots, const TokenRecord& token, const Address& sender) {
  if (usable(slots, token.token_id, sender) != 0 || leaving(slots, token.token_id, sender) != 0 ||
      acts_for_issuer(slots, token, sender)) {
    return true;
  }
  return find_lifecycle(slots, token).state == TokenState::winding_down && may_wind_down(slots, token, sender);
}

namespace {

class GovernanceAdmission final : public ledger::Admission {
 public:
  [[nodiscard]] std::optional<std::string> refuse(const ledger::StateView& state,
                                                  const ledger::SignedTransaction& tx) const override {
    if (!tx.transaction.to) {
      return "ordinary contract creation is closed: a program is deployed only through the governance contract " +
             to_hex(kGovernanceAddress) + ", with its user's consent";
    }
    const ledger::ViewSlots slots(state, kGovernanceAddress);
    const std::string token_id = token_of(slots, *tx.transaction.to);
    const auto token = token_id.empty() ? std::nullopt : find_token_head(slots, token_id);
    if (!token) return std::nullopt;
    const auto record = find_lifecycle(slots, *token);
    if (auto refusal = not_current(state, *token, record, *tx.transaction.to)) return refusal;
    if (auto refusal = stopped(*token, record)) return refusal;
    if (has_right_to(slots, *token, tx.sender)) return std::nullopt;
    return to_hex(tx.sender) + " may not use token " + token_id +
           ": no consent of its user to hold and trade it is on record";
  }
};

}  // namespace

const ledger::Admission& admission() {
  static const GovernanceAdmission kAdmission;
  return kAdmission;
}

}  // namespace kaisho::governance
