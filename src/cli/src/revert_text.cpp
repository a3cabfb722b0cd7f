#include "revert_text.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/governance/calls.hpp>
#include <string_view>

#include "abi_text.hpp"

namespace kaisho::cli {
namespace {

struct Sentence {
  std::string_view signature;
  std::string_view text;  ///< {0} is the first argument
};

// Of programs that people meet here: GovernedToken.sol, the bond, OpenZeppelin's draft-IERC6093.sol and Ownable. The
// governance's own errors are told by its module.
constexpr Sentence kSentences[] = {
    {"NotUsable(string,address)", "{1} has no right to use the token {0}"},
    {"NotMovable(string,uint8)", "the token {0} does not move so now (state {1}: 2 paused, 3 winding down, 4 retired)"},
    {"HoldersMissing(uint256,uint256)", "{0} of {1} bonds were carried over"},
    {"CouponAlreadyDeclared(uint64)", "the coupon of {0} was declared before"},
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
  if (auto name = governance::calls::error_name(revert_data)) {
    return {std::move(*name), governance::calls::explain_revert(revert_data).value_or("")};
  }
  for (const auto& [signature, sentence] : kSentences) {
    const auto error = codec::abi::Function::of(signature);
    if (const auto values = error.decode_call(revert_data)) return {error.name, filled(sentence, error, *values)};
  }
  return {"reverted", "the program refused with " + to_hex(revert_data)};
}

}  // namespace kaisho::cli
