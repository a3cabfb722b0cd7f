#pragma once

#include <string>
#include <vector>

#include <kaisho/governance/package.hpp>

#include "failure.hpp"

/// With what a program starts: its constructor's arguments, or the call behind its proxy.
namespace kaisho::cli {

struct Start {
  Bytes encoded;
  std::string types;  ///< of the constructor; behind a proxy the function that is called
};

/// From what a user types. `call` is the function behind a proxy ("initialize(string,address)"), else empty. Codes:
/// bad_argument, bad_package.
[[nodiscard]] Result<Start> start_of(const governance::Package& package, const std::string& call,
                                     const std::vector<std::string>& arguments);

/// With values that no program has a reason to refuse; behind a proxy for its `initialize`, where it has one such
/// function. Codes: bad_package.
[[nodiscard]] Result<Start> made_up_start(const governance::Package& package);

}  // namespace kaisho::cli
