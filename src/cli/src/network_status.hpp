#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "network_folder.hpp"

/// What a consortium's members on this machine are doing, as their own nodes say.
namespace kaisho::cli {

/// One word a state, as scripts compare it.
enum class MemberState : std::uint8_t {
  validating,
  catching_up,
  observing,     ///< runs, but has no vote: not yet, or not any more
  disconnected,  ///< its node runs, its CometBFT does not
  halted,        ///< takes no part any more; the reason says why
  stopped,       ///< no answer
  held,          ///< stopped because somebody asked for it
};
[[nodiscard]] std::string_view name_of(MemberState state);

struct MemberStatus {
  std::string name, rpc;
  MemberState state = MemberState::stopped;
  std::string reason{};                     ///< of a state that is none of the first three
  std::uint64_t ledger = 0, consensus = 0;  ///< heights
  std::uint64_t lag = 0;                    ///< consensus heights behind the foremost member
  std::uint64_t peers = 0;
  long node_process = 0, engine_process = 0;  ///< 0: none, or not known
};

struct NetworkStatus {
  std::vector<MemberStatus> members;
  std::size_t validators = 0;  ///< of the whole consortium, those on other machines too
  std::size_t validating = 0;  ///< of them, as far as it can be seen from here
  [[nodiscard]] bool healthy() const;
  /// "2 of 4 members validate; blocks need 3: none is made until 1 more is back"
  [[nodiscard]] std::string sentence() const;
};

/// Asks every member at the same time; each has two seconds to answer.
[[nodiscard]] NetworkStatus ask_network(const std::vector<MemberFolder>& members);

/// Lines of a table with one member each, and the sentence.
[[nodiscard]] std::string table_of(const NetworkStatus& status);
[[nodiscard]] boost::json::object json_of(const NetworkStatus& status);

}  // namespace kaisho::cli
