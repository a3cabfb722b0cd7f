#include "functions.hpp"

// What is on record about applications, and who may use a token (G5).
namespace kaisho::governance {
namespace {

Handled application(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = find_application(context.slots, arguments[0].u64());
  const auto one = found.value_or(ApplicationRecord{});
  const auto number_of_class = found ? static_cast<std::uint64_t>(one.application_class) : 0;
  const auto number_of_status = found ? static_cast<std::uint64_t>(one.status) : 0;
  return Values{Value::list({Value::of(one.number), Value::of(number_of_class), Value::of(number_of_status),
                             Value::of(one.user_id), Value::of(organization_name(context.slots, one.vorg)),
                             Value::of(one.token_id), Value::of(one.package_hash), Value::of(one.arguments_hash),
                             Value::of(one.consent), Value::of(one.expiry), Value::of(one.time), Value::of(one.height),
                             Value::of(one.deployed)})};
}

Handled application_count_of(ledger::Host& host, const ledger::SystemCall& call, const Values&) {
  Context context(host, call);
  return Values{Value::of(application_count(context.slots))};
}

Handled application_of_user(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(application_of(context.slots, arguments[0].text(), arguments[1].text()))};
}

Handled private_root_of(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(private_root(context.slots, arguments[0].u64()))};
}

Handled is_usable(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(usable(context.slots, arguments[0].text(), arguments[1].address()) != 0)};
}

constexpr SystemFunction kFunctions[] = {
    {"application(uint64)",
     "(uint64,uint8,uint8,string,string,string,bytes32,bytes32,bytes32,uint64,uint64,uint64,address)", application},
    {"applicationCount()", "uint64", application_count_of},
    {"applicationOf(string,string)", "uint64", application_of_user},
    {"privateRoot(uint64)", "bytes32", private_root_of},
    {"usable(string,address)", "bool", is_usable},
};

}  // namespace

std::span<const SystemFunction> application_view_functions() { return kFunctions; }

}  // namespace kaisho::governance
