#pragma once

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// Small files of services that must be whole after a crash. Errors are sentences with what the system said.
namespace kaisho::services {

/// A descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor();
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool is_open() const { return number_ >= 0; }

 private:
  int number_;
};

template <class T>
using FileResult = std::expected<T, std::string>;

/// The whole file of at most `limit` bytes; nothing where there is none.
[[nodiscard]] FileResult<std::optional<std::string>> read_whole(const std::filesystem::path& file, std::size_t limit);
/// Replaces the file in one step (mode 0600): a reader, or a crash, finds the old content or the new one.
[[nodiscard]] FileResult<void> replace_durably(const std::filesystem::path& file, std::string_view content);
/// Makes the folder (mode 0700) where it is missing.
[[nodiscard]] FileResult<void> make_private_folder(const std::filesystem::path& folder);
/// Opens or makes a file for appending, mode 0600.
[[nodiscard]] FileResult<Descriptor> open_to_append(const std::filesystem::path& file);
/// Appends; on the disk when it returns.
[[nodiscard]] FileResult<void> append_durably(const Descriptor& file, std::string_view content);
/// Appends; a kill of this process from then on loses nothing, a power cut may. Costs no flush.
[[nodiscard]] FileResult<void> append(const Descriptor& file, std::string_view content);
/// Empties the file; the same holds.
[[nodiscard]] FileResult<void> clear(const Descriptor& file);
/// Waits for the lock that other processes may hold; it ends with the descriptor.
[[nodiscard]] FileResult<Descriptor> lock_file(const std::filesystem::path& file);

}  // namespace kaisho::services
