#pragma once

#include <optional>
#include <string>

#include <kaisho/base/bytes.hpp>

namespace kaisho::cli {

/// What a revert says: a code for machines and a sentence for people.
struct RevertText {
  std::string code;
  std::string text;
};

/// Error(string) and Panic(uint256), the errors of IGovernance and of OpenZeppelin's ERC-20; anything else as its
/// bytes.
[[nodiscard]] RevertText describe_revert(ByteView revert_data);

}  // namespace kaisho::cli
