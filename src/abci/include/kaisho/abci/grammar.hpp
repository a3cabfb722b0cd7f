#pragma once

#include <cstddef>
#include <expected>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "kaisho/abci/call.hpp"

/// The order in which a correct engine calls ("Valid method call sequences" of ABCI 2.0, as CometBFT 0.38 keeps it),
/// over the answered calls of one application process:
///
///     log     = *life                                   a new life after each death of the engine, at any point
///     life    = start *height
///     start   = info init_chain                         where info answered height 0
///             / info                                    recovery: the next height is info's + 1
///             / 1*(offer *apply) info                   state sync; the last offer was applied, info answers its
///             height
///     height  = *(prepare / process / extend / verify) finalize commit     no rounds where a decided block is replayed
///
/// Heights follow one another without a gap, and a new life's info answers the last committed one: nothing is lost or
/// done twice. Queries, checks, listing and loading of snapshots, and further infos may come at any time.
namespace kaisho::abci {

/// Checks call by call, in constant memory.
class Grammar {
 public:
  /// Why the call must not come here; nothing if it may. After a violation the checker goes on as well as it can.
  [[nodiscard]] std::optional<std::string> next(const CallRecord& call);

 private:
  enum class State : std::uint8_t { fresh, informed, offered, applied, deciding, finalized };

  [[nodiscard]] std::optional<std::string> info(std::uint64_t height);
  [[nodiscard]] std::optional<std::string> init_chain(std::uint64_t height);
  [[nodiscard]] std::optional<std::string> offer(std::uint64_t height);
  [[nodiscard]] std::optional<std::string> apply();
  [[nodiscard]] std::optional<std::string> in_round(const CallRecord& call);
  [[nodiscard]] std::optional<std::string> finalize(std::uint64_t height);
  [[nodiscard]] std::optional<std::string> commit();
  [[nodiscard]] bool ready() const;

  State state_ = State::fresh;
  std::uint64_t life_ = 0;
  std::uint64_t next_ = 0;                  ///< the height that is being decided
  std::uint64_t offered_ = 0;               ///< height of the last snapshot that was offered
  std::optional<std::uint64_t> committed_;  ///< the last height that this log saw become durable
};

struct Violation {
  std::size_t index = 0;  ///< of the first call that must not be there
  std::string reason;
};

[[nodiscard]] std::expected<void, Violation> check_grammar(std::span<const CallRecord> calls);

/// Keeps the calls of a server: `events.observe = std::ref(log)`.
class CallLog {
 public:
  void operator()(const CallRecord& call);
  [[nodiscard]] std::vector<CallRecord> calls() const;

 private:
  mutable std::mutex mutex_;
  std::vector<CallRecord> calls_;
};

}  // namespace kaisho::abci
