#pragma once

#include <functional>

#include <kaisho/base/clock.hpp>

#include "kaisho/services/ledger_service.hpp"
#include "kaisho/services/session_book.hpp"
#include "kaisho/services/sign_in_message.hpp"

/// Users prove their account with a signature (EIP-4361) and get a session for a short time.
namespace kaisho::services {

/// Thread-safe. Everything lives in memory: a restart ends every session.
class SignInService {
 public:
  using Book = SessionBook<Address>;
  static constexpr Timestamp kChallengeLife = Book::kChallengeLife;
  static constexpr Timestamp kSessionLife = Book::kSessionLife;
  static constexpr Timestamp kClockDifference = 60;  ///< s that a client's clock may be ahead
  static constexpr std::size_t kMostChallenges = Book::kMostChallenges;
  static constexpr std::size_t kChallengesOfOne = Book::kChallengesOfOne;
  static constexpr std::size_t kSessionsOfAccount = Book::kSessionsOfOne;

  /// All outlive the service.
  struct Dependencies {
    const LedgerService& ledger;
    const Clock& clock;
    SecureRandom& random;
  };
  explicit SignInService(const Dependencies& dependencies)
      : needs_(dependencies), sessions_("kss_", dependencies.clock, dependencies.random) {}

  struct Challenge {
    std::string nonce;
    Timestamp issued = 0, expires = 0;
  };
  /// `from`: the address that asks; one cannot use up what others need (SessionBook::expect).
  [[nodiscard]] Challenge challenge(const std::string& from);

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
  void close(std::string_view token) { sessions_.close(token); }

 private:
  [[nodiscard]] Result<void> check(const SignInMessage& message,
                                   const std::function<bool(std::string_view)>& is_own_domain) const;
  [[nodiscard]] bool signed_by(const Address& account, std::string_view message, ByteView signature) const;

  const Dependencies needs_;
  Book sessions_;
};

}  // namespace kaisho::services
