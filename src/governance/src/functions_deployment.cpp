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
  if (application->expiry < context.now()) {
    return refuse("ConsentExpired(uint64,uint64)", {Value::of(application->expiry), Value::of(context.now())});
  }
  return application;
}

/// The code is the registered and tested one, the arguments are the consented ones, both to the byte.
Checked<void> same_program(Context& context, const ApplicationRecord& application, const Bytes& creation_code,
                           const Bytes& arguments) {
  const auto package = known_package(context, application.token_id, application.package_hash);
  if (!package) return std::unexpected(package.error());
  const Hash code_hash = ledger::charged_sha256(context.host, creation_code);
  if (code_hash != package->creation_code_hash) {
    return refuse("WrongCreationCode(bytes32,bytes32)", {Value::of(package->creation_code_hash), Value::of(code_hash)});
  }
  const Hash arguments_hash = ledger::charged_keccak256(context.host, arguments);
  if (arguments_hash == application.arguments_hash) return {};
  return refuse("WrongArguments(bytes32,bytes32)", {Value::of(application.arguments_hash), Value::of(arguments_hash)});
}

/// Organizations whose operators signed this deployment, each once, each with its own successful test.
Checked<std::map<OrganizationNumber, std::string>> signers_of(Context& context, const DeployApproval& approval,
                                                              const Value::List& signatures) {
  if (signatures.size() > Limits::kDeploySignatures) {
    return refuse("TooLong(string,uint256,uint256)",
                  {Value::of("signatures"), Value::of(std::uint64_t{signatures.size()}),
                   Value::of(std::uint64_t{Limits::kDeploySignatures})});
  }
  const Hash hash = digest(approval, context.chain());
  std::map<OrganizationNumber, std::string> signers;
  for (const auto& signature : signatures) {
    const auto account = recovered(context, hash, signature.bytes());
    if (!account) return std::unexpected(account.error());
    const auto member = find_operator(context.slots, *account);
    if (!member || !member->active) return refuse("NotAMember(address)", {Value::of(*account)});
    if (auto done = tested(context, approval.package_hash, *member); !done) return std::unexpected(done.error());
    if (!signers.emplace(member->number, member->name).second) {
      return refuse("SignatureTwice(string)", {Value::of(member->name)});
    }
  }
  return signers;
}

std::string joined(const std::map<OrganizationNumber, std::string>& signers) {
  std::string text;
  for (const auto& [number, name] : signers) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "nobody" : text;
}

/// The entrusted organization signed, and the policy in force holds for those who signed.
Checked<void> policy_holds(Context& context, const ApplicationRecord& application, const std::string& policy_text,
                           const std::map<OrganizationNumber, std::string>& signers) {
  if (!signers.contains(application.vorg)) {
    return refuse("EntrustedSignatureMissing(string)", {Value::of(organization_name(context.slots, application.vorg))});
  }
  const auto policy = Policy::parse(policy_text);
  OrganizationSet names;
  for (const auto& [number, name] : signers) names.insert(name);
  if (policy && policy->holds_for(names)) return {};
  return refuse("PolicyNotSatisfied(string,string)", {Value::of(policy_text), Value::of(joined(signers))});
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
  if (auto same = same_program(context, *application, arguments[1].bytes(), arguments[2].bytes()); !same) {
    return std::unexpected(same.error());
  }
  const auto policy = current_policy(context.slots, application->token_id).value_or(PolicyRecord{});
  const Hash policy_hash = ledger::charged_keccak256(context.host, view_of(policy.text));
  const DeployApproval approval{.application = application->number,
                                .token_id = application->token_id,
                                .package_hash = application->package_hash,
                                .arguments_hash = application->arguments_hash,
                                .policy_hash = policy_hash};
  const auto signers = signers_of(context, approval, arguments[3].elements());
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

  Bytes init_code = arguments[1].bytes();
  append(init_code, arguments[2].bytes());
  const auto created = context.host.create(init_code);
  if (!created.success) return refuse("CreationFailed(bytes)", {Value::of(created.output)});

  application.deployed = created.address;
  update_application(context.slots, application);
  deployment.token.deployed = created.address;
  deployment.token.application = application.number;
  deployment.token.package_hash = application.package_hash;
  write_token(context.slots, deployment.token);
  write_token_of(context.slots, created.address, application.token_id);
  return created.address;
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
