#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <kaisho/base/clock.hpp>
#include <kaisho/crypto/aead.hpp>
#include <kaisho/identity/private_record.hpp>

#include "failure.hpp"

namespace CLI {
class App;
}

namespace kaisho::cli {

/// What an organization knows about a user (G3): one file a user in a folder of the organization, encrypted with the
/// organization's key, written atomically (docs/formats/user-file.md).
struct UserFile {
  /// A clerk's signed decision on the user's identity.
  struct Decision {
    std::string organization;
    Hash evidence;
    bool matches = false;
    std::string reason;
    Address clerk;
    Bytes signature;
  };
  std::string user_id;
  identity::PrivateRecord profile;
  std::string identity = "requested";  ///< "requested", "confirmed" or "refused"
  std::string method;                  ///< how the identity was confirmed or refused, in words
  std::vector<Decision> decisions;
};

/// --users DIR and --users-key FILE of commands that read personal data.
class UserStore {
 public:
  void declare(CLI::App& app, bool required = true);
  [[nodiscard]] bool is_given() const { return !folder_.empty(); }

  /// Codes: no_such_user_file, user_erased, user_file_damaged (another key, or a changed byte), and those of key files.
  [[nodiscard]] Result<UserFile> read(const std::string& user_id) const;
  [[nodiscard]] Result<void> write(const UserFile& file, SecureRandom& random) const;
  /// A new user. Codes: user_file_exists, user_erased, bad_user_id.
  [[nodiscard]] Result<void> create(const UserFile& file, SecureRandom& random) const;
  /// Destroys profile, salts and decisions; the file says so from then on.
  [[nodiscard]] Result<void> erase(const std::string& user_id, std::uint64_t time) const;

 private:
  [[nodiscard]] std::filesystem::path path_of(const std::string& user_id) const;
  [[nodiscard]] Result<crypto::aead::Key> key() const;

  std::string folder_, key_file_;
};

}  // namespace kaisho::cli
