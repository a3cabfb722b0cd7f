#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/clock.hpp>
#include <kaisho/base/types.hpp>
#include <kaisho/crypto/p256.hpp>

/// Who may use a node's REST interface: the operators of its organizations, known by a token, by a client certificate's
/// key or by a passkey (docs/operate/access.md).
namespace kaisho::services {

/// What an operator may do for its organization. The numbers are those of governance::Role; added up.
enum class OperatorRole : std::uint32_t { registrar = 2, auditor = 4, administrator = 8 };
[[nodiscard]] std::string_view name_of(OperatorRole role);
/// Names of the roles in the sum, lowest first.
[[nodiscard]] std::vector<std::string> role_names(std::uint32_t roles);
[[nodiscard]] std::optional<std::uint32_t> role_number(std::string_view name);

/// One way in. The file holds no token: a token is 256 random bits, so its SHA-256 gives nothing away.
struct AccessEntry {
  enum class Kind : std::uint8_t { token, certificate, passkey };
  /// A WebAuthn credential of an operator.
  struct Passkey {
    Bytes credential;  ///< its ID, at most kMostCredential bytes
    crypto::p256::PublicKey key;
    std::string relying_party;  ///< RP ID: the domain for which the credential was made
    std::string origin;         ///< of the page that asks: "https://admin.bank.example"
    std::uint32_t counter = 0;  ///< of the last sign-in; stays 0 for authenticators that do not count
  };
  static constexpr std::size_t kMostCredential = 1'023;  ///< WebAuthn Level 3, section 4
  std::string id;  ///< 16 hexadecimal digits; names the entry in lists, logs and operations
  Kind kind = Kind::token;
  std::string name;          ///< of the person or machine
  std::string organization;  ///< for which it acts
  std::uint32_t roles = 0;
  Hash secret;  ///< SHA-256 of the token, of the certificate key's SubjectPublicKeyInfo (RFC 7469 2.4), or of the
                ///< credential's ID
  Timestamp created = 0;             ///< s since 1970, as the next two
  Timestamp expires = 0;             ///< last second in which it is valid
  Timestamp revoked = 0;             ///< 0: it is not
  std::optional<Passkey> passkey{};  ///< of a passkey

  [[nodiscard]] bool valid_at(Timestamp now) const { return revoked == 0 && now <= expires; }
};
[[nodiscard]] std::string_view name_of(AccessEntry::Kind kind);

/// The entries on disk: `access.json` in a folder of its own. Every change takes the folder's lock, so the command line
/// and a running node do not lose each other's; the node sees a change at its next look.
class AccessBook {
 public:
  template <class T>
  using Result = std::expected<T, std::string>;  ///< the error is a sentence

  explicit AccessBook(std::filesystem::path folder) : folder_(std::move(folder)) {}

  struct Draft {
    std::string name, organization;
    std::uint32_t roles = 0;
    Timestamp created = 0, expires = 0;
  };
  struct Created {
    AccessEntry entry;
    std::string token;  ///< shown once; empty for a certificate
  };
  [[nodiscard]] Result<Created> create_token(const Draft& draft, SecureRandom& random) const;
  /// Refused where an entry that is valid has this key.
  [[nodiscard]] Result<AccessEntry> add_certificate(const Draft& draft, const Hash& pin, SecureRandom& random) const;
  /// Refused where an entry that is valid has this credential.
  [[nodiscard]] Result<AccessEntry> add_passkey(const Draft& draft, AccessEntry::Passkey passkey,
                                                SecureRandom& random) const;
  /// Keeps the counter of a passkey's sign-in. Refused where it did not grow: then there are two of the passkey.
  [[nodiscard]] Result<AccessEntry> count(std::string_view id, std::uint32_t counter) const;
  /// The entry as it is now. Refused where there is none, or it is revoked already.
  [[nodiscard]] Result<AccessEntry> revoke(std::string_view id, Timestamp now) const;
  [[nodiscard]] Result<std::vector<AccessEntry>> list() const;

  /// Changes whenever the file does.
  [[nodiscard]] std::string stamp() const;

 private:
  [[nodiscard]] std::filesystem::path file() const { return folder_ / "access.json"; }
  template <class Change>
  auto change(const Change& make) const -> decltype(make(std::declval<std::vector<AccessEntry>&>()));

  std::filesystem::path folder_;
};

/// "kso_" and 64 hexadecimal digits.
[[nodiscard]] bool is_token(std::string_view text);

/// An operator who proved to be one.
struct Operator {
  std::string id, name, organization;
  std::uint32_t roles = 0;
  AccessEntry::Kind kind = AccessEntry::Kind::token;
};

/// The book as a running node asks it. Thread-safe.
class AccessService {
 public:
  /// `clock` outlives it. `problem` is told when the file cannot be read: nobody gets in then.
  AccessService(std::filesystem::path folder, const Clock& clock, std::function<void(std::string_view)> problem);

  /// Nothing for an unknown, expired or revoked token.
  [[nodiscard]] std::optional<Operator> by_token(std::string_view token);
  [[nodiscard]] std::optional<Operator> by_certificate(const Hash& pin);
  /// A valid entry of a credential.
  [[nodiscard]] std::optional<AccessEntry> passkey(ByteView credential);
  /// After a passkey's good answer: keeps its counter. The error is a sentence.
  [[nodiscard]] std::expected<Operator, std::string> count(const AccessEntry& entry, std::uint32_t counter);
  /// Whether an entry, valid or not, is of the same person: entries of one name and organization are ways in of one.
  [[nodiscard]] bool is_same_person(std::string_view id, const Operator& who);
  /// Of an entry that is still valid.
  [[nodiscard]] std::optional<Operator> by_id(std::string_view id);
  [[nodiscard]] std::vector<AccessEntry> entries();

 private:
  [[nodiscard]] std::optional<AccessEntry> find(AccessEntry::Kind kind, const Hash& secret);
  void refresh();

  const AccessBook book_;
  const Clock& clock_;
  const std::function<void(std::string_view)> problem_;
  std::mutex mutex_;
  std::string seen_;
  std::vector<AccessEntry> entries_;
};

}  // namespace kaisho::services
