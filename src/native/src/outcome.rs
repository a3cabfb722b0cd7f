//! A transaction's outcome as one allocation tree that C++ reads in place and gives back.

use revm::context_interface::result::{ExecutionResult, Output};
use revm::primitives::{Address, Bytes, Log, B256};
use revm::state::{Account, EvmState};

use crate::abi::{self, RawAccount, RawChange, RawLog, RawOutcome, RawSlot, RawWord, Slice};
use crate::code_cache::CodeCache;
use crate::reasons;

/// `raw` is the first field, so a pointer to it is a pointer to the whole; it looks into the fields below, whose
/// buffers do not move once built.
#[repr(C)]
pub struct Outcome {
    raw: RawOutcome,
    detail: String,
    output: Bytes,
    logs: Vec<Log>,
    raw_logs: Vec<RawLog>,
    changes: Vec<RawChange>,
    slots: Vec<RawSlot>,
    codes: Vec<Bytes>,
}

impl Outcome {
    fn empty(status: i32, reason: u32, detail: String) -> Self {
        let raw = RawOutcome {
            status,
            reason,
            detail: Slice::EMPTY,
            gas_used: 0,
            gas_refunded: 0,
            output: Slice::EMPTY,
            logs: std::ptr::null(),
            log_count: 0,
            changes: std::ptr::null(),
            change_count: 0,
            created: Default::default(),
            has_created: 0,
        };
        let (logs, raw_logs, changes, slots, codes) = Default::default();
        Self { raw, detail, output: Bytes::new(), logs, raw_logs, changes, slots, codes }
    }

    pub fn invalid(reason: u32, detail: impl Into<String>) -> Self {
        Self::empty(abi::STATUS_INVALID, reason, detail.into())
    }

    pub fn host_error(detail: impl Into<String>) -> Self {
        Self::empty(abi::STATUS_HOST_ERROR, 0, detail.into())
    }

    pub fn of(result: ExecutionResult, state: EvmState, codes: &CodeCache) -> Self {
        let gas = *result.gas();
        let mut outcome = match result {
            ExecutionResult::Success { logs, output, .. } => Self::success(logs, output),
            ExecutionResult::Revert { output, .. } => {
                Self { output, ..Self::empty(abi::STATUS_REVERT, 0, String::new()) }
            }
            ExecutionResult::Halt { reason, .. } => {
                let (code, text) = reasons::of_halt(reason);
                Self::empty(abi::STATUS_HALT, code, text)
            }
        };
        outcome.raw.gas_used = gas.tx_gas_used();
        outcome.raw.gas_refunded = gas.final_refunded();
        outcome.add_changes(state, codes);
        outcome
    }

    fn success(logs: Vec<Log>, output: Output) -> Self {
        let mut outcome = Self { logs, ..Self::empty(abi::STATUS_SUCCESS, 0, String::new()) };
        if let Some(address) = output.address() {
            outcome.raw.created = (*address).into();
            outcome.raw.has_created = 1;
        }
        outcome.output = output.into_data();
        outcome
    }

    /// revm's map is in random order: sorted here, so that the same transaction gives the same bytes on every node.
    fn add_changes(&mut self, state: EvmState, codes: &CodeCache) {
        let mut accounts: Vec<(Address, Account)> = state.into_iter().collect();
        accounts.sort_unstable_by_key(|(address, _)| *address);
        for (address, account) in &accounts {
            self.add_change(*address, account, codes);
        }
    }

    fn add_change(&mut self, address: Address, account: &Account, codes: &CodeCache) {
        let existed = !account.is_loaded_as_not_existing();
        // EIP-6780: destroyed only if created in this transaction. EIP-161: touched and empty is the same as absent.
        let gone = account.is_selfdestructed() || (account.is_touched() && account.is_empty());
        if gone {
            // One that began and ended here is named too: what it held is gone with it, and the ledger's check of the
            // sum of all balances wants to know why.
            if existed || account.is_selfdestructed() {
                self.changes.push(change(address, true, RawAccount::default()));
            }
            return;
        }
        let first_slot = self.slots.len();
        self.slots.extend(changed_slots(account));
        self.slots[first_slot..].sort_unstable_by_key(|slot| slot.key.0);
        let slot_count = self.slots.len() - first_slot;
        let info = &account.info;
        let original = account.original_info();
        if slot_count == 0 && *info == original {
            return;
        }
        let raw = RawAccount { balance: info.balance.into(), code_hash: info.code_hash.into(), nonce: info.nonce };
        let mut change = RawChange { slot_count, ..change(address, false, raw) };
        if original.code_hash != info.code_hash {
            if let Some(code) = info.code.as_ref().filter(|code| !code.is_empty()) {
                let bytes = code.original_bytes();
                change.new_code = Slice::of(&bytes);
                self.codes.push(bytes);
                codes.put(info.code_hash, code.clone());
            }
        }
        self.changes.push(change);
    }

    /// Fixes every pointer, now that nothing grows any more, and hands the whole over.
    pub fn release(self) -> *const RawOutcome {
        let mut whole = Box::new(self);
        whole.raw_logs = whole.logs.iter().map(raw_log).collect();
        let mut slots = whole.slots.as_ptr();
        for change in &mut whole.changes {
            change.slots = slots;
            // Safety: the counts sum up to the length of `slots`.
            slots = unsafe { slots.add(change.slot_count) };
        }
        whole.raw.detail = Slice::of(whole.detail.as_bytes());
        whole.raw.output = Slice::of(&whole.output);
        (whole.raw.logs, whole.raw.log_count) = (whole.raw_logs.as_ptr(), whole.raw_logs.len());
        (whole.raw.changes, whole.raw.change_count) = (whole.changes.as_ptr(), whole.changes.len());
        Box::into_raw(whole).cast::<RawOutcome>()
    }

    /// # Safety
    /// `raw` came from `release` and is not used afterwards; null is nothing.
    pub unsafe fn free(raw: *const RawOutcome) {
        if !raw.is_null() {
            drop(Box::from_raw(raw.cast_mut().cast::<Outcome>()));
        }
    }
}

fn change(address: Address, deleted: bool, account: RawAccount) -> RawChange {
    let deleted = deleted.into();
    let slots = std::ptr::null();
    RawChange { address: address.into(), deleted, account, new_code: Slice::EMPTY, slots, slot_count: 0 }
}

fn changed_slots(account: &Account) -> impl Iterator<Item = RawSlot> + '_ {
    account
        .storage
        .iter()
        .filter(|(_, slot)| slot.is_changed())
        .map(|(key, slot)| RawSlot { key: (*key).into(), value: slot.present_value().into() })
}

fn raw_log(log: &Log) -> RawLog {
    const { assert!(size_of::<B256>() == size_of::<RawWord>()) };
    let topics = log.data.topics();
    RawLog {
        address: log.address.into(),
        topics: topics.as_ptr().cast::<RawWord>(),
        topic_count: topics.len(),
        data: Slice::of(&log.data.data),
    }
}
