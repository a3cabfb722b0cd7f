#include <kaisho/base/hex.hpp>

#include "kaisho/governance/governance.hpp"

namespace kaisho::governance {
namespace {

/// The operator of the organization that the token's issuer entrusted acts for the issuer, as far as the program lets
/// it.
bool acts_for_issuer(const Slots& slots, std::string_view token_id, const Address& sender) {
  const auto token = find_token(slots, token_id);
  const auto application = token ? find_application(slots, token->application) : std::nullopt;
  const auto member = application ? find_member(slots, application->vorg) : std::nullopt;
  return member && member->active && member->operator_account == sender;
}

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
    if (token_id.empty() || usable(slots, token_id, tx.sender) != 0 || acts_for_issuer(slots, token_id, tx.sender)) {
      return std::nullopt;
    }
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
