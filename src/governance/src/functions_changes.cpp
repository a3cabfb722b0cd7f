#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G7: carrying out what was consented to: upgrade, pause, resume, retire. Every node checks everything by itself.
namespace kaisho::governance {
namespace {

constexpr Gas kTellGas = 1'000'000;  // for a program's own pause() or unpause()

bool is_change(ApplicationClass one) {
  return one == ApplicationClass::upgrade || one == ApplicationClass::pause || one == ApplicationClass::resume ||
         one == ApplicationClass::retire;
}

/// The application waits, its consent stands, and it is the token's last one.
Checked<OpenChange> open_change(Context& context, ApplicationNumber number) {
  const auto application = known_application(context, number);
  if (!application) return std::unexpected(application.error());
  const auto consent = find_consent(context.slots, application->consent);
  if (consent && consent->withdrawn != 0) {
    return refuse("ConsentIsWithdrawn(uint64,uint64)", {Value::of(number), Value::of(consent->withdrawn)});
  }
  const auto token = find_token(context.slots, application->token_id);
  const auto record = token ? find_lifecycle(context.slots, *token) : LifecycleRecord{};
  if (!token || !is_change(application->application_class) || application->status != ApplicationStatus::open ||
      record.pending != number) {
    return refuse("ApplicationNotOpen(uint64,uint8)",
                  {Value::of(number), Value::of(static_cast<std::uint64_t>(application->status))});
  }
  if (auto still = still_entrusted(context, *application); !still) return std::unexpected(still.error());
  if (application->expiry < context.now()) {
    return refuse("ConsentExpired(uint64,uint64)", {Value::of(application->expiry), Value::of(context.now())});
  }
  if (auto possible = possible_in_state(*token, record, application->application_class); !possible) {
    return std::unexpected(possible.error());
  }
  return OpenChange{*application, *token, record};
}

struct Agreed {
  Hash policy_hash;
  std::vector<std::string> signers;
};

/// The members' signatures over exactly this change under the policy in force.
Checked<Agreed> agreed_by_members(Context& context, const OpenChange& change, const Value::List& signatures) {
  const auto& application = change.application;
  const auto policy = current_policy(context.slots, application.token_id).value_or(PolicyRecord{});
  const ChangeApproval approval{.application = application.number,
                                .token_id = application.token_id,
                                .action = std::string(describe(application.application_class)),
                                .deployed = change.token.deployed,
                                .package_hash = application.package_hash,
                                .arguments_hash = application.arguments_hash,
                                .policy_hash = ledger::charged_keccak256(context.host, view_of(policy.text))};
  const bool upgrades = application.application_class == ApplicationClass::upgrade;
  const auto signers = signers_of(context, digest(approval, context.chain()), signatures,
                                  upgrades ? std::optional(application.package_hash) : std::nullopt);
  if (!signers) return std::unexpected(signers.error());
  if (auto holds = policy_holds(context, application, policy.text, *signers); !holds) {
    return std::unexpected(holds.error());
  }
  Agreed agreed{approval.policy_hash, {}};
  for (const auto& [number, name] : *signers) agreed.signers.push_back(name);
  return agreed;
}

Value list_of(const std::vector<std::string>& names) {
  Value::List list;
  for (const auto& name : names) list.push_back(Value::of(name));
  return Value::list(std::move(list));
}

/// Closes the application first: the new program's constructor finds it closed should it come back here.
Checked<Address> bring_in(Context& context, const OpenChange& change, const Bytes& code, const Bytes& arguments) {
  auto application = change.application;
  application.status = ApplicationStatus::executed;
  update_application(context.slots, application);
  const auto kind = package_rules(context.slots, application.package_hash).proxy;
  Address created;
  if (kind == ProxyKind::none) {
    const auto program = create_program(context, application.package_hash, code, arguments);
    if (!program) return std::unexpected(program.error());
    created = program->deployed;
  } else {
    const auto implementation = upgrade_proxy(context, kind, change.token.deployed, code, arguments);
    if (!implementation) return implementation;
    created = *implementation;
  }
  application.deployed = created;
  update_application(context.slots, application);
  return created;
}

Handled upgrade(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  if (auto caller = calling_member(context); !caller) return std::unexpected(caller.error());
  const auto change = open_change(context, arguments[0].u64());
  if (!change) return std::unexpected(change.error());
  const auto& application = change->application;
  if (application.application_class != ApplicationClass::upgrade) {
    return refuse("BadUpgrade(string)", {Value::of("the application is none to upgrade")});
  }
  if (auto same = same_program(context, application, arguments[1].bytes(), arguments[2].bytes()); !same) {
    return std::unexpected(same.error());
  }
  const auto agreed = agreed_by_members(context, *change, arguments[3].elements());
  if (!agreed) return std::unexpected(agreed.error());
  const auto created = bring_in(context, *change, arguments[1].bytes(), arguments[2].bytes());
  if (!created) return std::unexpected(created.error());

  // Read again: a constructor may have brought a withdrawal in.
  auto token = find_token(context.slots, application.token_id).value_or(change->token);
  auto record = find_lifecycle(context.slots, token);
  const bool in_place = package_rules(context.slots, application.package_hash).proxy != ProxyKind::none;
  if (in_place) record.implementation = *created;
  if (!in_place) token.deployed = *created;
  const Hash from = token.package_hash;
  token.package_hash = application.package_hash;
  record.pending = 0;
  record.upgrade = application.number;
  write_token(context.slots, token);
  write_token_of(context.slots, *created, token.token_id);
  write_lifecycle(context.slots, token.token_id, record);
  ledger::emit(
      host, "Upgraded(uint64,string,address,string,bytes32,bytes32,bytes32,string[])", {0, 1, 2},
      {Value::of(application.number), Value::of(token.token_id), Value::of(*created), Value::of(token.token_id),
       Value::of(from), Value::of(application.package_hash), Value::of(agreed->policy_hash), list_of(agreed->signers)});
  return Values{Value::of(*created)};
}

TokenState state_after(ApplicationClass action) {
  if (action == ApplicationClass::pause) return TokenState::paused;
  return action == ApplicationClass::resume ? TokenState::running : TokenState::retired;
}

Handled change_state(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  if (auto caller = calling_member(context); !caller) return std::unexpected(caller.error());
  auto change = open_change(context, arguments[0].u64());
  if (!change) return std::unexpected(change.error());
  auto& application = change->application;
  if (application.application_class == ApplicationClass::upgrade) {
    return refuse("UnknownAction(string)", {Value::of("upgrade")});
  }
  const auto agreed = agreed_by_members(context, *change, arguments[1].elements());
  if (!agreed) return std::unexpected(agreed.error());
  application.status = ApplicationStatus::executed;
  update_application(context.slots, application);
  change->record.pending = 0;
  set_token_state(context, change->token, change->record, state_after(application.application_class),
                  application.number, agreed->signers);
  return Values{};
}

constexpr SystemFunction kFunctions[] = {
    {"upgrade(uint64,bytes,bytes,bytes[])", "address", upgrade},
    {"changeState(uint64,bytes[])", "", change_state},
};

}  // namespace

bool tell_program(Context& context, const Address& program, bool pause) {
  const auto data = codec::abi::Function::of(pause ? "pause()" : "unpause()").encode_call(Values{}).value_or(Bytes{});
  return context.host.call(program, data, kTellGas, 0).success;
}

void set_token_state(Context& context, const TokenRecord& token, LifecycleRecord record, TokenState state,
                     ApplicationNumber application, const std::vector<std::string>& signers) {
  const TokenState before = record.state;
  record.state = state;
  record.since = context.now();
  record.application = application;
  write_lifecycle(context.slots, token.token_id, record);
  // The ledger's own refusal is what counts. A program that can pause, and gives that power to the governance, is told
  // as well; one that can not, or refuses, hinders nobody.
  const bool pauses = state == TokenState::paused || state == TokenState::retired;
  const bool was_paused = before == TokenState::paused;
  const bool told = pauses != was_paused && tell_program(context, token.deployed, pauses);
  ledger::emit(context.host, "TokenStateChanged(string,uint64,string,string,bool,string[])", {0, 1},
               {Value::of(token.token_id), Value::of(application), Value::of(token.token_id),
                Value::of(describe(state)), Value::of(told), list_of(signers)});
}

std::span<const SystemFunction> change_functions() { return kFunctions; }

}  // namespace kaisho::governance
