#pragma once

#include <string>

#include <kaisho/governance/signature.hpp>

#include "failure.hpp"

namespace kaisho::cli {

/// What a browser gave: PublicKeyCredential.toJSON(), with the credential's public key beside it. Codes: bad_assertion
/// and those of read_file.
[[nodiscard]] Result<governance::PasskeyAssertion> read_assertion(const std::string& path);

}  // namespace kaisho::cli
