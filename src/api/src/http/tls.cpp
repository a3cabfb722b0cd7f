#include "http/tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <boost/asio/ssl/verify_context.hpp>

#include <kaisho/crypto/hash.hpp>

namespace kaisho::api {
namespace ssl = boost::asio::ssl;

namespace {

using Error = boost::system::error_code;
using CertificatePtr = std::unique_ptr<X509, decltype(&X509_free)>;

std::expected<std::shared_ptr<ssl::context>, std::string> read(const TlsSettings& settings) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_3_VERSION);
  Error error;
  context->use_certificate_chain_file(settings.certificate, error);
  if (error) return std::unexpected("cannot use the certificate " + settings.certificate + ": " + error.message());
  context->use_private_key_file(settings.key, ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(context->native_handle()) != 1) {
    return std::unexpected("cannot use the key " + settings.key + ": it is no PEM key, or not the certificate's");
  }
  // A client's certificate is asked for, not demanded, and taken whoever issued it: whose key it is says the list of
  // `kaisho access`. That it has the key, the handshake proves.
  context->set_verify_mode(ssl::verify_peer, error);
  context->set_verify_callback([](bool, ssl::verify_context&) { return true; }, error);
  SSL_CTX_set_session_cache_mode(context->native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context->native_handle(), 0);
  return context;
}

std::string stamp_of(const std::string& file) {
  struct stat about{};
  if (::stat(file.c_str(), &about) != 0) return "none";
  return std::to_string(about.st_ino) + "." + std::to_string(about.st_mtim.tv_sec) + "." +
         std::to_string(about.st_mtim.tv_nsec);
}

}  // namespace

std::string TlsIdentity::stamp() const { return stamp_of(settings_.certificate) + "/" + stamp_of(settings_.key); }

std::expected<TlsIdentity, std::string> TlsIdentity::open(const TlsSettings& settings) {
  TlsIdentity identity(settings);
  identity.seen_ = identity.stamp();
  auto context = read(settings);
  if (!context) return std::unexpected(context.error());
  identity.context_ = *std::move(context);
  return identity;
}

std::shared_ptr<ssl::context> TlsIdentity::context() {
  if (auto now = stamp(); now != seen_) {
    seen_ = std::move(now);
    if (auto changed = read(settings_)) context_ = *std::move(changed);
  }
  return context_;
}

std::optional<Hash> client_pin(ssl_st* connection) {
  const CertificatePtr certificate(SSL_get1_peer_certificate(connection), X509_free);
  if (!certificate) return std::nullopt;
  const bool begun = X509_cmp_current_time(X509_get0_notBefore(certificate.get())) < 0;
  const bool lasts = X509_cmp_current_time(X509_get0_notAfter(certificate.get())) > 0;
  if (!begun || !lasts) return std::nullopt;
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der);
  if (size <= 0) return std::nullopt;
  const auto pin = crypto::sha256(ByteView(der, static_cast<std::size_t>(size)));
  OPENSSL_free(der);
  return pin;
}

}  // namespace kaisho::api
