#pragma once

#include <kaisho/supervise/unit.hpp>

#include "network_folder.hpp"

namespace kaisho::cli {

using Say = std::function<void(const std::string&)>;

/// The two processes of one member: Kaisho first, CometBFT as soon as Kaisho listens for it, and again whenever Kaisho
/// was started again. Not thread-safe.
class MemberRunner {
 public:
  MemberRunner(MemberFolder member, const std::filesystem::path& kaisho, const std::filesystem::path& cometbft,
               Say say);

  void tick(supervise::Instant now);
  /// CometBFT first, then Kaisho; `tick` goes on until `running` is false.
  void stop();
  [[nodiscard]] bool running() const { return kaisho_.running() || cometbft_.running(); }
  /// At the next chance CometBFT is stopped, gets priv_validator_key.next.json as its key, and is started again.
  void swap_key() { swap_wanted_ = true; }

  [[nodiscard]] const MemberFolder& member() const { return member_; }
  [[nodiscard]] bool held() const { return held_; }
  [[nodiscard]] const supervise::Unit& kaisho() const { return kaisho_; }
  [[nodiscard]] const supervise::Unit& cometbft() const { return cometbft_; }

 private:
  void look_whether_held();
  void swap_when_stopped();

  MemberFolder member_;
  Say say_;
  supervise::Unit kaisho_, cometbft_;
  bool held_ = false, stopping_ = false, swap_wanted_ = false;
};

/// Puts the waiting validator key in use (validator_key_swap.hpp). The state file keeps the height below which nothing
/// is signed again, without the last signature: that was the old key's, and a restart at the same height would send it
/// again. Call it while CometBFT is down. Codes: no_next_key, file_missing, file_not_writable.
[[nodiscard]] Result<void> take_next_key(const MemberFolder& member);

}  // namespace kaisho::cli
