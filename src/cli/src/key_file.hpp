#pragma once

#include <filesystem>

#include <kaisho/base/clock.hpp>
#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/crypto/secret.hpp>

#include "failure.hpp"

/// Key files: one line, "0x" and 64 hexadecimal digits, readable by their owner only. Custody replaces them later.
namespace kaisho::cli {

/// Reads the 32 bytes. Refuses a file that group or others may read. Codes: file_missing, key_exposed, key_malformed.
[[nodiscard]] Result<crypto::Secret<32>> read_secret(const std::filesystem::path& path);

/// The same as a secp256k1 key.
[[nodiscard]] Result<crypto::PrivateKey> read_key(const std::filesystem::path& path);

/// Makes a fresh key and its file. Codes: file_exists, file_not_writable.
[[nodiscard]] Result<crypto::PrivateKey> create_key(const std::filesystem::path& path, SecureRandom& random);

/// Makes a fresh Ed25519 seed and its file.
[[nodiscard]] Result<crypto::Secret<32>> create_seed(const std::filesystem::path& path, SecureRandom& random);

}  // namespace kaisho::cli
