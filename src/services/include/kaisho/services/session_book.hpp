#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
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
  static constexpr std::size_t kChallengesOfOne = 1'000;  ///< of one address; a further one ends its oldest
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

  /// Remembers a fresh challenge for its life. `from`: the address that asked. Where it has its share, or all together
  /// have too many, the oldest is forgotten of who has the most: nobody can keep others from signing in by asking
  /// often.
  void expect(const std::string& challenge, const std::string& from) {
    const std::scoped_lock lock(mutex_);
    if (challenges_.size() >= kMostChallenges) drop_expired();
    if (asked_[from].size() >= kChallengesOfOne) forget_oldest(from);
    if (challenges_.size() >= kMostChallenges) forget_oldest(busiest());
    challenges_[challenge] = {from, now() + kChallengeLife};
    asked_[from].push_back(challenge);
  }
  /// Whether a challenge would count now.
  [[nodiscard]] bool expects(const std::string& challenge) {
    const std::scoped_lock lock(mutex_);
    const auto found = challenges_.find(challenge);
    return found != challenges_.end() && found->second.expires >= now();
  }
  /// Uses a challenge up; false for one that is unknown, used or too old.
  [[nodiscard]] bool take(const std::string& challenge) {
    const std::scoped_lock lock(mutex_);
    const auto found = challenges_.find(challenge);
    const bool counts = found != challenges_.end() && found->second.expires >= now();
    return forget(challenge) && counts;
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
  /// At most once a second, so that who asks often does not make everybody wait.
  void drop_expired() {
    const auto time = now();
    if (std::exchange(swept_, time) == time) return;
    std::erase_if(challenges_, [&](const auto& entry) { return entry.second.expires < time; });
    for (auto& [from, own] : asked_) {
      std::erase_if(own, [&](const std::string& challenge) { return !challenges_.contains(challenge); });
    }
    std::erase_if(asked_, [](const auto& entry) { return entry.second.empty(); });
    std::erase_if(sessions_, [&](const auto& entry) { return entry.second.expires < time; });
  }
  bool forget(const std::string& challenge) {
    const auto found = challenges_.find(challenge);
    if (found == challenges_.end()) return false;
    const auto own = asked_.find(found->second.from);
    std::erase(own->second, challenge);
    if (own->second.empty()) asked_.erase(own);
    challenges_.erase(found);
    return true;
  }
  void forget_oldest(const std::string& from) {
    const auto oldest = asked_.at(from).front();  // a copy: the list goes with its last entry
    forget(oldest);
  }
  [[nodiscard]] std::string busiest() const {
    return std::ranges::max_element(asked_, {}, [](const auto& entry) { return entry.second.size(); })->first;
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
  Timestamp swept_ = 0;
  struct Challenge {
    std::string from;
    Timestamp expires = 0;  ///< last second
  };
  std::map<std::string, Challenge> challenges_;
  std::map<std::string, std::deque<std::string>> asked_;  ///< challenges by the address that asked, oldest first
  std::map<Hash, Session> sessions_;                      ///< by the token's SHA-256
};

}  // namespace kaisho::services
