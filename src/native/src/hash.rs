//! Keccak-256 for the C++ side: the same code that revm hashes with, so the house has one.

use revm::primitives::keccak256;

use crate::abi;

/// # Safety
/// See the header.
#[no_mangle]
pub unsafe extern "C" fn kaisho_keccak256(data: *const u8, size: usize, out: *mut u8) {
    let hash = keccak256(abi::items(data, size));
    std::ptr::copy_nonoverlapping(hash.as_ptr(), out, hash.len());
}
