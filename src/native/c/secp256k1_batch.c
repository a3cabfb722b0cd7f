/* Many ECDSA signatures with known keys in one sum of points. Its callers' contract is in
 * include/kaisho/secp256k1_batch.h.
 *
 * A recoverable signature (r, s, parity) of digest z names the point R with x = r. Its key is Q exactly when
 * (z/s) G + (r/s) Q - R = 0. The sum of these with random weights a_i is 0 when all are; when one is not, then only with
 * probability 2^-128, for the weights are unknown to whoever made the signatures (Bellare, Garay and Rabin, "Fast batch
 * verification for modular exponentiation and digital signatures", EUROCRYPT 1998, the small exponents test; the group has
 * prime order). */
#include "kaisho/secp256k1_batch.h"

#include "secp256k1_internals.h"

/* What the sum adds up: points and their factors, each of which has 128 bits: a nonce's point has its weight; a key and
 * the generator, whose factors are of 256 bits, stand there twice, split by the curve's endomorphism. */
typedef struct {
  S(ge)* points;
  S(scalar)* factors;
} Parts;

typedef struct {
  size_t count, keys; /* of signatures and of keys */
  Parts parts;        /* the nonces' points, negated; behind them the keys, and last the generator */
  S(scalar) * s_inverse, *products;
} Sum;

/* Where a key's first half stands; that behind the last key is the generator's. */
static size_t at_key(const Sum* sum, size_t key) { return sum->count + 2 * key; }
static size_t parts_of(const Sum* sum) { return at_key(sum, sum->keys + 1); }

static int read_key(const uint8_t* key, S(ge) * point) {
  S(fe) x, y;
  if (!S(fe_set_b32_limit)(&x, key) || !S(fe_set_b32_limit)(&y, key + 32)) return 0;
  S(ge_set_xy)(point, &x, &y);
  return S(ge_is_valid_var)(point);
}

/* Adds a signature's share to its key and to the generator. */
static void weigh(Sum* sum, size_t index, const kaisho_signature_claim* claim, const uint8_t* weight16) {
  S(scalar)* of_key = &sum->parts.factors[at_key(sum, claim->key)];
  S(scalar)* of_generator = &sum->parts.factors[at_key(sum, sum->keys)];
  S(scalar)* weight = &sum->parts.factors[index];
  S(scalar) weighted, part;
  uint8_t weight32[32] = {0};
  memcpy(weight32 + 16, weight16, 16);
  S(scalar_set_b32)(weight, weight32, NULL);
  S(scalar_mul)(&weighted, weight, &sum->s_inverse[index]);
  S(scalar_set_b32)(&part, claim->r, NULL);
  S(scalar_mul)(&part, &part, &weighted);
  S(scalar_add)(of_key, of_key, &part);
  S(scalar_set_b32)(&part, claim->digest, NULL);
  S(scalar_mul)(&part, &part, &weighted);
  S(scalar_add)(of_generator, of_generator, &part);
}

/* Pippenger's algorithm as the library has it. Its caller there would split the weights as well, which are short already:
 * two additions for each bucket of a window instead of one. 0 where memory is short. */
static int is_nothing(const Sum* sum) {
  const size_t parts = parts_of(sum);
  const int window = S(pippenger_bucket_window)(parts / 2); /* the library counts points before they are split */
  const size_t digits = (size_t)WNAF_SIZE(window + 1);
  struct S(pippenger_state) state;
  S(gej) result;
  S(gej)* buckets = (S(gej)*)calloc((size_t)1 << window, sizeof *buckets);
  int done = 0;
  state.ps = (struct S(pippenger_point_state)*)calloc(parts, sizeof *state.ps);
  state.wnaf_na = (int*)calloc(parts * digits, sizeof *state.wnaf_na);
  if (buckets != NULL && state.ps != NULL && state.wnaf_na != NULL) {
    done = S(ecmult_pippenger_wnaf)(buckets, window, &state, &result, sum->parts.factors, sum->parts.points, parts);
  }
  free(state.wnaf_na);
  free(state.ps);
  free(buckets);
  return done && S(gej_is_infinity)(&result);
}

static int add_up(Sum* sum, const kaisho_signature_claim* claims, const uint8_t (*keys)[64],
                  const uint8_t (*weights)[16]) {
  S(ge)* points = sum->parts.points;
  S(scalar)* factors = sum->parts.factors;
  size_t i;
  for (i = 0; i < sum->count; ++i) {
    S(scalar) r;
    if (claims[i].key >= sum->keys || !read_number(&r, claims[i].r) || !read_number(&sum->s_inverse[i], claims[i].s) ||
        !read_nonce(&points[i], claims[i].r, claims[i].y_parity)) {
      return 0;
    }
    S(ge_neg)(&points[i], &points[i]);
  }
  for (i = 0; i < sum->keys; ++i) {
    if (!read_key(keys[i], &points[at_key(sum, i)])) return 0;
  }
  points[at_key(sum, sum->keys)] = S(ge_const_g);
  invert_all(sum->s_inverse, sum->count, sum->products);
  for (i = 0; i < sum->count; ++i) weigh(sum, i, &claims[i], weights[i]);
  for (i = 0; i <= sum->keys; ++i) {
    const size_t at = at_key(sum, i);
    S(ecmult_endo_split)(&factors[at], &factors[at + 1], &points[at], &points[at + 1]);
  }
  return is_nothing(sum);
}

int kaisho_secp256k1_all_signed(const kaisho_signature_claim* claims, size_t count, const uint8_t (*keys)[64],
                                size_t key_count, const uint8_t (*weights)[16]) {
  Sum sum;
  int good = 0;
  if (count == 0) return 1;
  sum.count = count;
  sum.keys = key_count;
  sum.parts.points = (S(ge)*)calloc(parts_of(&sum), sizeof *sum.parts.points);
  sum.parts.factors = (S(scalar)*)calloc(parts_of(&sum), sizeof *sum.parts.factors); /* 0 each */
  sum.s_inverse = (S(scalar)*)calloc(count, sizeof *sum.s_inverse);
  sum.products = (S(scalar)*)calloc(count, sizeof *sum.products);
  if (sum.parts.points != NULL && sum.parts.factors != NULL && sum.s_inverse != NULL && sum.products != NULL) {
    good = add_up(&sum, claims, keys, weights);
  }
  free(sum.products);
  free(sum.s_inverse);
  free(sum.parts.factors);
  free(sum.parts.points);
  return good;
}
