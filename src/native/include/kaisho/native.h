/* The C ABI of the house's only Rust crate: BLAKE3, and revm's EVM one coarse call a transaction.
 *
 * Rules of the boundary
 * - Nothing unwinds across it. A callback catches every exception, keeps it, and returns KAISHO_HOST_ERROR; the engine
 *   then stops at once and the outcome's status is KAISHO_STATUS_HOST_ERROR. A panic on the Rust side ends the same way.
 * - Words are 32 bytes, big-endian, as the EVM sees them. A slice of size 0 may have any pointer, NULL included.
 * - Who allocates frees: an outcome goes back through kaisho_outcome_free. A callback's slices are copied before the
 *   next callback is made; a call's input slices must live until the call returns.
 * - Codes are stable: new ones are added at the end, none is ever renumbered.
 *
 * Sizes of these structs are asserted on both sides (src/abi.rs, tests/abi_test.cpp). */
#ifndef KAISHO_NATIVE_H
#define KAISHO_NATIVE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct kaisho_address {
  uint8_t bytes[20];
} kaisho_address;

typedef struct kaisho_word {
  uint8_t bytes[32];
} kaisho_word;

typedef struct kaisho_slice {
  const uint8_t* data;
  size_t size;
} kaisho_slice;

/* ---- BLAKE3 ------------------------------------------------------------------------------------------------- */

/* The 32-byte BLAKE3 hash of `size` bytes. */
void kaisho_blake3(const uint8_t* data, size_t size, uint8_t* out32);

/* Hashes `count` inputs of `item_size` bytes each, laid end to end; writes count * 32 bytes to `out`.
 * Fastest where SIMD lanes hash several inputs at once: items of 1 to 128 bytes. */
void kaisho_blake3_many(const uint8_t* data, size_t item_size, size_t count, uint8_t* out);

/* Hashes `count` inputs, each the same 64-byte `prefix` followed by its own 64 bytes of `data` (128 bytes an input).
 * The prefix is compressed once for all: one SIMD compression an input, the cheapest two-child tree node there is.
 * Equal to kaisho_blake3 over prefix || item. */
void kaisho_blake3_nodes(const uint8_t* prefix64, const uint8_t* data, size_t count, uint8_t* out);

/* ---- Keccak ------------------------------------------------------------------------------------------------- */

/* The 32-byte Keccak-256 hash (Ethereum's padding) of `size` bytes. */
void kaisho_keccak256(const uint8_t* data, size_t size, uint8_t* out32);

/* ---- EVM: what the engine asks its caller --------------------------------------------------------------------- */

enum {
  KAISHO_OK = 0,
  KAISHO_PRESENT = 1,           /* account callback: the account exists */
  KAISHO_HOST_ERROR = -1,       /* the reader failed, or an earlier host function did; give up at once */
  KAISHO_STATIC_VIOLATION = -2, /* a write inside a static call (EIP-214) */
  KAISHO_TOO_DEEP = -3,         /* nested creations and calls beyond KAISHO_MAX_NESTED */
  KAISHO_BAD_ARGUMENT = -4      /* more than four topics, a null pointer with a size */
};

/* How a system contract's call ended, as its callback returns it (or a negative code from above). */
enum {
  KAISHO_CALL_SUCCESS = 0, /* its writes stay, unused gas goes back */
  KAISHO_CALL_REVERT = 1,  /* its writes are undone, unused gas goes back, the output is the revert data */
  /* Its writes are undone, all gas is gone, no output: */
  KAISHO_CALL_OUT_OF_GAS = 2,
  KAISHO_CALL_STATIC_VIOLATION = 3
};

enum { KAISHO_MAX_NESTED = 8 };

typedef struct kaisho_account {
  kaisho_word balance;
  kaisho_word code_hash; /* Keccak-256 of the code; of no bytes where there is no code */
  uint64_t nonce;
} kaisho_account;

/* The engine's side of a running system call; valid only until that callback returns, only on its thread. */
typedef struct kaisho_host kaisho_host;

typedef struct kaisho_system_call {
  kaisho_address self;   /* the system contract */
  kaisho_address caller; /* who called it: a program, or the sender of the transaction */
  kaisho_address origin; /* the sender of the transaction */
  kaisho_word value;     /* already moved to `self`; undone if the call does not succeed */
  kaisho_slice input;
  uint64_t gas_limit;
  uint32_t depth;    /* 0 where the transaction itself calls */
  uint8_t is_static; /* no writes allowed */
} kaisho_system_call;

/* Reads of the state before the transaction. Each returns KAISHO_OK or KAISHO_HOST_ERROR, except `account`, which
 * returns KAISHO_PRESENT or KAISHO_OK (no such account). Never called from two threads for one run. */
typedef struct kaisho_reader {
  void* user;
  int32_t (*account)(void* user, const kaisho_address* address, kaisho_account* out);
  int32_t (*code)(void* user, const kaisho_word* code_hash, kaisho_slice* out);
  int32_t (*storage)(void* user, const kaisho_address* address, const kaisho_word* slot, kaisho_word* out);
  int32_t (*block_hash)(void* user, uint64_t number, kaisho_word* out);
  int32_t (*system_call)(void* user, kaisho_host* host, const kaisho_system_call* call, uint64_t* gas_used);
} kaisho_reader;

/* ---- What a system contract may do while it runs. All of it goes through the EVM's journal and is undone with it. */

/* Storage of the system contract's own account. Stores refuse in a static call. */
int32_t kaisho_host_load(kaisho_host* host, const kaisho_word* slot, kaisho_word* out);
int32_t kaisho_host_store(kaisho_host* host, const kaisho_word* slot, const kaisho_word* value);
/* A slot of any account as it is now; zero where there is none. */
int32_t kaisho_host_load_of(kaisho_host* host, const kaisho_address* address, const kaisho_word* slot,
                            kaisho_word* out);
/* A log of the system contract; at most four topics. Refuses in a static call. */
int32_t kaisho_host_log(kaisho_host* host, const kaisho_word* topics, size_t count, kaisho_slice data);
/* Any account as it is now. KAISHO_PRESENT, or KAISHO_OK for one that is empty or absent. */
int32_t kaisho_host_account(kaisho_host* host, const kaisho_address* address, kaisho_account* out);
/* Sets the call's output (or revert data); the last one counts. */
int32_t kaisho_host_output(kaisho_host* host, kaisho_slice output);

typedef struct kaisho_created {
  kaisho_slice output;    /* the deployed code, or revert data; valid until the next creation or call, or the callback's end */
  uint64_t gas_used;      /* of the gas given: constructor and code deposit */
  int32_t status;         /* KAISHO_STATUS_SUCCESS, _REVERT or _HALT */
  uint32_t reason;        /* of a halt: KAISHO_HALT_* */
  kaisho_address address; /* set on success */
} kaisho_created;

/* Creates a contract with the system contract as creator, inside the same journal: address from its nonce as CREATE
 * does, undone when any outer frame reverts. Frames below it may create helpers, in governed mode too. `gas` is what
 * the constructor gets; what the CREATE opcode itself costs (EIP-2, EIP-3860) is the caller's to charge.
 * Returns KAISHO_OK when the creation ran (see status), else a negative code. */
int32_t kaisho_host_create(kaisho_host* host, kaisho_slice init_code, const kaisho_word* value, uint64_t gas,
                           kaisho_created* out);

typedef struct kaisho_called {
  kaisho_slice output; /* returned or revert data; valid until the next creation or call, or the callback's end */
  uint64_t gas_used;   /* of the gas given */
  int32_t status;      /* KAISHO_STATUS_SUCCESS, _REVERT or _HALT */
  uint32_t reason;     /* of a halt: KAISHO_HALT_* */
} kaisho_called;

/* Calls a program with the system contract as msg.sender and without coins, inside the same journal. `is_static`: as
 * STATICCALL does (EIP-214); otherwise refuses in a static call. An account without code answers with success and no
 * output. Until it returns, calls that reach this system contract are static ones. In governed mode it can create
 * nothing. Its gas besides `gas` is the caller's to charge. Returns KAISHO_OK when the call ran (see status), else a
 * negative code. */
int32_t kaisho_host_call(kaisho_host* host, const kaisho_address* to, kaisho_slice input, uint64_t gas,
                         uint8_t is_static, kaisho_called* out);

/* ---- EVM: a transaction ---------------------------------------------------------------------------------------- */

enum { KAISHO_REVISION_OSAKA = 1 };

typedef struct kaisho_block {
  kaisho_word prev_randao;
  kaisho_address beneficiary;
  uint32_t revision; /* KAISHO_REVISION_* */
  uint64_t chain_id;
  uint64_t number;
  uint64_t timestamp;
  uint64_t gas_limit;
  uint64_t base_fee;
} kaisho_block;

typedef struct kaisho_access {
  kaisho_address address;
  const kaisho_word* slots;
  size_t slot_count;
} kaisho_access;

typedef struct kaisho_transaction {
  kaisho_address caller;
  kaisho_address to;
  kaisho_word value;
  kaisho_word max_fee;          /* wei a gas; the gas price of types 0 and 1. At most 2^128 - 1 */
  kaisho_word max_priority_fee; /* type 2 only. At most 2^128 - 1 */
  kaisho_slice data;
  const kaisho_access* access_list; /* types 1 and 2 */
  size_t access_count;
  uint64_t gas_limit;
  uint64_t nonce;
  uint8_t type; /* 0 legacy, 1 EIP-2930, 2 EIP-1559 */
  uint8_t has_to;
} kaisho_transaction;

enum {
  KAISHO_SKIP_NONCE = 1,           /* any nonce */
  KAISHO_SKIP_BALANCE = 2,         /* a sender without funds may simulate */
  KAISHO_SKIP_BASE_FEE = 4,        /* a price below the base fee may simulate */
  KAISHO_SKIP_CONTRACT_SENDER = 8, /* EIP-3607 off: a contract's address as sender */
  KAISHO_SKIP_BLOCK_GAS = 16,      /* more gas than the block has */
  KAISHO_UNLIMITED_CODE = 32,      /* EIP-170 and EIP-3860 sizes off */
  KAISHO_GOVERNED = 64             /* contracts are created only beneath kaisho_host_create */
};

typedef struct kaisho_options {
  uint32_t flags;
  uint64_t gas_cap; /* EIP-7825: most gas of one transaction; 0 for no cap */
  const kaisho_address* system_contracts; /* where the reader's system_call answers */
  size_t system_count;
} kaisho_options;

enum {
  KAISHO_STATUS_SUCCESS = 0,
  KAISHO_STATUS_REVERT = 1,
  KAISHO_STATUS_HALT = 2,
  KAISHO_STATUS_INVALID = 3,   /* the transaction may not be in a block: nothing ran, nothing changed */
  KAISHO_STATUS_HOST_ERROR = 4 /* a callback failed or the engine broke; nothing may be kept */
};

enum {
  KAISHO_HALT_OUT_OF_GAS = 1,
  KAISHO_HALT_INVALID_OPCODE = 2,
  KAISHO_HALT_INVALID_JUMP = 3,
  KAISHO_HALT_STACK_UNDERFLOW = 4,
  KAISHO_HALT_STACK_OVERFLOW = 5,
  KAISHO_HALT_OUT_OF_OFFSET = 6,
  KAISHO_HALT_CREATE_COLLISION = 7,
  KAISHO_HALT_PRECOMPILE_ERROR = 8,
  KAISHO_HALT_NONCE_OVERFLOW = 9,
  KAISHO_HALT_CODE_SIZE_LIMIT = 10,
  KAISHO_HALT_CODE_STARTS_WITH_EF = 11,
  KAISHO_HALT_INIT_CODE_SIZE_LIMIT = 12,
  KAISHO_HALT_STATIC_VIOLATION = 13,
  KAISHO_HALT_OUT_OF_FUNDS = 14,
  KAISHO_HALT_CALL_TOO_DEEP = 15,
  KAISHO_HALT_CREATION_NOT_GOVERNED = 16, /* CREATE or CREATE2 outside a governed deployment */
  KAISHO_HALT_MEMORY_LIMIT = 17,
  KAISHO_HALT_OTHER = 18
};

enum {
  KAISHO_INVALID_TYPE = 1,
  KAISHO_INVALID_FEE_TOO_LARGE = 2,
  KAISHO_INVALID_PRIORITY_ABOVE_MAX = 3,
  KAISHO_INVALID_FEE_BELOW_BASE = 4,
  KAISHO_INVALID_GAS_ABOVE_BLOCK = 5,
  KAISHO_INVALID_GAS_ABOVE_CAP = 6,
  KAISHO_INVALID_INTRINSIC_GAS = 7,
  KAISHO_INVALID_FLOOR_GAS = 8,
  KAISHO_INVALID_SENDER_HAS_CODE = 9,
  KAISHO_INVALID_INSUFFICIENT_FUNDS = 10,
  KAISHO_INVALID_NONCE_TOO_HIGH = 11,
  KAISHO_INVALID_NONCE_TOO_LOW = 12,
  KAISHO_INVALID_NONCE_OVERFLOW = 13,
  KAISHO_INVALID_INIT_CODE_SIZE = 14,
  KAISHO_INVALID_CREATION_NOT_GOVERNED = 15,
  KAISHO_INVALID_REVISION = 16,
  KAISHO_INVALID_OTHER = 17
};

typedef struct kaisho_log {
  kaisho_address address;
  const kaisho_word* topics;
  size_t topic_count;
  kaisho_slice data;
} kaisho_log;

typedef struct kaisho_slot {
  kaisho_word key;
  kaisho_word value;
} kaisho_slot;

/* An account that differs from the reader's. Accounts in ascending order of address, slots of key. */
typedef struct kaisho_change {
  kaisho_address address;
  uint8_t deleted; /* gone or empty (EIP-161): all below is zero */
  kaisho_account account;
  kaisho_slice new_code; /* size 0 unless the code changed */
  const kaisho_slot* slots;
  size_t slot_count;
} kaisho_change;

typedef struct kaisho_outcome {
  int32_t status;
  uint32_t reason;     /* KAISHO_HALT_* or KAISHO_INVALID_*, else 0 */
  kaisho_slice detail; /* UTF-8 text for people: halt, invalid and host error */
  uint64_t gas_used;   /* after refunds and the EIP-7623 floor: the receipt's */
  uint64_t gas_refunded;
  kaisho_slice output; /* return or revert data; the deployed code of a creation */
  const kaisho_log* logs;
  size_t log_count;
  const kaisho_change* changes;
  size_t change_count;
  kaisho_address created;
  uint8_t has_created;
} kaisho_outcome;

/* Keeps analysed bytecode by code hash, bounded. May be used by several threads at once. */
typedef struct kaisho_engine kaisho_engine;

kaisho_engine* kaisho_engine_new(void);
void kaisho_engine_free(kaisho_engine* engine);

/* Runs one transaction; never NULL. Pure: the reader is only read, the outcome holds what changed. */
const kaisho_outcome* kaisho_engine_run(const kaisho_engine* engine, const kaisho_block* block,
                                        const kaisho_transaction* transaction, const kaisho_options* options,
                                        const kaisho_reader* reader);
void kaisho_outcome_free(const kaisho_outcome* outcome);

#ifdef __cplusplus
}
#endif

#endif
