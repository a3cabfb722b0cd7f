#pragma once

#include <kaisho/services/access_service.hpp>
#include <kaisho/services/session_book.hpp>
#include <kaisho/services/types.hpp>

/// Operators prove with a passkey (W3C Web Authentication, Level 3) that they are present, and get a session.
namespace kaisho::services {

/// Thread-safe. Challenges and sessions live in memory: a restart ends every session.
class PasskeySignIn {
 public:
  static constexpr Timestamp kChallengeLife = SessionBook<std::string>::kChallengeLife;
  static constexpr Timestamp kSessionLife = SessionBook<std::string>::kSessionLife;

  /// All outlive the service.
  struct Dependencies {
    AccessService& access;
    const Clock& clock;
    SecureRandom& random;
  };
  explicit PasskeySignIn(const Dependencies& dependencies)
      : needs_(dependencies), sessions_("ksp_", dependencies.clock, dependencies.random) {}

  struct Challenge {
    std::string challenge;  ///< 32 random bytes in base64url
    Timestamp expires = 0;
  };
  /// `from`: the address that asks; one cannot use up what others need (SessionBook::expect).
  [[nodiscard]] Challenge challenge(const std::string& from);

  /// What a browser's `navigator.credentials.get` answers, decoded.
  struct Assertion {
    Bytes credential;
    Bytes client_data, authenticator_data;
    crypto::p256::Signature signature;
  };
  struct Opened {
    std::string token;  ///< "ksp_" and 64 hexadecimal digits
    Operator operator_;
    Timestamp expires = 0;
  };
  /// Checks what section 7.2 asks for: a known credential, its key over a challenge of this node, the type, the origin
  /// and the relying party of the entry, the user present and verified, and a signature counter that does not go back.
  /// Errors: refused with the reason; not_found for a challenge that is used or too old. The challenge is used up by
  /// the first assertion with a good signature.
  [[nodiscard]] Result<Opened> open(const Assertion& assertion);

  /// The operator of a session as its entry is now; nothing for an unknown or expired one, or a revoked entry.
  [[nodiscard]] std::optional<Operator> find(std::string_view token);
  void close(std::string_view token) { sessions_.close(token); }

 private:
  const Dependencies needs_;
  SessionBook<std::string> sessions_;  ///< by the entry's ID
};

}  // namespace kaisho::services
