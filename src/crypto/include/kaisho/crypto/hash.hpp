#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <kaisho/base/types.hpp>

/// The three hash functions of the house: Keccak-256 where Ethereum says so, SHA-256 for RFC 6962 trees and documents
/// that others verify, BLAKE3 for bulk data and the state tree. All are pure and thread-safe.
namespace kaisho::crypto {

/// Keccak-256 with the original padding (Ethereum's; not FIPS 202 SHA3-256).
[[nodiscard]] Hash keccak256(ByteView bytes);
[[nodiscard]] inline Hash keccak256(std::string_view text) { return keccak256(view_of(text)); }

/// SHA-256 (FIPS 180-4).
[[nodiscard]] Hash sha256(ByteView bytes);
/// SHA-256 of the parts one after the other, without joining them in memory.
[[nodiscard]] Hash sha256(std::initializer_list<ByteView> parts);
[[nodiscard]] inline Hash sha256(ByteView first, ByteView second) { return sha256({first, second}); }

/// BLAKE3, 256-bit output, no key.
[[nodiscard]] Hash blake3(ByteView bytes);

/// BLAKE3 of `count` items of `item_size` bytes that lie one after the other at `data`; 32 bytes each go to `out`.
/// Faster than one by one for small items because the calls cross into Rust once.
void blake3_many(const std::uint8_t* data, std::size_t item_size, std::size_t count, std::uint8_t* out);

}  // namespace kaisho::crypto
