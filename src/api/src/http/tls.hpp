#pragma once

#include <boost/asio/ssl/context.hpp>
#include <expected>
#include <memory>
#include <optional>
#include <string>

#include <kaisho/base/types.hpp>

#include "kaisho/api/settings.hpp"

/// TLS for operators: the node shows its certificate; a client may show one as well, and is known by its key alone.
namespace kaisho::api {

/// The node's certificate and key, read again when a file changes. For one thread.
class TlsIdentity {
 public:
  /// The error is a sentence: a file cannot be read, or they do not belong together.
  [[nodiscard]] static std::expected<TlsIdentity, std::string> open(const TlsSettings& settings);
  /// For a new connection. Files that became unusable change nothing: the old ones stay.
  [[nodiscard]] std::shared_ptr<boost::asio::ssl::context> context();

 private:
  explicit TlsIdentity(TlsSettings settings) : settings_(std::move(settings)) {}
  [[nodiscard]] std::string stamp() const;

  TlsSettings settings_;
  std::string seen_;
  std::shared_ptr<boost::asio::ssl::context> context_;
};

/// SHA-256 of the SubjectPublicKeyInfo of the certificate that the client showed, if it is valid now; TLS has proved
/// that the client has its key.
[[nodiscard]] std::optional<Hash> client_pin(ssl_st* connection);

}  // namespace kaisho::api
