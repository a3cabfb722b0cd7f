#pragma once

#include <utility>

#include "kaisho/sources/source.hpp"

/// Programs of others (git, a compiler), run in a bare environment with limits.
namespace kaisho::sources {

/// A folder of its own below the system's temporary folder, removed with everything in it.
class TemporaryFolder {
 public:
  [[nodiscard]] static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

struct Run {
  std::vector<std::string> words;        ///< the program, looked for in PATH, and its arguments
  std::vector<std::string> environment;  ///< "NAME=value"; besides these only PATH is there
  std::filesystem::path folder;          ///< where it runs; its output goes to files there
  Bytes input;                           ///< what it reads from its standard input
  std::chrono::seconds time{300};
  std::uint64_t file_size = std::uint64_t{256} << 20;  ///< bytes that it may write into one file
  std::uint64_t memory = 0;                            ///< bytes of address space; 0: no limit
};

struct Ran {
  int exit_code = 0;
  Bytes output;
  std::string complaint;  ///< the last line of its error stream
};

/// Runs it to its end. Faults: environment (no such program), took_too_long, too_large (a limit ended it).
[[nodiscard]] Result<Ran> run_program(const Run& run);

}  // namespace kaisho::sources
