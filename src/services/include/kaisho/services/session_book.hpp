#pragma once

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/clock.hpp>
#include <kaisho/base/hex.hpp>
#include <kaisho/base/types.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/crypto/secret.hpp>

namespace kaisho::services {

/// Challenges that count once, and the sessions that follow from them. In memory: a restart ends all. Thread-safe.
template <class Who>
class SessionBook {
 public:
  static constexpr Timestamp kChallengeLife = 300;  ///< s from the challenge to its signature
  static constexpr Timestamp kSessionLife = 3'600;  ///< s
  static constexpr std::size_t kMostChallenges = 10'000;
  static constexpr std::size_t kMostSessions = 50'000;
  static constexpr std::size_t kSessionsOfOne = 16;  ///< a further one ends the oldest

  struct Session {
    Who who;
    Timestamp expires = 0;  ///< last second
  };

  /// Tokens are the prefix and 64 hexadecimal digits; only their SHA-256 is kept. Clock and randomness outlive the
  /// book.
  SessionBook(std::string_view prefix, const Clock& clock, SecureRandom& random)
      : prefix_(prefix), clock_(clock), random_(random) {}

  [[nodiscard]] Timestamp now() const { return clock_.now_ms() / 1'000; }

  /// Remembers a fresh challenge for its life; false where too many wait.
  [[nodiscard]] bool expect(const std::string& challenge) {
    const std::scoped_lock lock(mutex_);
    if (challenges_.size() >= kMostChallenges) drop_expired();
    if (challenges_.size() >= kMostChallenges) return false;
    challenges_[challenge] = now() + kChallengeLife;
    return true;
  }
  /// Whether a challenge would count now.
  [[nodiscard]] bool expects(const std::string& challenge) {
    const std::scoped_lock lock(mutex_);
    const auto found = challenges_.find(challenge);
    return found != challenges_.end() && found->second >= now();
  }
  /// Uses a challenge up; false for one that is unknown, used or too old.
  [[nodiscard]] bool take(const std::string& challenge) {
    const std::scoped_lock lock(mutex_);
    drop_expired();
    return challenges_.erase(challenge) > 0;
  }

  /// The new session's token; nothing where there are too many.
  [[nodiscard]] std::optional<std::string> open(const Session& session) {
    const auto secret = crypto::Secret<32>::random(random_);
    auto token = prefix_ + to_hex_plain(secret.expose());
    const std::scoped_lock lock(mutex_);
    drop_expired();
    make_room(session.who);
    if (sessions_.size() >= kMostSessions) return std::nullopt;
    sessions_.insert_or_assign(crypto::sha256(view_of(std::string_view(token))), session);
    return token;
  }
  /// Nothing for an unknown or expired one.
  [[nodiscard]] std::optional<Session> find(std::string_view token) {
    if (!token.starts_with(prefix_)) return std::nullopt;
    const auto hash = crypto::sha256(view_of(token));
    const std::scoped_lock lock(mutex_);
    const auto found = sessions_.find(hash);
    if (found == sessions_.end() || found->second.expires < now()) return std::nullopt;
    return found->second;
  }
  void close(std::string_view token) {
    const auto hash = crypto::sha256(view_of(token));
    const std::scoped_lock lock(mutex_);
    sessions_.erase(hash);
  }

 private:
  void drop_expired() {
    const auto time = now();
    std::erase_if(challenges_, [&](const auto& entry) { return entry.second < time; });
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.expires < time; });
  }
  void make_room(const Who& who) {
    std::vector<std::pair<Timestamp, Hash>> own;
    for (const auto& [hash, session] : sessions_) {
      if (session.who == who) own.emplace_back(session.expires, hash);
    }
    if (own.size() >= kSessionsOfOne) sessions_.erase(std::ranges::min(own).second);
  }

  const std::string prefix_;
  const Clock& clock_;
  SecureRandom& random_;
  std::mutex mutex_;
  std::map<std::string, Timestamp> challenges_;  ///< -> last second
  std::map<Hash, Session> sessions_;             ///< by the token's SHA-256
};

}  // namespace kaisho::services
