//! The functions of the header. Each checks its pointers and lets no panic out.

use std::panic::{catch_unwind, AssertUnwindSafe};

use revm::primitives::Bytes;

use crate::abi::{
    self, Block, Called, Created, HostPointer, Options, RawAccount, RawAddress, RawOutcome, RawWord, Reader, Slice,
    Transaction,
};
use crate::blake3_many;
use crate::engine::Engine;
use crate::host::Host;
use crate::outcome::Outcome;

/// # Safety
/// See the header; so for every function here.
#[no_mangle]
pub unsafe extern "C" fn kaisho_blake3(data: *const u8, size: usize, out: *mut u8) {
    let hash = blake3::hash(abi::items(data, size));
    std::ptr::copy_nonoverlapping(hash.as_bytes().as_ptr(), out, blake3::OUT_LEN);
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_blake3_many(data: *const u8, item_size: usize, count: usize, out: *mut u8) {
    if count == 0 {
        return;
    }
    let out = std::slice::from_raw_parts_mut(out, count * blake3::OUT_LEN);
    if item_size == 0 {
        out.chunks_exact_mut(blake3::OUT_LEN).for_each(|hash| hash.copy_from_slice(blake3::hash(&[]).as_bytes()));
        return;
    }
    blake3_many::hash_items(abi::items(data, item_size * count), item_size, out);
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_blake3_nodes(prefix: *const u8, data: *const u8, count: usize, out: *mut u8) {
    if count == 0 {
        return;
    }
    let out = std::slice::from_raw_parts_mut(out, count * blake3::OUT_LEN);
    blake3_many::hash_with_prefix(&*prefix.cast::<[u8; 64]>(), abi::items(data, count * 64), out);
}

#[no_mangle]
pub extern "C" fn kaisho_engine_new() -> *mut Engine {
    Box::into_raw(Box::new(Engine::new()))
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_engine_free(engine: *mut Engine) {
    if !engine.is_null() {
        drop(Box::from_raw(engine));
    }
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_engine_run(
    engine: *const Engine,
    block: *const Block,
    tx: *const Transaction,
    options: *const Options,
    reader: *const Reader,
) -> *const RawOutcome {
    catch_unwind(AssertUnwindSafe(|| (*engine).run(&*block, &*tx, &*options, &*reader)))
        .unwrap_or_else(|_| Outcome::host_error("the EVM engine stopped unexpectedly"))
        .release()
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_outcome_free(outcome: *const RawOutcome) {
    Outcome::free(outcome);
}

/// Runs `action` on the host; once a run is lost, every further request is refused.
unsafe fn with_host(host: HostPointer, action: impl FnOnce(&mut Host<'_>) -> Result<i32, i32>) -> i32 {
    let host = &mut *host.cast::<Host<'_>>();
    if host.is_lost() {
        return abi::HOST_ERROR;
    }
    match catch_unwind(AssertUnwindSafe(|| action(host))) {
        Ok(Ok(code) | Err(code)) => code,
        Err(_) => host.fail(),
    }
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_load(host: HostPointer, slot: *const RawWord, out: *mut RawWord) -> i32 {
    with_host(host, |host| {
        *out = host.load((*slot).number())?.into();
        Ok(abi::OK)
    })
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_load_of(
    host: HostPointer,
    address: *const RawAddress,
    slot: *const RawWord,
    out: *mut RawWord,
) -> i32 {
    with_host(host, |host| {
        *out = host.load_of((&*address).into(), (*slot).number())?.into();
        Ok(abi::OK)
    })
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_store(host: HostPointer, slot: *const RawWord, value: *const RawWord) -> i32 {
    with_host(host, |host| host.store((*slot).number(), (*value).number()).map(|()| abi::OK))
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_log(host: HostPointer, topics: *const RawWord, count: usize, data: Slice) -> i32 {
    with_host(host, |host| {
        let topics = abi::items(topics, count).iter().map(RawWord::hash).collect();
        host.log(topics, Bytes::copy_from_slice(data.bytes())).map(|()| abi::OK)
    })
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_account(
    host: HostPointer,
    address: *const RawAddress,
    out: *mut RawAccount,
) -> i32 {
    with_host(host, |host| {
        let found = host.account((&*address).into())?;
        *out = found.unwrap_or_default();
        Ok(if found.is_some() { abi::PRESENT } else { abi::OK })
    })
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_output(host: HostPointer, output: Slice) -> i32 {
    with_host(host, |host| {
        host.set_output(Bytes::copy_from_slice(output.bytes()));
        Ok(abi::OK)
    })
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_create(
    host: HostPointer,
    init_code: Slice,
    value: *const RawWord,
    gas: u64,
    out: *mut Created,
) -> i32 {
    with_host(host, |host| {
        *out = host.create(Bytes::copy_from_slice(init_code.bytes()), (*value).number(), gas)?;
        Ok(abi::OK)
    })
}

#[no_mangle]
pub unsafe extern "C" fn kaisho_host_call(
    host: HostPointer,
    to: *const RawAddress,
    input: Slice,
    gas: u64,
    is_static: u8,
    out: *mut Called,
) -> i32 {
    with_host(host, |host| {
        *out = host.call((&*to).into(), Bytes::copy_from_slice(input.bytes()), gas, is_static != 0)?;
        Ok(abi::OK)
    })
}
