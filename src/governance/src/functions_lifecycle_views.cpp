#include "functions.hpp"
#include "proxy_slots.hpp"

// G7, G12: what a token may do now, for programs and people.
namespace kaisho::governance {
namespace {

Handled status(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(static_cast<std::uint64_t>(token_state(context.slots, arguments[0].text())))};
}

Handled lifecycle(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto token = find_token(context.slots, arguments[0].text()).value_or(TokenRecord{});
  const auto record = find_lifecycle(context.slots, token);
  const auto rules = package_rules(context.slots, token.package_hash);
  return Values{
      Value::list({Value::of(static_cast<std::uint64_t>(record.state)), Value::of(record.since),
                   Value::of(record.application), Value::of(record.pending), Value::of(describe(rules.on_withdrawal)),
                   Value::of(static_cast<std::uint64_t>(rules.proxy)), Value::of(record.implementation),
                   Value::of(record.upgrade)})};
}

Handled rules_of_package(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto rules = package_rules(context.slots, arguments[0].hash());
  return Values{Value::of(static_cast<std::uint64_t>(rules.proxy)), Value::of(describe(rules.on_withdrawal)),
                Value::of(rules.proxy_code_hash)};
}

/// Whether the asking program is what the token runs, as far as the ledger knows it: not a version that was replaced,
/// and no proxy that was turned to other code behind the governance's back.
bool is_current(Context& context, const TokenRecord& token) {
  if (token_of(context.slots, context.call.caller) != token.token_id) return true;  // a stranger, or in construction
  if (token.deployed != context.call.caller) return false;
  const auto record = find_lifecycle(context.slots, token);
  return record.implementation.is_zero() ||
         address_of(context.host.load_of(token.deployed, implementation_slot())) == record.implementation;
}

bool moves_while_running(Context& context, const TokenRecord& token, const Address& from, const Address& to) {
  const auto may = [&](const Address& account) {
    return account.is_zero() || usable(context.slots, token.token_id, account) != 0;
  };
  if (may(from)) return may(to);
  const bool gives_back = to.is_zero() || to == issuer_account(context.slots, token);
  return gives_back && leaving(context.slots, token.token_id, from) != 0;
}

/// Address 0 stands for nobody: minting is from it, burning to it.
Handled movable(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const Address from = arguments[1].address();
  const Address to = arguments[2].address();
  auto token = find_token_head(context.slots, arguments[0].text()).value_or(TokenRecord{});
  token.token_id = arguments[0].text();
  const auto state = find_lifecycle(context.slots, token).state;
  bool moves = false;
  if (state == TokenState::none || state == TokenState::running) moves = moves_while_running(context, token, from, to);
  if (state == TokenState::winding_down) {
    moves = !from.is_zero() && (to.is_zero() || to == issuer_account(context.slots, token));
  }
  return Values{Value::of(moves && is_current(context, token))};
}

constexpr SystemFunction kFunctions[] = {
    {"status(string)", "uint8", status},
    {"lifecycle(string)", "(uint8,uint64,uint64,uint64,string,uint8,address,uint64)", lifecycle},
    {"packageRules(bytes32)", "uint8,string,bytes32", rules_of_package},
    {"movable(string,address,address)", "bool", movable},
};

}  // namespace

std::span<const SystemFunction> lifecycle_view_functions() { return kFunctions; }

}  // namespace kaisho::governance
