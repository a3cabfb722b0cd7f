#include "kaisho/crypto/hash.hpp"

#include <openssl/evp.h>

#include <memory>

#include <kaisho/native.h>
#include <kaisho/base/assert.hpp>

namespace kaisho::crypto {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Looking the algorithm up costs more than hashing a tree node, so it is done once in the process.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  KAISHO_ASSERT(algorithm != nullptr);
  return algorithm;
}

/// One context a thread, used again for every hash: a fresh one costs three allocations.
EVP_MD_CTX* sha256_context() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(EVP_MD_CTX_new());
  KAISHO_ASSERT(context != nullptr);
  return context.get();
}

}  // namespace

Hash keccak256(ByteView bytes) {
  Hash hash;
  kaisho_keccak256(bytes.data(), bytes.size(), hash.data());
  return hash;
}

Hash sha256(ByteView bytes) { return sha256({bytes}); }

Hash sha256(std::initializer_list<ByteView> parts) {
  EVP_MD_CTX* const context = sha256_context();
  bool good = EVP_DigestInit_ex2(context, sha256_algorithm(), nullptr) == 1;
  for (const ByteView part : parts) good = good && EVP_DigestUpdate(context, part.data(), part.size()) == 1;
  Hash hash;
  good = good && EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1;
  KAISHO_ASSERT(good);  // only running out of memory can get here
  return hash;
}

Hash blake3(ByteView bytes) {
  Hash hash;
  kaisho_blake3(bytes.data(), bytes.size(), hash.data());
  return hash;
}

void blake3_many(const std::uint8_t* data, std::size_t item_size, std::size_t count, std::uint8_t* out) {
  kaisho_blake3_many(data, item_size, count, out);
}

}  // namespace kaisho::crypto
