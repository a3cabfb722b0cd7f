//! One transaction from the ABI's structs to an outcome.

use std::sync::{Arc, Mutex, PoisonError};

use revm::context::{BlockEnv, TxEnv};
use revm::context_interface::result::EVMError;
use revm::context_interface::transaction::{AccessList, AccessListItem};
use revm::context_interface::{FrameStack, JournalTr};
use revm::handler::Handler;
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Bytes, TxKind, U256};

use crate::abi::{self, Access, Block, Options, RawWord, Reader, Transaction};
use crate::code_cache::CodeCache;
use crate::database::HostDatabase;
use crate::machine::{Frame, Machine, Opcodes, Rules};
use crate::outcome::Outcome;
use crate::reasons;
use crate::systems::Systems;
use crate::Context;

/// Most memory of one transaction, all frames together. No gas limit of a block reaches it (it would cost some
/// 34 billion gas); it keeps a simulation with unbounded gas from taking the machine's memory.
const MEMORY_LIMIT: u64 = 128 << 20;

/// What a machine at rest keeps for the next run, at most: frames (each has a stack of 32 KB) and bytes of memory. A
/// rare deep or large call must not stay paid for.
const KEPT_FRAMES: usize = 32;
const KEPT_MEMORY: usize = 4 << 20;

pub struct Engine {
    codes: Arc<CodeCache>,
    /// Machines at rest. A run takes one and gives it back, so there are as many as ran at the same time.
    #[allow(clippy::vec_box)] // moved in and out for every run
    idle: Mutex<Vec<Box<Worker>>>,
}

/// What a run needs besides its inputs, kept for its allocations.
struct Worker {
    context: Context,
    systems: Systems,
    frames: FrameStack<Frame>,
}

// Safety: the `Rc`s inside (the shared memory buffer in context and frames) and the raw pointers of the reader never
// leave their worker, and a worker is used by one thread at a time: it is either in `idle` or in one `run`.
unsafe impl Send for Worker {}

impl Engine {
    pub fn new() -> Self {
        Self { codes: Arc::default(), idle: Mutex::default() }
    }

    /// # Safety
    /// The pointers inside the structs are as the header asks.
    pub unsafe fn run(&self, block: &Block, tx: &Transaction, options: &Options, reader: &Reader) -> Outcome {
        if block.revision != abi::REVISION_OSAKA {
            return Outcome::invalid(reasons::INVALID_REVISION, "unknown revision of the rules");
        }
        if options.has(abi::GOVERNED) && tx.has_to == 0 {
            return Outcome::invalid(reasons::CREATION_NOT_GOVERNED_INVALID, reasons::CREATION_TEXT);
        }
        let tx = match tx_env(tx, block.chain_id) {
            Ok(tx) => tx,
            Err((reason, detail)) => return Outcome::invalid(reason, detail),
        };
        let mut worker = self.take(reader);
        let opcodes = if options.has(abi::GOVERNED) { Opcodes::GOVERNED } else { Opcodes::OPEN };
        worker.systems.start(abi::items(options.system_contracts, options.system_count), opcodes);
        worker.prepare(block, options);
        worker.context.tx = tx;
        match worker.execute(opcodes) {
            Ok(result) => {
                let outcome = Outcome::of(result, worker.context.journaled_state.finalize(), &self.codes);
                self.give_back(worker);
                outcome
            }
            // After an error a worker is dropped: nothing half-done can reach the next transaction.
            Err(EVMError::Transaction(reason)) => Outcome::invalid(reasons::of_invalid(&reason), reason.to_string()),
            Err(other) => Outcome::host_error(other.to_string()),
        }
    }

    fn take(&self, reader: &Reader) -> Box<Worker> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut worker = idle.unwrap_or_else(|| {
            let database = HostDatabase::new(*reader, self.codes.clone());
            Box::new(Worker::new(database))
        });
        worker.context.journaled_state.database.reader = *reader;
        worker
    }

    fn give_back(&self, worker: Box<Worker>) {
        if worker.context.local.shared_memory_buffer.borrow().capacity() > KEPT_MEMORY {
            return;
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
    }
}

impl Worker {
    fn new(database: HostDatabase) -> Self {
        let mut context = Context::new(database, SpecId::OSAKA);
        context.cfg.memory_limit = MEMORY_LIMIT;
        // The transaction's own chain ID was checked where its signature was.
        context.cfg.tx_chain_id_check = false;
        Self { context, systems: Systems::new(), frames: FrameStack::new_prealloc(8) }
    }

    fn prepare(&mut self, block: &Block, options: &Options) {
        self.context.block = BlockEnv {
            number: U256::from(block.number),
            beneficiary: (&block.beneficiary).into(),
            timestamp: U256::from(block.timestamp),
            gas_limit: block.gas_limit,
            basefee: block.base_fee,
            prevrandao: Some(block.prev_randao.hash()),
            ..BlockEnv::default()
        };
        let cfg = &mut self.context.cfg;
        cfg.chain_id = block.chain_id;
        cfg.disable_nonce_check = options.has(abi::SKIP_NONCE);
        cfg.disable_balance_check = options.has(abi::SKIP_BALANCE);
        cfg.disable_base_fee = options.has(abi::SKIP_BASE_FEE);
        cfg.disable_eip3607 = options.has(abi::SKIP_CONTRACT_SENDER);
        cfg.disable_block_gas_limit = options.has(abi::SKIP_BLOCK_GAS);
        let size_limit = options.has(abi::UNLIMITED_CODE).then_some(usize::MAX);
        cfg.limit_contract_code_size = size_limit;
        cfg.limit_contract_initcode_size = size_limit;
        cfg.tx_gas_limit_cap = Some(if options.gas_cap == 0 { u64::MAX } else { options.gas_cap });
    }

    fn execute(
        &mut self,
        opcodes: Opcodes,
    ) -> Result<revm::context_interface::result::ExecutionResult, crate::machine::Failure> {
        let Self { context, systems, frames } = self;
        let mut machine = Machine { context, opcodes, systems, frames, deepest: 0 };
        let result = Rules::default().run(&mut machine);
        if machine.deepest > KEPT_FRAMES {
            self.frames = FrameStack::new_prealloc(8);
        }
        result
    }
}

unsafe fn tx_env(tx: &Transaction, chain_id: u64) -> Result<TxEnv, (u32, &'static str)> {
    if tx.kind > 2 {
        return Err((reasons::INVALID_TYPE, "unknown transaction type"));
    }
    Ok(TxEnv {
        tx_type: tx.kind,
        caller: (&tx.caller).into(),
        gas_limit: tx.gas_limit,
        gas_price: fee(&tx.max_fee)?,
        kind: if tx.has_to == 0 { TxKind::Create } else { TxKind::Call((&tx.to).into()) },
        value: tx.value.number(),
        data: Bytes::copy_from_slice(tx.data.bytes()),
        nonce: tx.nonce,
        chain_id: Some(chain_id),
        access_list: AccessList(abi::items(tx.access_list, tx.access_count).iter().map(|a| access(a)).collect()),
        gas_priority_fee: if tx.kind == 2 { Some(fee(&tx.max_priority_fee)?) } else { None },
        blob_hashes: Vec::new(),
        max_fee_per_blob_gas: 0,
        authorization_list: Vec::new(),
    })
}

fn fee(word: &RawWord) -> Result<u128, (u32, &'static str)> {
    u128::try_from(word.number()).map_err(|_| (reasons::INVALID_FEE_TOO_LARGE, "a fee of 2^128 wei a gas or more"))
}

unsafe fn access(access: &Access) -> AccessListItem {
    let slots = abi::items(access.slots, access.slot_count);
    AccessListItem { address: (&access.address).into(), storage_keys: slots.iter().map(RawWord::hash).collect() }
}
