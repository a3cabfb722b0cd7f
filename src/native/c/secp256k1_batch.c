/* Many ECDSA signatures with known keys in one sum of points. Over the internal functions of libsecp256k1, whose sources
 * the crate secp256k1-sys carries: its public interface multiplies one point at a time. Its callers' contract is in
 * include/kaisho/secp256k1_batch.h.
 *
 * A recoverable signature (r, s, parity) of digest z names the point R with x = r. Its key is Q exactly when
 * (z/s) G + (r/s) Q - R = 0. The sum of these with random weights a_i is 0 when all are; when one is not, then only with
 * probability 2^-128, for the weights are unknown to whoever made the signatures (Bellare, Garay and Rabin, "Fast batch
 * verification for modular exponentiation and digital signatures", EUROCRYPT 1998, the small exponents test; the group has
 * prime order). */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h> /* the library's headers need it */
#include <stdlib.h>
#include <string.h>

#include "kaisho/secp256k1_batch.h"

#include "src/util.h"
#include "src/assumptions.h"
#include "src/field_impl.h"
#include "src/scalar_impl.h"
#include "src/group_impl.h"
#include "src/ecmult_impl.h"
#include "src/scratch_impl.h"
#include "src/int128_impl.h"

#define S(name) rustsecp256k1_v0_11_##name

typedef struct {
  S(ge) point;
  S(scalar) factor; /* in the sum */
} Part;

typedef struct {
  S(scalar) r, s, z; /* of a signature; s becomes 1/s */
} Numbers;

typedef struct {
  size_t count;      /* of signatures */
  Part* parts;       /* their nonces' points, negated; behind them the keys */
  Numbers* numbers;
  S(scalar)* products;
  S(scalar) generator;
} Sum;

static void refuse(const char* text, void* data) {
  (void)text;
  (void)data;
  abort(); /* a broken invariant of the library */
}

/* 0 where no signature can look so. */
static int read_claim(const kaisho_signature_claim* claim, Numbers* numbers, S(ge) * minus_nonce) {
  S(fe) x;
  int overflow = 0;
  S(scalar_set_b32)(&numbers->r, claim->r, &overflow);
  if (overflow || S(scalar_is_zero)(&numbers->r)) return 0;
  S(scalar_set_b32)(&numbers->s, claim->s, &overflow);
  if (overflow || S(scalar_is_zero)(&numbers->s)) return 0;
  S(scalar_set_b32)(&numbers->z, claim->digest, NULL);
  if (!S(fe_set_b32_limit)(&x, claim->r)) return 0;
  if (!S(ge_set_xo_var)(minus_nonce, &x, claim->y_parity != 0)) return 0;
  S(ge_neg)(minus_nonce, minus_nonce);
  return 1;
}

static int read_key(const uint8_t* key, Part* part) {
  S(fe) x, y;
  if (!S(fe_set_b32_limit)(&x, key) || !S(fe_set_b32_limit)(&y, key + 32)) return 0;
  S(ge_set_xy)(&part->point, &x, &y);
  part->factor = S(scalar_zero);
  return S(ge_is_valid_var)(&part->point);
}

/* Each s becomes 1/s with one inversion for all (Montgomery's trick). */
static void invert_all(Sum* sum) {
  S(scalar) inverse, own;
  size_t i;
  sum->products[0] = sum->numbers[0].s;
  for (i = 1; i < sum->count; ++i) S(scalar_mul)(&sum->products[i], &sum->products[i - 1], &sum->numbers[i].s);
  S(scalar_inverse_var)(&inverse, &sum->products[sum->count - 1]);
  for (i = sum->count; i-- > 1;) {
    S(scalar_mul)(&own, &inverse, &sum->products[i - 1]);
    S(scalar_mul)(&inverse, &inverse, &sum->numbers[i].s);
    sum->numbers[i].s = own;
  }
  sum->numbers[0].s = inverse;
}

/* Adds a signature's share to its key and to the generator. */
static void weigh(Sum* sum, size_t index, uint32_t key, const uint8_t* weight16) {
  const Numbers* numbers = &sum->numbers[index];
  S(scalar)* of_key = &sum->parts[sum->count + key].factor;
  S(scalar)* weight = &sum->parts[index].factor;
  S(scalar) weighted, part;
  uint8_t weight32[32] = {0};
  memcpy(weight32 + 16, weight16, 16);
  S(scalar_set_b32)(weight, weight32, NULL);
  S(scalar_mul)(&weighted, weight, &numbers->s);
  S(scalar_mul)(&part, &weighted, &numbers->r);
  S(scalar_add)(of_key, of_key, &part);
  S(scalar_mul)(&part, &weighted, &numbers->z);
  S(scalar_add)(&sum->generator, &sum->generator, &part);
}

static int give_part(S(scalar) * factor, S(ge) * point, size_t index, void* data) {
  const Part* part = (const Part*)data + index;
  *factor = part->factor;
  *point = part->point;
  return 1;
}

static int is_nothing(const Sum* sum, size_t parts) {
  static const S(callback) on_error = {refuse, NULL};
  S(scratch) scratch;
  S(gej) result;
  int done;
  memcpy(scratch.magic, "scratch", 8);
  scratch.alloc_size = 0;
  /* Enough for both ways between which the library chooses by the number of points. */
  scratch.max_size = S(pippenger_scratch_size)(parts, S(pippenger_bucket_window)(parts)) +
                     S(strauss_scratch_size)(parts) + (PIPPENGER_SCRATCH_OBJECTS + STRAUSS_SCRATCH_OBJECTS) * ALIGNMENT;
  scratch.data = malloc(scratch.max_size);
  if (scratch.data == NULL) return 0;
  done = S(ecmult_multi_var)(&on_error, &scratch, &result, &sum->generator, give_part, sum->parts, parts);
  free(scratch.data);
  return done && S(gej_is_infinity)(&result);
}

static int add_up(Sum* sum, const kaisho_signature_claim* claims, const uint8_t (*keys)[64], size_t key_count,
                  const uint8_t (*weights)[16]) {
  size_t i;
  for (i = 0; i < sum->count; ++i) {
    if (claims[i].key >= key_count || !read_claim(&claims[i], &sum->numbers[i], &sum->parts[i].point)) return 0;
  }
  for (i = 0; i < key_count; ++i) {
    if (!read_key(keys[i], &sum->parts[sum->count + i])) return 0;
  }
  invert_all(sum);
  for (i = 0; i < sum->count; ++i) weigh(sum, i, claims[i].key, weights[i]);
  return is_nothing(sum, sum->count + key_count);
}

int kaisho_secp256k1_all_signed(const kaisho_signature_claim* claims, size_t count, const uint8_t (*keys)[64],
                                size_t key_count, const uint8_t (*weights)[16]) {
  Sum sum;
  int good = 0;
  if (count == 0) return 1;
  sum.count = count;
  sum.generator = S(scalar_zero);
  sum.parts = (Part*)calloc(count + key_count, sizeof *sum.parts);
  sum.numbers = (Numbers*)calloc(count, sizeof *sum.numbers);
  sum.products = (S(scalar)*)calloc(count, sizeof *sum.products);
  if (sum.parts != NULL && sum.numbers != NULL && sum.products != NULL) {
    good = add_up(&sum, claims, keys, key_count, weights);
  }
  free(sum.products);
  free(sum.numbers);
  free(sum.parts);
  return good;
}
