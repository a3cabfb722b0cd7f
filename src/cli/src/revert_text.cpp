#include "revert_text.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <string_view>

#include "abi_text.hpp"

namespace kaisho::cli {
namespace {

struct Sentence {
  std::string_view signature;
  std::string_view text;  ///< {0} is the first argument
};

// contracts/interfaces/IGovernance.sol in its order, then OpenZeppelin's draft-IERC6093.sol for ERC-20 and Ownable.
constexpr Sentence kSentences[] = {
    {"NotAMember(address)", "{0} is no member's operator"},
    {"UnknownOrganization(string)", "there is no organization '{0}' in the consortium"},
    {"BadName(string,string)", "'{1}' is no {0}: use 1 to 64 of A-Z a-z 0-9 . _ -, a letter or digit first"},
    {"BadAccount(address)", "{0} cannot be a user's account: it is zero or belongs to an organization"},
    {"TooLong(string,uint256,uint256)", "the {0} has {1} bytes, at most {2} are allowed"},
    {"BadManifest(string)", "the program's manifest is refused: {0}"},
    {"PackageAlreadyRegistered(bytes32)", "the package {0} is registered already"},
    {"VersionAlreadyRegistered(string,string)", "version {1} of {0} is registered already with other content"},
    {"TokenBelongsTo(string,string)", "the token {0} belongs to {1}, which alone registers its programs"},
    {"UnknownPackage(bytes32)", "no package {0} is registered"},
    {"UnknownToken(string)", "there is no token '{0}'"},
    {"UnknownUser(string)", "there is no user '{0}'"},
    {"UnknownApplication(uint64)", "there is no application {0}"},
    {"UserAlreadyRegistered(string)", "the user '{0}' is registered already"},
    {"AccountAlreadyRegistered(address,string)", "the account {0} belongs to the user '{1}' already"},
    {"AlreadyAttested(bytes32,string)", "{1} has given its test result for {0} already"},
    {"BadSignature()", "a signature is no signature of any key"},
    {"NotSignedBy(address,address)",
     "the signature is not {0}'s over exactly this content: another key signed, or something else was signed"},
    {"ConsentExpired(uint64,uint64)", "the consent ended at {0}, now it is {1}"},
    {"ConsentAlreadyUsed(bytes32)", "the consent {0} was used before"},
    {"ConsentIsWithdrawn(uint64,uint64)", "the consent of application {0} was withdrawn at {1}"},
    {"UnknownLanguage(string)", "there are no consent texts in the language '{0}'"},
    {"WrongConsentText(bytes32,bytes32)", "the user saw another text ({1}) than the one that belongs here ({0})"},
    {"WrongOrganization(string,string)", "the user entrusted {0}, not {1}"},
    {"NotEntrusted(address,string)", "{0} does not act for {1}, which the user entrusted"},
    {"NoSuccessfulTest(bytes32,string)", "{1} has recorded no successful test of package {0}"},
    {"TokenHasApplication(string,uint64)", "the token {0} has application {1} already"},
    {"AlreadyUsable(string,string)", "{1} may use {0} already"},
    {"TokenNotDeployed(string)", "the token {0} does not run yet"},
    {"PackageNotRunning(bytes32,bytes32)", "the package {0} runs, the consent is for {1}"},
    {"AlreadyDeployed(string,address)", "the token {0} runs already at {1}"},
    {"ApplicationNotOpen(uint64,uint8)", "application {0} is not open (status {1})"},
    {"WrongCreationCode(bytes32,bytes32)",
     "the program is not the one that was tested: its code hashes to {1}, the registered one to {0}"},
    {"WrongArguments(bytes32,bytes32)", "the user consented to other constructor arguments ({0}, not {1})"},
    {"SignatureTwice(string)", "{0} signed twice"},
    {"EntrustedSignatureMissing(string)", "the signature of {0} is missing, which the user entrusted"},
    {"PolicyNotSatisfied(string,string)", "the policy '{0}' is not met by the signatures of: {1}"},
    {"CreationFailed(bytes)", "the program's constructor refused: {0}"},
    {"BadPolicy(string)", "the policy is not understood: {0}"},
    {"PolicyNeverSatisfied(string)", "the policy '{0}' can never be met"},
    {"PolicyWeakened(string)", "the new policy is weaker than the old one: {0}"},
    {"PolicyTooComplex(uint256)", "the policy takes {0} steps to judge: write it shorter"},
    {"NoIssueConsent(string)", "no consent to the issue of {0} stands"},
    {"NothingToWithdraw(string,string)", "{0} has no standing consent for {1}"},
    {"ValueRefused()", "the governance contract takes no coins"},
    {"UnknownFunction(bytes4)", "the governance contract has no function {0}"},
    {"BadArguments(string)", "the arguments are malformed: {0}"},
    {"NotUsable(string,address)", "{1} has no right to use the token {0}"},
    {"NotIssuer(address)", "{0} is not the issuer"},
    {"NotMatured(uint64)", "the bond runs until {0}"},
    {"BadTerms(string)", "the bond's {0} makes no sense"},
    {"ERC20InsufficientBalance(address,uint256,uint256)", "{0} holds {1}, {2} are needed"},
    {"ERC20InvalidSender(address)", "{0} cannot send"},
    {"ERC20InvalidReceiver(address)", "{0} cannot receive"},
    {"ERC20InsufficientAllowance(address,uint256,uint256)", "{0} may spend {1}, {2} are needed"},
    {"ERC20InvalidApprover(address)", "{0} cannot approve"},
    {"ERC20InvalidSpender(address)", "{0} cannot spend"},
    {"OwnableUnauthorizedAccount(address)", "{0} is not the owner"},
};

std::string filled(std::string_view sentence, const codec::abi::Function& error, const codec::abi::Values& values) {
  std::string text;
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    const bool hole = sentence[i] == '{' && i + 2 < sentence.size() && sentence[i + 2] == '}';
    if (!hole) {
      text += sentence[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(sentence[i + 1] - '0');
    text += value_to_text(error.inputs.at(index), values.at(index));
    i += 2;
  }
  return text;
}

}  // namespace

RevertText describe_revert(ByteView revert_data) {
  if (revert_data.empty()) return {"reverted", "the program refused without a reason"};
  if (auto reason = codec::abi::revert_reason(revert_data)) return {"reverted", "the program refused: " + *reason};
  for (const auto& [signature, sentence] : kSentences) {
    const auto error = codec::abi::Function::of(signature);
    if (const auto values = error.decode_call(revert_data)) return {error.name, filled(sentence, error, *values)};
  }
  return {"reverted", "the program refused with " + to_hex(revert_data)};
}

}  // namespace kaisho::cli
