#pragma once

#include <iosfwd>

/// The `kaisho` command.
namespace kaisho::cli {

/// Parses the arguments, does what they say, and returns the exit code (see ExitCode in src/failure.hpp). Reports go to
/// `out`, complaints and progress to `err`; with --json a complaint goes to `out` as JSON as well.
[[nodiscard]] int run(int argc, const char* const* argv, std::ostream& out, std::ostream& err);

}  // namespace kaisho::cli
