#include "functions.hpp"

#include <kaisho/base/joined.hpp>
#include "kaisho/governance/governance.hpp"

// G7: what a deployment and an upgrade share: the tested code, the organizations' signatures, the policy in force.
namespace kaisho::governance {

Checked<void> same_program(Context& context, const ApplicationRecord& application, ByteView creation_code,
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

Checked<std::map<OrganizationNumber, std::string>> signers_of(Context& context, const Hash& digest,
                                                              const Value::List& signatures,
                                                              const std::optional<Hash>& tested_package) {
  if (signatures.size() > Limits::kDeploySignatures) {
    return refuse("TooLong(string,uint256,uint256)",
                  {Value::of("signatures"), Value::of(std::uint64_t{signatures.size()}),
                   Value::of(std::uint64_t{Limits::kDeploySignatures})});
  }
  std::map<OrganizationNumber, std::string> signers;
  for (const auto& signature : signatures) {
    const auto account = recovered(context, digest, signature.bytes());
    if (!account) return std::unexpected(account.error());
    const auto member = find_operator(context.slots, *account);
    if (!member || !member->active) return refuse("NotAMember(address)", {Value::of(*account)});
    if (tested_package) {
      if (auto done = tested(context, *tested_package, *member); !done) return std::unexpected(done.error());
    }
    if (!signers.emplace(member->number, member->name).second) {
      return refuse("SignatureTwice(string)", {Value::of(member->name)});
    }
  }
  return signers;
}

Checked<void> policy_holds(Context& context, const ApplicationRecord& application, const std::string& policy_text,
                           const std::map<OrganizationNumber, std::string>& signers) {
  if (!signers.contains(application.vorg)) {
    return refuse("EntrustedSignatureMissing(string)", {Value::of(organization_name(context.slots, application.vorg))});
  }
  const auto policy = Policy::parse(policy_text);
  OrganizationSet names;
  for (const auto& [number, name] : signers) names.insert(name);
  if (policy && policy->holds_for(names)) return {};
  return refuse("PolicyNotSatisfied(string,string)",
                {Value::of(policy_text), Value::of(joined(signers | std::views::values))});
}

}  // namespace kaisho::governance
