//! BLAKE3 and revm behind the C ABI of `include/kaisho/native.h`. See README.md for what belongs here and what does not.

mod abi;
mod blake3_many;
mod code_cache;
mod database;
mod engine;
mod exports;
mod hash;
mod host;
mod machine;
mod outcome;
mod reasons;
mod systems;

use revm::context::{BlockEnv, CfgEnv, Journal, TxEnv};

/// Everything that a running transaction sees: block, transaction, rules, and the journal over the caller's state.
pub(crate) type Context =
    revm::Context<BlockEnv, TxEnv, CfgEnv, database::HostDatabase, Journal<database::HostDatabase>, ()>;
