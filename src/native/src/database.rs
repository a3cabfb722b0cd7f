//! revm's view of the state: the caller's read callbacks.

use std::fmt;
use std::sync::Arc;

use revm::bytecode::Bytecode;
use revm::database_interface::DBErrorMarker;
use revm::primitives::{Address, Bytes, B256, KECCAK_EMPTY, U256};
use revm::state::AccountInfo;
use revm::Database;

use crate::abi::{self, RawAccount, RawAddress, RawWord, Reader, Slice};
use crate::code_cache::CodeCache;

/// A callback said that it failed; the caller kept the reason.
#[derive(Debug)]
pub struct HostFailure;

impl fmt::Display for HostFailure {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("a callback of the host failed")
    }
}
impl std::error::Error for HostFailure {}
impl DBErrorMarker for HostFailure {}

pub struct HostDatabase {
    /// Valid only while a transaction runs; the engine sets it anew for each.
    pub reader: Reader,
    codes: Arc<CodeCache>,
}

impl HostDatabase {
    pub fn new(reader: Reader, codes: Arc<CodeCache>) -> Self {
        Self { reader, codes }
    }
}

impl Database for HostDatabase {
    type Error = HostFailure;

    fn basic(&mut self, address: Address) -> Result<Option<AccountInfo>, HostFailure> {
        let mut raw = RawAccount::default();
        match (self.reader.account)(self.reader.user, &RawAddress::from(address), &mut raw) {
            abi::OK => Ok(None),
            abi::PRESENT => {
                let code_hash = raw.code_hash.hash();
                let code = (code_hash == KECCAK_EMPTY).then(Bytecode::default);
                let mut info = AccountInfo::default().with_balance(raw.balance.number()).with_nonce(raw.nonce);
                info.code_hash = code_hash;
                info.code = code;
                Ok(Some(info))
            }
            _ => Err(HostFailure),
        }
    }

    fn code_by_hash(&mut self, hash: B256) -> Result<Bytecode, HostFailure> {
        if let Some(code) = self.codes.get(&hash) {
            return Ok(code);
        }
        let mut slice = Slice::EMPTY;
        if (self.reader.code)(self.reader.user, &RawWord::from(hash), &mut slice) != abi::OK {
            return Err(HostFailure);
        }
        // Safety: the callback promised these bytes until the next callback; they are copied here.
        let bytes = Bytes::copy_from_slice(unsafe { slice.bytes() });
        // Only an EIP-7702 designator of a wrong length or version is refused; such bytes can not be deployed
        // (EIP-3541), and where they are planted they run as what they are, an invalid opcode.
        let code = Bytecode::new_raw_checked(bytes.clone()).unwrap_or_else(|_| Bytecode::new_legacy(bytes));
        self.codes.put(hash, code.clone());
        Ok(code)
    }

    fn storage(&mut self, address: Address, slot: U256) -> Result<U256, HostFailure> {
        let mut word = RawWord::default();
        match (self.reader.storage)(self.reader.user, &address.into(), &slot.into(), &mut word) {
            abi::OK => Ok(word.number()),
            _ => Err(HostFailure),
        }
    }

    fn block_hash(&mut self, number: u64) -> Result<B256, HostFailure> {
        let mut word = RawWord::default();
        match (self.reader.block_hash)(self.reader.user, number, &mut word) {
            abi::OK => Ok(word.hash()),
            _ => Err(HostFailure),
        }
    }
}
