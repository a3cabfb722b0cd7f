#include "functions.hpp"
#include "kaisho/governance/governance.hpp"

// G7: the deployment, the one place where a token program comes to life outside `open` mode.
namespace kaisho::governance {
namespace {

/// What a deployment needs, once every check held.
struct Deployment {
  ApplicationRecord application;
  TokenRecord token;
  UserRecord user;
  Hash policy_hash;
  std::vector<std::string> signers;  ///< in order of their numbers
};

/// The application waits for its deployment, and its consent still stands.
Checked<ApplicationRecord> open_application(Context& context, ApplicationNumber number) {
  const auto application = known_application(context, number);
  if (!application) return application;
  const auto consent = find_consent(context.slots, application->consent);
  if (consent && consent->withdrawn != 0) {
    return refuse("ConsentIsWithdrawn(uint64,uint64)", {Value::of(number), Value::of(consent->withdrawn)});
  }
  if (application->status == ApplicationStatus::deployed) {
    return refuse("AlreadyDeployed(string,address)",
                  {Value::of(application->token_id), Value::of(application->deployed)});
  }
  const bool waits =
      application->application_class == ApplicationClass::issue && application->status == ApplicationStatus::open;
  if (!waits) {
    return refuse("ApplicationNotOpen(uint64,uint8)",
                  {Value::of(number), Value::of(static_cast<std::uint64_t>(application->status))});
  }
  if (auto still = still_entrusted(context, *application); !still) return std::unexpected(still.error());
  if (application->expiry < context.now()) {
    return refuse("ConsentExpired(uint64,uint64)", {Value::of(application->expiry), Value::of(context.now())});
  }
  return application;
}

Checked<Deployment> good_deployment(Context& context, const Values& arguments) {
  auto application = open_application(context, arguments[0].u64());
  if (!application) return std::unexpected(application.error());
  auto token = known_token(context, application->token_id);
  if (!token) return std::unexpected(token.error());
  if (!token->deployed.is_zero()) {
    return refuse("AlreadyDeployed(string,address)", {Value::of(token->token_id), Value::of(token->deployed)});
  }
  auto user = known_user(context, application->user_id);
  if (!user) return std::unexpected(user.error());
  const auto code = split_code(context, application->package_hash, arguments[1].bytes());
  if (auto same = same_program(context, *application, code.program, arguments[2].bytes()); !same) {
    return std::unexpected(same.error());
  }
  if (auto same = same_proxy(context, application->package_hash, code.proxy); !same) {
    return std::unexpected(same.error());
  }
  const auto policy = current_policy(context.slots, application->token_id).value_or(PolicyRecord{});
  const Hash policy_hash = ledger::charged_keccak256(context.host, view_of(policy.text));
  const DeployApproval approval{.application = application->number,
                                .token_id = application->token_id,
                                .package_hash = application->package_hash,
                                .arguments_hash = application->arguments_hash,
                                .policy_hash = policy_hash};
  const auto signers =
      signers_of(context, digest(approval, context.chain()), arguments[3].elements(), application->package_hash);
  if (!signers) return std::unexpected(signers.error());
  if (auto holds = policy_holds(context, *application, policy.text, *signers); !holds) {
    return std::unexpected(holds.error());
  }
  Deployment deployment{std::move(*application), std::move(*token), std::move(*user), policy_hash, {}};
  for (const auto& [number, name] : *signers) deployment.signers.push_back(name);
  return deployment;
}

/// Marks everything as deployed and creates the contract in between: its constructor may already ask `usable`, and
/// finds the application closed should it come back here.
Checked<Address> create(Context& context, Deployment& deployment, const Values& arguments) {
  auto& application = deployment.application;
  application.status = ApplicationStatus::deployed;
  update_application(context.slots, application);
  grant(context, deployment.user, application);

  const auto created = create_program(context, application.package_hash, arguments[1].bytes(), arguments[2].bytes());
  if (!created) return std::unexpected(created.error());

  application.deployed = created->deployed;
  update_application(context.slots, application);
  deployment.token.deployed = created->deployed;
  deployment.token.application = application.number;
  deployment.token.package_hash = application.package_hash;
  write_token(context.slots, deployment.token);
  write_token_of(context.slots, created->deployed, application.token_id);
  if (!created->implementation.is_zero()) {
    write_token_of(context.slots, created->implementation, application.token_id);
    LifecycleRecord record;
    record.implementation = created->implementation;
    write_lifecycle(context.slots, application.token_id, record);
  }
  return created->deployed;
}

Handled deploy(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto caller = calling_member(context);
  if (!caller) return std::unexpected(caller.error());
  auto deployment = good_deployment(context, arguments);
  if (!deployment) return std::unexpected(deployment.error());
  const auto contract = create(context, *deployment, arguments);
  if (!contract) return std::unexpected(contract.error());

  Value::List signers;
  for (const auto& name : deployment->signers) signers.push_back(Value::of(name));
  const auto& application = deployment->application;
  ledger::emit(host, "Deployed(uint64,string,address,string,bytes32,bytes32,string[])", {0, 1, 2},
               {Value::of(application.number), Value::of(application.token_id), Value::of(*contract),
                Value::of(application.token_id), Value::of(application.package_hash),
                Value::of(deployment->policy_hash), Value::list(std::move(signers))});
  return Values{Value::of(*contract)};
}

constexpr SystemFunction kFunctions[] = {
    {"deploy(uint64,bytes,bytes,bytes[])", "address", deploy},
};

}  // namespace

std::span<const SystemFunction> deployment_functions() { return kFunctions; }

}  // namespace kaisho::governance
