//! The types of `include/kaisho/native.h`, field for field. Meaning and rules stand there.

use std::ffi::c_void;

use revm::primitives::{Address, B256, U256};

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RawAddress(pub [u8; 20]);

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RawWord(pub [u8; 32]);

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Slice {
    pub data: *const u8,
    pub size: usize,
}

pub const OK: i32 = 0;
pub const PRESENT: i32 = 1;
pub const HOST_ERROR: i32 = -1;
pub const STATIC_VIOLATION: i32 = -2;
pub const TOO_DEEP: i32 = -3;
pub const BAD_ARGUMENT: i32 = -4;

pub const CALL_SUCCESS: i32 = 0;
pub const CALL_REVERT: i32 = 1;
pub const CALL_OUT_OF_GAS: i32 = 2;
pub const CALL_STATIC_VIOLATION: i32 = 3;

pub const MAX_NESTED: u32 = 8;

#[repr(C)]
#[derive(Clone, Copy, Default)]
pub struct RawAccount {
    pub balance: RawWord,
    pub code_hash: RawWord,
    pub nonce: u64,
}

#[repr(C)]
pub struct SystemCall {
    pub this: RawAddress,
    pub caller: RawAddress,
    pub origin: RawAddress,
    pub value: RawWord,
    pub input: Slice,
    pub gas_limit: u64,
    pub depth: u32,
    pub is_static: u8,
}

/// An opaque pointer to [`crate::host::Host`].
pub type HostPointer = *mut c_void;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Reader {
    pub user: *mut c_void,
    pub account: extern "C" fn(*mut c_void, *const RawAddress, *mut RawAccount) -> i32,
    pub code: extern "C" fn(*mut c_void, *const RawWord, *mut Slice) -> i32,
    pub storage: extern "C" fn(*mut c_void, *const RawAddress, *const RawWord, *mut RawWord) -> i32,
    pub block_hash: extern "C" fn(*mut c_void, u64, *mut RawWord) -> i32,
    pub system_call: extern "C" fn(*mut c_void, HostPointer, *const SystemCall, *mut u64) -> i32,
}

#[repr(C)]
pub struct Created {
    pub output: Slice,
    pub gas_used: u64,
    pub status: i32,
    pub reason: u32,
    pub address: RawAddress,
}

#[repr(C)]
pub struct Called {
    pub output: Slice,
    pub gas_used: u64,
    pub status: i32,
    pub reason: u32,
}

pub const REVISION_OSAKA: u32 = 1;

#[repr(C)]
pub struct Block {
    pub prev_randao: RawWord,
    pub beneficiary: RawAddress,
    pub revision: u32,
    pub chain_id: u64,
    pub number: u64,
    pub timestamp: u64,
    pub gas_limit: u64,
    pub base_fee: u64,
}

#[repr(C)]
pub struct Access {
    pub address: RawAddress,
    pub slots: *const RawWord,
    pub slot_count: usize,
}

#[repr(C)]
pub struct Transaction {
    pub caller: RawAddress,
    pub to: RawAddress,
    pub value: RawWord,
    pub max_fee: RawWord,
    pub max_priority_fee: RawWord,
    pub data: Slice,
    pub access_list: *const Access,
    pub access_count: usize,
    pub gas_limit: u64,
    pub nonce: u64,
    pub kind: u8,
    pub has_to: u8,
}

pub const SKIP_NONCE: u32 = 1;
pub const SKIP_BALANCE: u32 = 2;
pub const SKIP_BASE_FEE: u32 = 4;
pub const SKIP_CONTRACT_SENDER: u32 = 8;
pub const SKIP_BLOCK_GAS: u32 = 16;
pub const UNLIMITED_CODE: u32 = 32;
pub const GOVERNED: u32 = 64;

#[repr(C)]
pub struct Options {
    pub flags: u32,
    pub gas_cap: u64,
    pub system_contracts: *const RawAddress,
    pub system_count: usize,
}

impl Options {
    pub fn has(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }
}

pub const STATUS_SUCCESS: i32 = 0;
pub const STATUS_REVERT: i32 = 1;
pub const STATUS_HALT: i32 = 2;
pub const STATUS_INVALID: i32 = 3;
pub const STATUS_HOST_ERROR: i32 = 4;

#[repr(C)]
pub struct RawLog {
    pub address: RawAddress,
    pub topics: *const RawWord,
    pub topic_count: usize,
    pub data: Slice,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct RawSlot {
    pub key: RawWord,
    pub value: RawWord,
}

#[repr(C)]
pub struct RawChange {
    pub address: RawAddress,
    pub deleted: u8,
    pub account: RawAccount,
    pub new_code: Slice,
    pub slots: *const RawSlot,
    pub slot_count: usize,
}

#[repr(C)]
pub struct RawOutcome {
    pub status: i32,
    pub reason: u32,
    pub detail: Slice,
    pub gas_used: u64,
    pub gas_refunded: u64,
    pub output: Slice,
    pub logs: *const RawLog,
    pub log_count: usize,
    pub changes: *const RawChange,
    pub change_count: usize,
    pub created: RawAddress,
    pub has_created: u8,
}

// The same numbers are asserted over the header in tests/abi_test.cpp.
const _: () = {
    assert!(size_of::<RawAccount>() == 72);
    assert!(size_of::<SystemCall>() == 128);
    assert!(size_of::<Reader>() == 48);
    assert!(size_of::<Created>() == 56);
    assert!(size_of::<Called>() == 32);
    assert!(size_of::<Block>() == 96);
    assert!(size_of::<Access>() == 40);
    assert!(size_of::<Transaction>() == 192);
    assert!(size_of::<Options>() == 32);
    assert!(size_of::<RawLog>() == 56);
    assert!(size_of::<RawChange>() == 128);
    assert!(size_of::<RawOutcome>() == 112);
};

impl Slice {
    pub const EMPTY: Slice = Slice { data: std::ptr::null(), size: 0 };

    /// A view of bytes that outlive its use on the other side.
    pub fn of(bytes: &[u8]) -> Slice {
        Slice { data: bytes.as_ptr(), size: bytes.len() }
    }

    /// # Safety
    /// `data` points to `size` readable bytes for as long as the result is used, or `size` is 0.
    pub unsafe fn bytes<'a>(&self) -> &'a [u8] {
        items(self.data, self.size)
    }
}

/// `count` items at `first`; none where `count` is 0, whatever the pointer.
///
/// # Safety
/// As for [`Slice::bytes`].
pub unsafe fn items<'a, T>(first: *const T, count: usize) -> &'a [T] {
    if count == 0 || first.is_null() {
        return &[];
    }
    std::slice::from_raw_parts(first, count)
}

impl From<&RawAddress> for Address {
    fn from(raw: &RawAddress) -> Self {
        Address::new(raw.0)
    }
}
impl From<Address> for RawAddress {
    fn from(address: Address) -> Self {
        RawAddress(address.into_array())
    }
}
impl From<U256> for RawWord {
    fn from(number: U256) -> Self {
        RawWord(number.to_be_bytes())
    }
}
impl From<B256> for RawWord {
    fn from(hash: B256) -> Self {
        RawWord(hash.0)
    }
}
impl RawWord {
    pub fn number(&self) -> U256 {
        U256::from_be_bytes(self.0)
    }
    pub fn hash(&self) -> B256 {
        B256::new(self.0)
    }
}
