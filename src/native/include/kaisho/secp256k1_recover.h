#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A recoverable ECDSA signature over secp256k1. Numbers are big-endian. */
typedef struct {
  uint8_t digest[32];
  uint8_t r[32], s[32];
  uint32_t y_parity; /**< 0 or 1, of the nonce's point's y; its x is r */
} kaisho_recoverable;

/**
 * Writes each signature's public key, x ‖ y, and 1 at its place in `good`; 0 where there is none (a number is 0 or too large, no
 * point of the curve has such an x, or the key would be the point at infinity). Returns 0 where memory is short. For public inputs: not in
 * constant time. Any number of threads.
 */
int kaisho_secp256k1_recover(const kaisho_recoverable* signatures, size_t count, uint8_t (*keys)[64], uint8_t* good);

#ifdef __cplusplus
}
#endif
