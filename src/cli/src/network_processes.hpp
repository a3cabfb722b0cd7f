#pragma once

#include <filesystem>
#include <map>
#include <string>

/// What the supervisor of a folder's members writes down of their processes, for other commands.
namespace kaisho::cli {

struct MemberProcesses {
  long kaisho = 0, cometbft = 0;  ///< process IDs; 0 where there is none
  bool held = false;              ///< stopped by `consortium down --member`
  std::string trouble{};          ///< why they do not run; not written down
  friend bool operator==(const MemberProcesses&, const MemberProcesses&) = default;
};
/// By the member's name.
using ProcessTable = std::map<std::string, MemberProcesses>;

/// Where it cannot be written (a full disk), the consortium runs all the same.
void write_processes(const std::filesystem::path& folder, const ProcessTable& table);
void remove_processes(const std::filesystem::path& folder);
/// Empty where there is no such file or it makes no sense: then nothing is known.
[[nodiscard]] ProcessTable read_processes(const std::filesystem::path& folder);

}  // namespace kaisho::cli
