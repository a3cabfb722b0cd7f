#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/ledger/types.hpp>

#include "kaisho/governance/records.hpp"

/// Records and events in words, and which slots prove them (for evidence packs and `kaisho verify`).
namespace kaisho::governance {

/// A slot of the governance's account and what it means.
struct LabelledSlot {
  Word slot;
  std::string label;  ///< "user ACME: entrusted organization and account"
};

/// The slots whose proofs tell a story: who consented, what was tested and by whom, which policy held, what runs, and
/// that nothing was withdrawn (a proof of absence). Empty where there is no such record.
[[nodiscard]] std::vector<LabelledSlot> describe_application(const Slots& slots, ApplicationNumber number);
/// The slots whose absence shows that the user gave no consent for this token.
[[nodiscard]] std::vector<LabelledSlot> describe_absence(const Slots& slots, std::string_view user_id,
                                                         std::string_view token_id);
[[nodiscard]] std::vector<LabelledSlot> describe_user(const Slots& slots, std::string_view user_id);
[[nodiscard]] std::vector<LabelledSlot> describe_token(const Slots& slots, std::string_view token_id);
/// Also where there never was such a member: then the absence of its number is the proof.
[[nodiscard]] std::vector<LabelledSlot> describe_member(const Slots& slots, std::string_view name);

/// A governance log in a sentence; nothing for logs of others.
[[nodiscard]] std::optional<std::string> explain(const ledger::Log& log);
/// A story from the records: one sentence each, in the order in which things happened.
[[nodiscard]] std::vector<std::string> explain_application(const Slots& slots, ApplicationNumber number);

}  // namespace kaisho::governance
