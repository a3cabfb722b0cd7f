/* The internal functions of libsecp256k1, whose sources the crate secp256k1-sys carries, and what both users of them here
 * need: the public interface takes one signature at a time. */
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <stdio.h> /* the library's headers need it */
#include <stdlib.h>
#include <string.h>

#include "src/util.h"
#include "src/assumptions.h"
#include "src/field_impl.h"
#include "src/scalar_impl.h"
#include "src/group_impl.h"
#include "src/ecmult_impl.h"
#include "src/scratch_impl.h"
#include "src/int128_impl.h"

#define S(name) rustsecp256k1_v0_11_##name

/* A number of the group, neither 0 nor too large; 0 otherwise. */
static inline int read_number(S(scalar) * number, const uint8_t* bytes32) {
  int overflow = 0;
  S(scalar_set_b32)(number, bytes32, &overflow);
  return !overflow && !S(scalar_is_zero)(number);
}

/* The nonce's point of a recoverable signature: its x is r. 0 where the curve has none. */
static inline int read_nonce(S(ge) * point, const uint8_t* r32, uint32_t y_parity) {
  S(fe) x;
  return S(fe_set_b32_limit)(&x, r32) && S(ge_set_xo_var)(point, &x, y_parity != 0);
}

/* Each number, of which none is 0, becomes its inverse, with one inversion for all (Montgomery's trick). `products` is
 * room for as many. */
static inline void invert_all(S(scalar) * numbers, size_t count, S(scalar) * products) {
  S(scalar) inverse, own;
  size_t i;
  products[0] = numbers[0];
  for (i = 1; i < count; ++i) S(scalar_mul)(&products[i], &products[i - 1], &numbers[i]);
  S(scalar_inverse_var)(&inverse, &products[count - 1]);
  for (i = count; i-- > 1;) {
    S(scalar_mul)(&own, &inverse, &products[i - 1]);
    S(scalar_mul)(&inverse, &inverse, &numbers[i]);
    numbers[i] = own;
  }
  numbers[0] = inverse;
}
