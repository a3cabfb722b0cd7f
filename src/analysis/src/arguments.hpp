#pragma once

#include "interface.hpp"

/// Values with which functions are tried.
namespace kaisho::analysis {

/// Accounts and values that stand for something in a trial.
struct Cast {
  Address caller;
  Address victim;    ///< a holder who is not the caller
  Address other;     ///< an account that may use the token
  Address outsider;  ///< an account that may not
  Address program;   ///< the program itself
  Address code;      ///< a contract that could follow an upgrade
  std::vector<Word> roles;
  Timestamp time = 0;
};

/// Encoded arguments of the function, each variant once, in a fixed order; none where the values cannot be encoded.
[[nodiscard]] std::vector<Bytes> variants_of(const DeclaredFunction& function, const Cast& cast);

/// What a function that nobody knows is called with: words that could be addresses or small numbers.
[[nodiscard]] std::vector<Bytes> blind_variants(const codec::abi::Selector& selector, const Cast& cast);

}  // namespace kaisho::analysis
