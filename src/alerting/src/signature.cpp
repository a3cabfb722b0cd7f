#include "signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <kaisho/base/assert.hpp>
#include <kaisho/codec/base64.hpp>

namespace kaisho::alerting {

Bytes hmac_sha256(ByteView key, ByteView message) {
  Bytes out(32);
  unsigned size = 0;
  const auto* done =
      HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), out.data(), &size);
  KAISHO_ASSERT(done != nullptr && size == out.size());  // fails only without memory
  return out;
}

std::string webhook_signature(ByteView key, std::string_view id, std::string_view timestamp, std::string_view body) {
  std::string message(id);
  message.append(".").append(timestamp).append(".").append(body);
  return "v1," + codec::base64::encode(hmac_sha256(key, view_of(message)));
}

}  // namespace kaisho::alerting
