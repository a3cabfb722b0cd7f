#pragma once

#include <array>
#include <expected>
#include <string_view>

#include <kaisho/ledger/system_dispatch.hpp>

/// The custom errors of IGovernance.sol, each with the sentence that people read; {0} is its first value.
namespace kaisho::governance {

struct ErrorText {
  std::string_view signature;
  std::string_view sentence;
};

inline constexpr ErrorText kErrors[] = {
    {"NotAMember(address)", "{0} is no operator of a member organization"},
    {"UnknownOrganization(string)", "there is no organization {0} in the consortium"},
    {"BadName(string,string)", "'{1}' is no valid {0}"},
    {"BadAccount(address)", "{0} can not be a user's account"},
    {"TooLong(string,uint256,uint256)", "{0} has {1}, the limit is {2}"},
    {"BadManifest(string)", "the manifest is refused: {0}"},
    {"PackageAlreadyRegistered(bytes32)", "the package {0} is already registered"},
    {"VersionAlreadyRegistered(string,string)", "token {0} already has a version {1}"},
    {"TokenBelongsTo(string,string)", "token {0} belongs to {1}: only it registers further versions"},
    {"UnknownPackage(bytes32)", "there is no package {0} for this token"},
    {"UnknownToken(string)", "there is no token {0}"},
    {"UnknownUser(string)", "there is no user {0}"},
    {"UnknownApplication(uint64)", "there is no application {0}"},
    {"UserAlreadyRegistered(string)", "there is already a user {0}"},
    {"AccountAlreadyRegistered(address,string)", "account {0} already belongs to user {1}"},
    {"BadRebuildOutcome(uint8)", "{0} is no outcome of a rebuild: 1 matches, 2 matches but for metadata, 3 differs"},
    {"AlreadyAttested(bytes32,string)", "{1} already gave its test result for package {0}"},
    {"BadSignature()", "the signature is malformed: 65 bytes r, s, v with a low s are needed"},
    {"NotSignedBy(address,address)",
     "{0} did not sign this: the signature belongs to {1}, or to another package, organization, text or chain"},
    {"ConsentExpired(uint64,uint64)", "the consent expired at {0} and it is {1} (seconds since 1970)"},
    {"ConsentAlreadyUsed(bytes32)", "the consent {0} was used before"},
    {"ConsentIsWithdrawn(uint64,uint64)", "the user withdrew the consent of application {0} at {1}"},
    {"UnknownLanguage(string)", "there is no text in language '{0}', only in en and ja"},
    {"WrongConsentText(bytes32,bytes32)", "the user signed another text: its hash is {1}, that of these terms is {0}"},
    {"WrongOrganization(string,string)", "the user entrusted {0}, not {1}"},
    {"NotEntrusted(address,string)", "{0} does not act for {1}, the organization that the user entrusted"},
    {"NoSuccessfulTest(bytes32,string)", "{1} has no successful test of package {0} on record"},
    {"TokenHasApplication(string,uint64)", "token {0} already has the open application {1}"},
    {"AlreadyUsable(string,string)", "user {1} may already use token {0}"},
    {"TokenNotDeployed(string)", "the program of token {0} does not run yet"},
    {"PackageNotRunning(bytes32,bytes32)", "package {0} runs, not {1}"},
    {"AlreadyDeployed(string,address)", "token {0} already runs at {1}"},
    {"ApplicationNotOpen(uint64,uint8)", "application {0} does not wait for a deployment (status {1})"},
    {"WrongCreationCode(bytes32,bytes32)",
     "the creation code is not the tested one: its SHA-256 is {1}, the registered one is {0}"},
    {"WrongArguments(bytes32,bytes32)",
     "the constructor arguments are not the consented ones: their hash is {1}, the consented one is {0}"},
    {"SignatureTwice(string)", "{0} signed twice"},
    {"EntrustedSignatureMissing(string)", "the signature of {0} is missing, the organization that the user entrusted"},
    {"PolicyNotSatisfied(string,string)", "the policy {0} is not satisfied by: {1}"},
    {"CreationFailed(bytes)", "the program's constructor failed: {0}"},
    {"BadPolicy(string)", "the policy is refused: {0}"},
    {"PolicyNeverSatisfied(string)", "the policy {0} can never be satisfied"},
    {"PolicyWeakened(string)", "the policy would be weaker: {0}"},
    {"PolicyTooComplex(uint256)", "the policies are too complex to be compared in {0} steps"},
    {"NoIssueConsent(string)", "no user's consent to issue token {0} is on record"},
    {"NothingToWithdraw(string,string)", "user {0} gave no consent for token {1}"},
    {"NotTheIssuer(string,string)", "token {0} was not issued for user {1}: only its issuer decides about its life"},
    {"UnknownAction(string)", "there is no action '{0}', only pause, resume and retire"},
    {"WrongTokenState(string,string)", "token {0} is {1}: this can not be done with it now"},
    {"BadUpgrade(string)", "the upgrade is refused: {0}"},
    {"UpgradeFailed(bytes)", "the running program did not take the new version: {0}"},
    {"ProxyPointsElsewhere(address,address)", "the proxy {0} points to {1}, not to the program that was consented to"},
    {"BadMembershipChange(string)", "the change of the membership is refused: {0}"},
    {"AlreadyAMember(string)", "{0} is a member already"},
    {"OperatorBelongsTo(address,string)", "account {0} acts or acted for {1}: each organization has its own"},
    {"KeyBelongsTo(bytes32,string)", "{0} is or was a key, pin or node ID of {1}: each organization has its own"},
    {"NothingToChange()", "everything is so already: there is nothing to change"},
    {"LastMember(string)", "{0} is the last member: a consortium without members could never change again"},
    {"LastValidator(string)", "without {0} nobody would validate: the ledger would stand still for ever"},
    {"MembershipPolicyUnsatisfiable(string)",
     "the members could then never satisfy the membership policy {0}: change the policy first"},
    {"UnknownProposal(uint64)", "there is no proposal {0}"},
    {"ProposalNotOpen(uint64,string)", "proposal {0} is {1}: nothing can be done with it any more"},
    {"BadExpiry(uint64,uint64,uint64)",
     "the proposal's expiry {0} is not between {1} (now) and {2} (seconds since 1970)"},
    {"AlreadyApproved(uint64,string)", "{1} approved proposal {0} already, and the membership policy wants more"},
    {"NotTheProposer(uint64,string)", "proposal {0} is {1}'s: only it can withdraw it"},
    {"NoNode(string)", "{0} has no validating node: the members give it one with a proposal to replace it"},
    {"RoleMissing(string,string)", "{0} lacks the role that this needs: {1}"},
    {"BadPasskeySignature(string)", "the passkey's signature is refused: {0}"},
    {"BadWitness(string)", "the witnessed signature is refused: {0}"},
    {"ContractAccountRefused(address)", "the contract account {0} does not take this for its signature (ERC-1271)"},
    {"EntrustmentWithdrawn(string,uint64)", "user {0} withdrew the consent to entrust at {1}: it must entrust anew"},
    {"NothingReplaced(bytes32,bytes32)", "the consent in force is {0}, not {1}: the user must sign for that one"},
    {"ValueRefused()", "the governance takes no coins"},
    {"UnknownFunction(bytes4)", "the governance has no function {0}"},
    {"BadArguments(string)", "the call's arguments are malformed: {0}"},
};

constexpr bool is_known_error(std::string_view signature) {
  for (const auto& error : kErrors) {
    if (error.signature == signature) return true;
  }
  return false;
}

/// A custom error's signature, checked by the compiler to stand in the table above.
struct ErrorName {
  std::string_view signature;
  consteval ErrorName(const char* text) : signature(text) {  // NOLINT(google-explicit-constructor): a checked literal
    if (!is_known_error(signature)) throw "no error of IGovernance.sol";
  }
};

[[nodiscard]] inline std::unexpected<ledger::Revert> refuse(ErrorName error, const codec::abi::Values& values = {}) {
  return std::unexpected(ledger::custom_error(error.signature, values));
}

}  // namespace kaisho::governance
