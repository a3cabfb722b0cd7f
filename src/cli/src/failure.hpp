#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <utility>

namespace kaisho::cli {

/// How `kaisho` ends. Stable, documented in docs/start/commands.md.
enum class ExitCode : std::uint8_t {
  done = 0,
  refused = 1,      ///< the ledger, a rule or a check said no; nothing changed
  bad_input = 2,    ///< wrong usage, or a file that cannot be read as what it should be
  unreachable = 3,  ///< no node answered
  environment = 4,  ///< this machine said no: port in use, folder locked or read-only, damaged data
};

/// Why a command did not do what it was asked: a stable code for machines, a sentence for people, and what to do next.
struct Failure {
  ExitCode exit = ExitCode::bad_input;
  std::string code;  ///< e.g. "port_in_use"
  std::string text;
  std::string next;  ///< empty where the text says it already
};

template <class T>
using Result = std::expected<T, Failure>;

[[nodiscard]] inline std::unexpected<Failure> fail(ExitCode exit, std::string code, std::string text,
                                                   std::string next = {}) {
  return std::unexpected(Failure{exit, std::move(code), std::move(text), std::move(next)});
}
[[nodiscard]] inline std::unexpected<Failure> bad_input(std::string code, std::string text, std::string next = {}) {
  return fail(ExitCode::bad_input, std::move(code), std::move(text), std::move(next));
}

}  // namespace kaisho::cli
