#pragma once

#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/base/clock.hpp>

#include "kaisho/peering/certificate.hpp"
#include "kaisho/peering/member.hpp"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace kaisho::peering {

/// A key with its certificate, ready for TLS 1.3. The peer must show a certificate as well; whose key it is, is asked
/// after the handshake (`identify`), so that a refusal can say its reason.
struct Credentials {
  CertificateInfo certificate;
  std::shared_ptr<ssl_ctx_st> context;
};
/// The error is a sentence: not PEM, or the certificate is not the key's.
[[nodiscard]] std::expected<Credentials, std::string> make_credentials(std::string_view certificate_pem,
                                                                       std::string_view key_pem);

/// This member's TLS identity, read from two files, and again when one of them changes. Thread-safe.
class Identity {
 public:
  struct Files {
    std::filesystem::path certificate, key;
  };
  using Log = std::function<void(std::string_view)>;

  /// The error is a sentence with what to do.
  [[nodiscard]] static std::expected<std::unique_ptr<Identity>, std::string> open(Files files, std::string member,
                                                                                  const Clock& clock, Log warn);
  /// Looks at the files; to be called every now and then. New connections use what was read; where a new content cannot
  /// be used, the old one stays and `warn` is told, once for each content.
  void refresh();

  [[nodiscard]] Credentials credentials() const;
  /// What its owner must be told, once a day: "certificate of bank expires in 12 days: …". Empty while all is well.
  [[nodiscard]] std::string warning() const;

 private:
  Identity(Files files, std::string member, const Clock& clock, Log warn);
  [[nodiscard]] std::expected<Credentials, std::string> read();
  [[nodiscard]] std::string stamp() const;
  void warn_once_a_day();

  const Files files_;
  const std::string member_;
  const Clock& clock_;
  const Log warn_;
  mutable std::mutex mutex_;
  Credentials credentials_;
  std::string seen_;                 ///< the files' stamp at the last look
  std::uint64_t warned_on_day_ = 0;  ///< days since 1970
};

/// What is said of a certificate that ends soon or has ended; empty otherwise. `own`: with the command that renews it.
[[nodiscard]] std::string expiry_warning(const std::string& member, const CertificateInfo& certificate, Timestamp now,
                                         bool own);

/// Why a caller is not taken for a member. Stable: the names stand in problem documents.
enum class Refusal : std::uint8_t {
  unknown_key = 1,    ///< no active member has this pin
  expired = 2,        ///< a member's key, but the certificate's time is over
  not_yet_valid = 3,  ///< or has not begun
};
/// "certificate-expired"
[[nodiscard]] std::string_view name_of(Refusal refusal);
/// A sentence with what to do.
[[nodiscard]] std::string describe(Refusal refusal, const CertificateInfo& certificate);

/// The member whose key this is, if its certificate is valid now.
[[nodiscard]] std::expected<std::string, Refusal> identify(const CertificateInfo& certificate,
                                                           const std::vector<Member>& members, Timestamp now);
[[nodiscard]] std::optional<Refusal> refuse_time(const CertificateInfo& certificate, Timestamp now);

}  // namespace kaisho::peering
