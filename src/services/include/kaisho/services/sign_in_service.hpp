#pragma once

#include <functional>
#include <map>
#include <mutex>

#include <kaisho/base/clock.hpp>

#include "kaisho/services/ledger_service.hpp"
#include "kaisho/services/sign_in_message.hpp"

/// Users prove their account with a signature (EIP-4361) and get a session for a short time.
namespace kaisho::services {

/// Thread-safe. Everything lives in memory: a restart ends every session.
class SignInService {
 public:
  static constexpr Timestamp kChallengeLife = 300;   ///< s from the challenge to its signature
  static constexpr Timestamp kSessionLife = 3'600;   ///< s
  static constexpr Timestamp kClockDifference = 60;  ///< s that a client's clock may be ahead
  static constexpr std::size_t kMostChallenges = 10'000;
  static constexpr std::size_t kMostSessions = 50'000;
  static constexpr std::size_t kSessionsOfAccount = 16;  ///< a further one ends the oldest

  /// All outlive the service.
  struct Dependencies {
    const LedgerService& ledger;
    const Clock& clock;
    SecureRandom& random;
  };
  explicit SignInService(const Dependencies& dependencies) : needs_(dependencies) {}

  struct Challenge {
    std::string nonce;
    Timestamp issued = 0, expires = 0;
  };
  /// Errors: unavailable, where too many wait for their signature.
  [[nodiscard]] Result<Challenge> challenge();

  struct Session {
    Address account;
    Timestamp expires = 0;
  };
  struct Opened {
    std::string token;  ///< "kss_" and 64 hexadecimal digits; only its hash is kept
    Session session;
  };
  /// Takes a message that a wallet signed: of one of these domains, this chain, a challenge that was not used, and a
  /// time that is now. Contracts sign by ERC-1271. Errors: refused with the reason; the challenge is used up by the
  /// first message with a good signature.
  [[nodiscard]] Result<Opened> open(std::string_view message, ByteView signature,
                                    const std::function<bool(std::string_view)>& is_own_domain);
  /// Nothing for an unknown or expired one.
  [[nodiscard]] std::optional<Session> find(std::string_view token);
  void close(std::string_view token);

 private:
  [[nodiscard]] Result<void> check(const SignInMessage& message,
                                   const std::function<bool(std::string_view)>& is_own_domain) const;
  [[nodiscard]] bool signed_by(const Address& account, std::string_view message, ByteView signature) const;
  [[nodiscard]] Timestamp now() const { return needs_.clock.now_ms() / 1'000; }
  void drop_expired();
  void make_room(const Address& account);

  const Dependencies needs_;
  mutable std::mutex mutex_;
  std::map<std::string, Timestamp> challenges_;  ///< nonce -> last second
  std::map<Hash, Session> sessions_;             ///< by the token's SHA-256
};

}  // namespace kaisho::services
