#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** That an ECDSA signature over secp256k1 was made by a certain key. Numbers are big-endian. */
typedef struct {
  uint8_t digest[32];
  uint8_t r[32], s[32];
  uint32_t y_parity; /**< 0 or 1, of the nonce's point's y; its x is r */
  uint32_t key;      /**< index of the key */
} kaisho_signature_claim;

/**
 * 1 when recovering each signature gives its key. 0 when that is wrong of at least one (it does not say of which), or a
 * number is out of range, a key is not on the curve, or memory is short. `keys` are x ‖ y, best no key twice. `weights` are
 * 16 bytes for each claim, drawn at random for this call after the claims were known: who can guess them makes wrong claims
 * pass. For public inputs: not in constant time. Any number of threads.
 */
int kaisho_secp256k1_all_signed(const kaisho_signature_claim* claims, size_t count, const uint8_t (*keys)[64],
                                size_t key_count, const uint8_t (*weights)[16]);

#ifdef __cplusplus
}
#endif
