/* The keys of many ECDSA signatures, each recovered by itself, but with one inversion of a number and one of a coordinate for
 * all. Its callers' contract is in include/kaisho/secp256k1_recover.h.
 *
 * Q = (s/r) R - (z/r) G (SEC 1, version 2, 4.1.6). */
#include "kaisho/secp256k1_recover.h"

#include "secp256k1_internals.h"

typedef struct {
  size_t count;
  S(scalar) * r_inverse, *products;
  S(ge) * points;  /* of the nonces, then the keys */
  S(gej) * keys;
} Work;

/* What can not be read counts as infinity, which is no key either. */
static void read_all(Work* work, const kaisho_recoverable* signatures) {
  size_t i;
  for (i = 0; i < work->count; ++i) {
    S(scalar) s;
    const kaisho_recoverable* signature = &signatures[i];
    const int good = read_number(&work->r_inverse[i], signature->r) && read_number(&s, signature->s) &&
                     read_nonce(&work->points[i], signature->r, signature->y_parity);
    if (good) continue;
    work->r_inverse[i] = S(scalar_one);
    S(ge_set_infinity)(&work->points[i]);
  }
}

static void recover_one(S(gej) * key, const kaisho_recoverable* signature, const S(ge) * nonce,
                        const S(scalar) * r_inverse) {
  S(scalar) of_generator, of_nonce;
  S(gej) point;
  if (S(ge_is_infinity)(nonce)) {
    S(gej_set_infinity)(key);
    return;
  }
  S(scalar_set_b32)(&of_generator, signature->digest, NULL);
  S(scalar_mul)(&of_generator, &of_generator, r_inverse);
  S(scalar_negate)(&of_generator, &of_generator);
  S(scalar_set_b32)(&of_nonce, signature->s, NULL);
  S(scalar_mul)(&of_nonce, &of_nonce, r_inverse);
  S(gej_set_ge)(&point, nonce);
  S(ecmult)(key, &point, &of_nonce, &of_generator);
}

static void recover_all(Work* work, const kaisho_recoverable* signatures, uint8_t (*keys)[64], uint8_t* good) {
  size_t i;
  read_all(work, signatures);
  invert_all(work->r_inverse, work->count, work->products);
  for (i = 0; i < work->count; ++i) {
    recover_one(&work->keys[i], &signatures[i], &work->points[i], &work->r_inverse[i]);
  }
  S(ge_set_all_gej_var)(work->points, work->keys, work->count);
  for (i = 0; i < work->count; ++i) {
    S(ge)* key = &work->points[i];
    good[i] = !S(ge_is_infinity)(key);
    if (!good[i]) continue;
    S(fe_normalize_var)(&key->x);
    S(fe_normalize_var)(&key->y);
    S(fe_get_b32)(keys[i], &key->x);
    S(fe_get_b32)(keys[i] + 32, &key->y);
  }
}

int kaisho_secp256k1_recover(const kaisho_recoverable* signatures, size_t count, uint8_t (*keys)[64], uint8_t* good) {
  Work work;
  int enough = 0;
  if (count == 0) return 1;
  work.count = count;
  work.r_inverse = (S(scalar)*)calloc(count, sizeof *work.r_inverse);
  work.products = (S(scalar)*)calloc(count, sizeof *work.products);
  work.points = (S(ge)*)calloc(count, sizeof *work.points);
  work.keys = (S(gej)*)calloc(count, sizeof *work.keys);
  if (work.r_inverse != NULL && work.products != NULL && work.points != NULL && work.keys != NULL) {
    recover_all(&work, signatures, keys, good);
    enough = 1;
  }
  free(work.keys);
  free(work.points);
  free(work.products);
  free(work.r_inverse);
  return enough;
}
