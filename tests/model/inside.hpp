#pragma once

#include "records.hpp"
#include "system.hpp"

/// What a `System` holds, for the files that it is made of.
namespace kaisho::model {

struct System::Inside {
  Records records;
  Pointing pointing;
  World world;
  Timestamp now = kNow;
  std::set<std::uint8_t> withdrew;  ///< applications whose users took them back, whatever the contract made of it
  std::set<Hash> ended;             ///< entrustments whose users took them back, in the same way
  std::string refusal, wrong;
  std::vector<Call> calls;

  [[nodiscard]] RecordSlots slots() const { return RecordSlots(records); }

  // What a step is in call data (system.cpp, calls.cpp).

  bool send(Person sender, const Bytes& input, bool obeys = true);
  Bytes application_call(const Step& step) const;
  /// The text tells what the withdrawal does to a token that runs.
  [[nodiscard]] governance::WithdrawalEffect effect_of(
      const std::optional<governance::ApplicationRecord>& application) const;
  Bytes withdrawal_call(const Step& step);
  Bytes end_call(const Step& step);
  /// What was in force when the signatures were made.
  [[nodiscard]] std::string policy_text(const Step& step, const std::string& token_id) const;
  /// What the organizations sign for a deployment or a change under the policy that the step names.
  [[nodiscard]] Hash approval_of(const Step& step, const governance::ApplicationRecord& application) const;
  Bytes deployment_call(const Step& step);
  Bytes call_of(const Step& step);
  /// The first of the approving members proposes, the others approve; what that does not decide is withdrawn again.
  bool membership(const Step& step);

  /// Whether the account's owner says so with this signer's word. Of clerks the honest one counts.
  [[nodiscard]] static bool is_word_of(const Address& account, Person signer) {
    return account == account_of(signer) || (signer == Person::clerk && account == account_of(kPaperUser));
  }

  // What is wrong with it, by who really agreed (judge.cpp).

  /// The document that was agreed and whose consent the application bears; nothing if nobody agreed to such a one.
  [[nodiscard]] const Document* agreed(const governance::ApplicationRecord& application) const;
  [[nodiscard]] std::string wrong_deployment(const Step& step) const;
  /// Whether the user's own documents say that it entrusts the application's organization now; empty if they do.
  [[nodiscard]] std::string wrong_entrustment(const governance::ApplicationRecord& application,
                                              const governance::UserRecord& user) const;
  /// Of the token that a step was about: the policy that was in force before it, and the one of now.
  [[nodiscard]] std::string wrong_policy(unsigned token, const Form& before) const;
  /// Where proxies point, and what the ledger says that runs.
  [[nodiscard]] std::string wrong_program() const;
  /// That the last application names the private record that its user's consent names.
  [[nodiscard]] std::string wrong_record(const Document& asked) const;
  [[nodiscard]] std::optional<Form> form_of(unsigned token) const;
  [[nodiscard]] std::string wrong_signatures(const Step& step, const governance::ApplicationRecord& application) const;
};

}  // namespace kaisho::model
