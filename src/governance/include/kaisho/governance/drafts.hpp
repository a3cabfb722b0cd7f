#pragma once

#include "kaisho/governance/consent.hpp"
#include "kaisho/governance/records.hpp"

/// What users and organizations are asked to sign about what is on record already, with all that the ledger knows of
/// it: for the command line and REST. Each has its own text's hash filled in.
namespace kaisho::governance {

/// What a user says itself about a token.
struct Wish {
  std::string user_id, token_id;
  std::string vorg;  ///< that the user entrusts
  Terms terms;       ///< without the text's hash
};

/// In place of the consent to entrust in force.
[[nodiscard]] EntrustAnew draft_entrust_anew(const UserRecord& user, std::string vorg, const Hash& profile,
                                             Terms terms);
/// From the version that runs now. `arguments`: Keccak-256 of what the new one is given.
[[nodiscard]] UpgradeConsent draft_upgrade(const TokenRecord& token, Wish wish, const Hash& package,
                                           const Hash& arguments, OnWithdrawal rule);
/// "pause", "resume" or "retire" of the program that runs now.
[[nodiscard]] ChangeConsent draft_change(const TokenRecord& token, Wish wish, std::string action);

[[nodiscard]] Withdrawal draft_withdrawal(const Slots& slots, const ApplicationRecord& application,
                                          std::string language);
/// Of the consent to entrust.
[[nodiscard]] Withdrawal draft_end_of_entrustment(const UserRecord& user, std::string language);

/// Whether the application changes a token that runs (G7), rather than issuing or distributing one.
[[nodiscard]] bool is_change(const ApplicationRecord& application);
/// Digest of what an organization signs so that the application is carried out under this policy: a deployment, or a
/// change of the token as it runs now.
[[nodiscard]] Hash approval_digest(const Slots& slots, const ApplicationRecord& application, std::string_view policy,
                                   ChainId chain);

}  // namespace kaisho::governance
