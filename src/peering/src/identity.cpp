#include "kaisho/peering/identity.hpp"

#include <openssl/ssl.h>
#include <sys/stat.h>

#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/secret.hpp>

#include "files.hpp"
#include "openssl.hpp"

namespace kaisho::peering {
namespace {

constexpr std::size_t kMaxPem = 64 << 10;
constexpr std::uint64_t kDay = 86'400;  // s

Timestamp seconds_of(const Clock& clock) { return clock.now_ms() / 1'000; }

/// The key is what counts (`identify`); there is no authority whose signature could be checked.
int accept_any_chain(X509_STORE_CTX*, void*) { return 1; }

bool configure(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(context, accept_any_chain, nullptr);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  // No resumption: every connection shows its certificate.
  return SSL_CTX_set_num_tickets(context, 0) == 1 && SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1;
}

/// Changes with the file, however it is replaced.
std::string stamp_of(const std::filesystem::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return "none";
  return std::to_string(status.st_ino) + "/" + std::to_string(status.st_size) + "/" +
         std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec);
}

}  // namespace

std::expected<Credentials, std::string> make_credentials(std::string_view certificate_pem, std::string_view key_pem) {
  const auto certificate = parse_certificate(certificate_pem);
  if (!certificate) return std::unexpected(certificate.error());
  const auto key = parse_key(key_pem);
  if (!key) return std::unexpected(key.error());
  auto info = info_of(certificate->get());
  if (!info) return std::unexpected(info.error());
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_method()), SSL_CTX_free);
  if (!context || !configure(context.get())) return std::unexpected("TLS 1.3 is not available here");
  if (SSL_CTX_use_certificate(context.get(), certificate->get()) != 1 ||
      SSL_CTX_use_PrivateKey(context.get(), key->get()) != 1 || SSL_CTX_check_private_key(context.get()) != 1) {
    return std::unexpected("the certificate is not this key's");
  }
  return Credentials{*std::move(info), std::move(context)};
}

Identity::Identity(Files files, std::string member, const Clock& clock, Log warn)
    : files_(std::move(files)), member_(std::move(member)), clock_(clock), warn_(std::move(warn)) {}

std::expected<std::unique_ptr<Identity>, std::string> Identity::open(Files files, std::string member,
                                                                     const Clock& clock, Log warn) {
  std::unique_ptr<Identity> identity(new Identity(std::move(files), std::move(member), clock, std::move(warn)));
  identity->seen_ = identity->stamp();
  auto read = identity->read();
  if (!read) return std::unexpected(read.error());
  identity->credentials_ = *std::move(read);
  identity->warn_once_a_day();
  return identity;
}

std::expected<Credentials, std::string> Identity::read() {
  const auto certificate = read_whole(files_.certificate, kMaxPem);
  if (!certificate) return std::unexpected(certificate.error());
  auto key = read_whole(files_.key, kMaxPem);
  if (!key) return std::unexpected(key.error());
  auto credentials = make_credentials(*certificate, *key);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(key->data()), key->size()});
  if (!credentials) {
    return std::unexpected(files_.certificate.string() + " with " + files_.key.string() + ": " + credentials.error());
  }
  return credentials;
}

std::string Identity::stamp() const { return stamp_of(files_.certificate) + " " + stamp_of(files_.key); }

void Identity::refresh() {
  const auto now = stamp();
  const std::scoped_lock lock(mutex_);
  if (now != seen_) {
    seen_ = now;
    auto fresh = read();
    if (fresh)
      credentials_ = *std::move(fresh);
    else
      warn_("the new certificate is not used, the old one stays: " + fresh.error());
  }
  warn_once_a_day();
}

Credentials Identity::credentials() const {
  const std::scoped_lock lock(mutex_);
  return credentials_;
}

std::string Identity::warning() const {
  return expiry_warning(member_, credentials().certificate, seconds_of(clock_), true);
}

void Identity::warn_once_a_day() {
  const auto now = seconds_of(clock_);
  const auto text = expiry_warning(member_, credentials_.certificate, now, true);
  if (text.empty() || warned_on_day_ == now / kDay) return;
  warned_on_day_ = now / kDay;
  warn_(text);
}

std::string expiry_warning(const std::string& member, const CertificateInfo& certificate, Timestamp now, bool own) {
  const auto renew = own ? std::string(": renew it: kaisho peers renew-certificate --key tls.key --out tls.crt")
                         : std::string(": its owner must renew it");
  switch (validity_of(certificate, now)) {
    case Validity::valid:
      return {};
    case Validity::ends_soon: {
      const auto days = days_left(certificate, now);
      return "certificate of " + member + " expires " +
             (days == 0 ? std::string("today") : "in " + std::to_string(days) + (days == 1 ? " day" : " days")) + renew;
    }
    case Validity::expired:
      return "certificate of " + member + " has expired" + renew;
    case Validity::not_yet_valid:
      return "certificate of " + member + " is not valid yet: is this machine's clock right?";
  }
  return {};
}

std::string_view name_of(Refusal refusal) {
  switch (refusal) {
    case Refusal::unknown_key:
      return "unknown-certificate";
    case Refusal::expired:
      return "certificate-expired";
    case Refusal::not_yet_valid:
      return "certificate-not-yet-valid";
  }
  return "refused";
}

std::string describe(Refusal refusal, const CertificateInfo& certificate) {
  switch (refusal) {
    case Refusal::unknown_key:
      return "No active member has the key of this certificate (pin " + to_hex(certificate.pin.sha256) +
             "). Is it the one in the member's record, and is this the right consortium?";
    case Refusal::expired:
      return "The certificate has expired. Make a new one for the same key: kaisho peers renew-certificate.";
    case Refusal::not_yet_valid:
      return "The certificate is not valid yet. Is the clock of one of the two machines wrong?";
  }
  return {};
}

std::optional<Refusal> refuse_time(const CertificateInfo& certificate, Timestamp now) {
  const auto validity = validity_of(certificate, now);
  if (validity == Validity::expired) return Refusal::expired;
  if (validity == Validity::not_yet_valid) return Refusal::not_yet_valid;
  return std::nullopt;
}

std::expected<std::string, Refusal> identify(const CertificateInfo& certificate, const std::vector<Member>& members,
                                             Timestamp now) {
  for (const auto& member : members) {
    if (member.pin != certificate.pin) continue;
    if (const auto refusal = refuse_time(certificate, now)) return std::unexpected(*refusal);
    return member.name;
  }
  return std::unexpected(Refusal::unknown_key);
}

}  // namespace kaisho::peering
