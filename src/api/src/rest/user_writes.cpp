#include <kaisho/governance/calls.hpp>

#include "rest/consent_rows.hpp"

// What users say with their own signature: to entrust an organization, to issue or hold a token, to change a running
// one, and to take a consent back (G3, G4, G5, G7, G12).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

namespace calls = governance::calls;

Property user_id(std::string_view about = "") { return {"userId", form(Form::id, about)}; }
Property token_id() { return {"tokenId", form(Form::id, "")}; }
Property vorg(std::string_view about = "The organization that the user entrusts") {
  return {"vorg", form(Form::id, about)};
}
Property terms() { return {"terms", ref("Terms")}; }
Property language() { return {"language", one_of("Of the text", {"en", "ja"})}; }

void add_entrusting(EndpointTable& table, const Dependencies& with) {
  add_consent(table, with,
              {.draft = "entrust",
               .what = "a consent to entrust (G3)",
               .fields = object("Consent to entrust an organization (G3)",
                                {user_id("Unique in the consortium"),
                                 optional("account", form(Form::address,
                                                          "The user's own key; left out: the user has none, and clerks "
                                                          "witness what it signs on paper (G10)")),
                                 vorg("The organization that is entrusted"),
                                 {"profileHash", form(Form::hash, "Salted hash of the profile")},
                                 terms()}),
               .path = "/v1/users",
               .id = "registerUser",
               .tag = "users",
               .summary = "Record a user with its signed consent to entrust (G3)"},
              entrust_in, [](const governance::EntrustConsent& consent, const json::object& body) {
                return calls::register_user(consent, signature_in(consent.user_id, body));
              });
  add_consent(table, with,
              {.draft = "entrustAnew",
               .what = "a consent to entrust anew (G3)",
               .fields = object(
                   "Consent to entrust anew, in place of the one in force (G3)",
                   {user_id(), vorg("The organization that takes over, or the same"),
                    optional("profileHash", form(Form::hash, "Of another profile; the one on record stays")), terms()}),
               .path = "/v1/entrustments",
               .id = "entrustAnew",
               .tag = "users",
               .summary = "Entrust another organization, or give another profile, with the user's consent (G3)",
               .problems = {"no-such-record"}},
              entrust_anew_in, [](const governance::EntrustAnew& consent, const json::object& body) {
                return calls::entrust_anew(consent, signature_in(consent.user_id, body));
              });
}

void add_applying(EndpointTable& table, const Dependencies& with) {
  add_consent(
      table, with,
      {.draft = "issue",
       .what = "a consent to issue (G4)",
       .fields = object("Consent to issue a token (G4)",
                        {user_id(),
                         token_id(),
                         {"packageHash", form(Form::hash, "Of the program")},
                         {"constructorArguments", form(Form::bytes, "ABI-encoded; 0x for none", kArgumentsText)},
                         vorg(),
                         terms()}),
       .path = "/v1/applications/issue",
       .id = "applyToIssue",
       .tag = "applications",
       .summary = "Apply to issue a token, with the user's signed consent (G4)"},
      issue_in, [](const governance::IssueConsent& consent, const json::object& body) {
        return calls::apply_to_issue(consent, bytes_in(body, "constructorArguments"),
                                     signature_in(consent.user_id, body));
      });
  add_consent(
      table, with,
      {.draft = "distribute",
       .what = "a consent to distribute (G5)",
       .fields = object(
           "Consent to hold and trade a token (G5)",
           {user_id(), token_id(), {"packageHash", form(Form::hash, "Of the running program")}, vorg(), terms()}),
       .path = "/v1/applications/distribute",
       .id = "applyToDistribute",
       .tag = "applications",
       .summary = "Apply to hold and trade a token, with the user's signed consent (G5)"},
      distribute_in, [](const governance::DistributeConsent& consent, const json::object& body) {
        return calls::apply_to_distribute(consent, signature_in(consent.user_id, body));
      });
}

void add_changing(EndpointTable& table, const Dependencies& with) {
  add_consent(
      table, with,
      {.draft = "upgrade",
       .what = "a consent to upgrade (G7)",
       .fields = object("Consent to replace the running program by another version (G7)",
                        {user_id(),
                         token_id(),
                         {"packageHash", form(Form::hash, "Of the new version")},
                         {"arguments", form(Form::bytes, "Of its constructor, or the call behind a proxy; 0x for none",
                                            kArgumentsText)},
                         vorg(),
                         terms()}),
       .path = "/v1/applications/upgrade",
       .id = "applyToUpgrade",
       .tag = "applications",
       .summary = "Apply to replace a running program by another version, with the user's consent (G7)",
       .problems = {"no-such-record"}},
      upgrade_in, [](const governance::UpgradeConsent& consent, const json::object& body) {
        return calls::apply_to_upgrade(consent, bytes_in(body, "arguments"), signature_in(consent.user_id, body));
      });
  add_consent(table, with,
              {.draft = "change",
               .what = "a consent to pause, resume or retire (G7)",
               .fields = object(
                   "Consent to pause, resume or retire a running token (G7)",
                   {user_id(), token_id(), {"action", one_of("", {"pause", "resume", "retire"})}, vorg(), terms()}),
               .path = "/v1/applications/change",
               .id = "applyToChange",
               .tag = "applications",
               .summary = "Apply to pause, resume or retire a running token, with the user's consent (G7)",
               .problems = {"no-such-record"}},
              change_in, [](const governance::ChangeConsent& consent, const json::object& body) {
                return calls::apply_to_change(consent, signature_in(consent.user_id, body));
              });
}

void add_withdrawing(EndpointTable& table, const Dependencies& with) {
  add_consent(table, with,
              {.draft = "withdrawal",
               .what = "a withdrawal (G12)",
               .fields = object("", {user_id(), token_id(), language()}),
               .path = "/v1/withdrawals",
               .id = "withdraw",
               .tag = "applications",
               .summary = "Take a consent back, with the user's signature (G12)",
               .problems = {"no-such-record"},
               .at_once = true},
              withdrawal_in, [](const governance::Withdrawal& withdrawal, const json::object& body) {
                return calls::withdraw(withdrawal, signature_in(withdrawal.user_id, body));
              });
  add_consent(table, with,
              {.draft = "applicationWithdrawal",
               .what = "a withdrawal of one application that waits (G12)",
               .fields = object("Withdrawal of one application that still waits, whatever its class (G12)",
                                {{"application", integer("Its number", 1)}, language()}),
               .path = "/v1/applications/withdrawals",
               .id = "withdrawApplication",
               .tag = "applications",
               .summary = "Take back one application that still waits, with the user's signature (G12)",
               .problems = {"no-such-record"},
               .at_once = true},
              application_withdrawal_in, [](const governance::Withdrawal& withdrawal, const json::object& body) {
                return calls::withdraw_application(withdrawal, signature_in(withdrawal.user_id, body));
              });
  add_consent(table, with,
              {.draft = "endOfEntrustment",
               .what = "a withdrawal of the consent to entrust (G12)",
               .fields = object("Withdrawal of the consent to entrust (G12)", {user_id(), language()}),
               .path = "/v1/entrustments/withdrawals",
               .id = "withdrawEntrustment",
               .tag = "users",
               .summary = "Take the consent to entrust back, with the user's signature (G12)",
               .problems = {"no-such-record"},
               .at_once = true},
              end_of_entrustment_in, [](const governance::Withdrawal& withdrawal, const json::object& body) {
                return calls::withdraw_entrustment(withdrawal, signature_in(withdrawal.user_id, body));
              });
}

Outcome record_refusal(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  const auto issue = text_in(body, "class") == "issue";
  const auto number = issue ? governance::ApplicationClass::issue : governance::ApplicationClass::distribute;
  return write(
      with, input,
      calls::record_refusal(text_in(body, "userId"), text_in(body, "tokenId"), fixed_in<Hash>(body, "packageHash"),
                            static_cast<std::uint8_t>(number), text_in(body, "reason")));
}

}  // namespace

void add_user_writes(EndpointTable& table, const Dependencies& with) {
  table.component("Terms", terms_schema());
  table.component("Draft", draft_schema());
  table.component("Witness", witness_schema());
  add_entrusting(table, with);
  add_applying(table, with);
  add_changing(table, with);
  add_withdrawing(table, with);
  table.add(write_row({.path = "/v1/refusals",
                       .id = "recordRefusal",
                       .tag = "applications",
                       .summary = "Record that the user was asked and said no (G4)",
                       .access = {.roles = kRegistrar},
                       .body = object("", {user_id(),
                                           token_id(),
                                           {"packageHash", form(Form::hash, "Of the program that was refused")},
                                           {"class", one_of("", {"issue", "distribute"})},
                                           {"reason", plain_text("The user's words", governance::Limits::kFreeText)}}),
                       .handler = [with](const Input& input) { return record_refusal(with, input); }}));
}

}  // namespace kaisho::api::rest
