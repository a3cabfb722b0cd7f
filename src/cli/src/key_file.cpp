#include "key_file.hpp"

#include <sys/stat.h>

#include <kaisho/base/hex.hpp>

#include "files.hpp"

namespace kaisho::cli {
namespace {

Result<void> require_private(const std::filesystem::path& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) {
    return bad_input("file_missing", "there is no key file " + path.string(),
                     "make one: kaisho key new " + path.string());
  }
  if ((about.st_mode & 077) != 0) {
    return bad_input("key_exposed", "group or others may read the key file " + path.string(),
                     "chmod 600 " + path.string() + ", and make a new key if someone did read it");
  }
  return {};
}

void wipe_text(std::string& text) { crypto::wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}); }

Result<void> store(const std::filesystem::path& path, const crypto::Secret<32>& secret) {
  auto line = to_hex(secret.expose()) + "\n";
  auto stored = create_private_file(path, line);
  wipe_text(line);
  return stored;
}

}  // namespace

Result<crypto::Secret<32>> read_secret(const std::filesystem::path& path) {
  if (auto safe = require_private(path); !safe) return std::unexpected(safe.error());
  auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  if (text->ends_with('\n')) text->pop_back();
  auto bytes = from_hex(*text);
  wipe_text(*text);
  if (!bytes || bytes->size() != 32) {
    return bad_input("key_malformed", path.string() + " is no key file: it must hold 0x and 64 hexadecimal digits");
  }
  return crypto::Secret<32>::take(std::span<std::uint8_t, 32>(bytes->data(), 32));
}

Result<crypto::PrivateKey> read_key(const std::filesystem::path& path) {
  auto secret = read_secret(path);
  if (!secret) return std::unexpected(secret.error());
  auto key = crypto::PrivateKey::from(std::move(*secret));
  if (!key) return bad_input("key_malformed", path.string() + " holds no secp256k1 key");
  return std::move(*key);
}

Result<crypto::PrivateKey> create_key(const std::filesystem::path& path, SecureRandom& random) {
  auto key = crypto::PrivateKey::from(crypto::Secret<32>::random(random));
  while (!key) key = crypto::PrivateKey::from(crypto::Secret<32>::random(random));  // one draw in 2^128 is no key
  if (auto stored = store(path, key->secret()); !stored) return std::unexpected(stored.error());
  return std::move(*key);
}

Result<crypto::Secret<32>> create_seed(const std::filesystem::path& path, SecureRandom& random) {
  auto seed = crypto::Secret<32>::random(random);
  if (auto stored = store(path, seed); !stored) return std::unexpected(stored.error());
  return seed;
}

}  // namespace kaisho::cli
