#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G10: what exactly is agreed, from the ledger itself, so that a wallet need not believe whoever shows it.
namespace kaisho::governance {
namespace {

Handled answer(ledger::Host& host, const std::string& text) {
  host.charge(ledger::SystemGas::kHashWord * ((text.size() + 31) / 32));
  return Values{Value::of(text)};
}

OnWithdrawal rule_of(Context& context, const Value& package) {
  return package_rules(context.slots, package.hash()).on_withdrawal;
}

Handled entrust_text(ledger::Host& host, const ledger::SystemCall&, const Values& arguments) {
  return answer(host, text(EntrustConsent{.user_id = arguments[0].text(),
                                          .account = arguments[1].address(),
                                          .vorg = arguments[2].text(),
                                          .profile_hash = arguments[3].hash(),
                                          .terms = terms_of(arguments[4])}));
}

Handled issue_text(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return answer(host, text(IssueConsent{.user_id = arguments[0].text(),
                                        .token_id = arguments[1].text(),
                                        .package_hash = arguments[2].hash(),
                                        .arguments_hash = arguments[3].hash(),
                                        .vorg = arguments[4].text(),
                                        .terms = terms_of(arguments[5]),
                                        .on_withdrawal = rule_of(context, arguments[2])}));
}

Handled distribute_text(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return answer(host, text(DistributeConsent{.user_id = arguments[0].text(),
                                             .token_id = arguments[1].text(),
                                             .package_hash = arguments[2].hash(),
                                             .vorg = arguments[3].text(),
                                             .terms = terms_of(arguments[4]),
                                             .on_withdrawal = rule_of(context, arguments[2])}));
}

Handled withdrawal_text(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto application = find_application(context.slots, arguments[2].u64());
  return answer(host, text(Withdrawal{.user_id = arguments[0].text(),
                                      .token_id = arguments[1].text(),
                                      .application = arguments[2].u64(),
                                      .consent = arguments[3].hash(),
                                      .text_hash = {},
                                      .language = arguments[4].text(),
                                      .effect = application ? effect_of_withdrawal(context.slots, *application)
                                                            : WithdrawalEffect::deployments_refused}));
}

Handled upgrade_text(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return answer(host, text(UpgradeConsent{.user_id = arguments[0].text(),
                                          .token_id = arguments[1].text(),
                                          .deployed = arguments[2].address(),
                                          .from_package = arguments[3].hash(),
                                          .package_hash = arguments[4].hash(),
                                          .arguments_hash = arguments[5].hash(),
                                          .vorg = arguments[6].text(),
                                          .terms = terms_of(arguments[7]),
                                          .on_withdrawal = rule_of(context, arguments[4])}));
}

Handled change_text(ledger::Host& host, const ledger::SystemCall&, const Values& arguments) {
  return answer(host, text(ChangeConsent{.user_id = arguments[0].text(),
                                         .token_id = arguments[1].text(),
                                         .action = arguments[2].text(),
                                         .deployed = arguments[3].address(),
                                         .package_hash = arguments[4].hash(),
                                         .vorg = arguments[5].text(),
                                         .terms = terms_of(arguments[6])}));
}

constexpr SystemFunction kFunctions[] = {
    {"entrustText(string,address,string,bytes32,(bytes32,string,string,string,uint64,bytes32))", "string",
     entrust_text},
    {"issueText(string,string,bytes32,bytes32,string,(bytes32,string,string,string,uint64,bytes32))", "string",
     issue_text},
    {"distributeText(string,string,bytes32,string,(bytes32,string,string,string,uint64,bytes32))", "string",
     distribute_text},
    {"upgradeText(string,string,address,bytes32,bytes32,bytes32,string,(bytes32,string,string,string,uint64,bytes32))",
     "string", upgrade_text},
    {"changeText(string,string,string,address,bytes32,string,(bytes32,string,string,string,uint64,bytes32))", "string",
     change_text},
    {"withdrawalText(string,string,uint64,bytes32,string)", "string", withdrawal_text},
};

}  // namespace

std::span<const SystemFunction> text_functions() { return kFunctions; }

}  // namespace kaisho::governance
