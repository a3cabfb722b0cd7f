#pragma once

#include <atomic>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <kaisho/base/bytes.hpp>

namespace kaisho::services {

/// What was sent to this node and admission did not take, between whoever sends and whoever looks at it: it is in no
/// block, and only this node can tell. Holds little; of too many at once the rest is only counted. Thread-safe.
class RefusedBox {
 public:
  static constexpr std::size_t kMost = 64;

  RefusedBox();
  RefusedBox(const RefusedBox&) = delete;
  RefusedBox& operator=(const RefusedBox&) = delete;
  ~RefusedBox();

  /// From now on what waits is on file too (docs/formats/alerts.md), and what an earlier run left waits again. A kill
  /// of the process loses nothing; a power cut may lose what came in the seconds before. The error is a sentence.
  [[nodiscard]] std::expected<void, std::string> keep_in(const std::filesystem::path& folder);

  /// Never waits for long, and for no flush of the disk: on a thread of the engine.
  void put(ByteView wire);

  struct Taken {
    std::vector<Bytes> wires;      ///< in the order in which they came
    std::uint64_t overlooked = 0;  ///< came while the box was full
    std::uint64_t unkept = 0;      ///< could not be written: a kill would have lost them
  };
  /// Stays on file until `told`, which comes before the next `take`.
  [[nodiscard]] Taken take();
  /// What was taken last was looked at and told; it comes no more.
  void told();
  [[nodiscard]] bool is_empty() const { return waiting_.load() == 0; }

  /// Is called after each `put`, until replaced: when this returns, the one before runs no more.
  void on_put(std::function<void()> wake);

 private:
  struct Files;

  std::mutex mutex_;
  Taken held_;
  std::unique_ptr<Files> files_;  ///< null: in memory only
  std::function<void()> wake_ = [] {};
  std::atomic<std::size_t> waiting_{0};  ///< so that a waiting reader needs no lock of this box
};

}  // namespace kaisho::services
