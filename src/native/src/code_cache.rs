//! Analysed bytecode by code hash: finding the jump destinations of 24 KB costs more than most calls run.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use revm::bytecode::Bytecode;
use revm::primitives::B256;

/// Bytes of code in one generation; twice that is the most the cache holds.
const GENERATION_BYTES: usize = 32 << 20;

/// A cache in two generations. A hit in the old one moves to the young one; when the young one is full it becomes the
/// old one, and what nobody asked for is dropped. Content is addressed by hash, so nothing here can be stale.
#[derive(Default)]
pub struct CodeCache {
    generations: Mutex<Generations>,
}

#[derive(Default)]
struct Generations {
    young: HashMap<B256, Bytecode>,
    old: HashMap<B256, Bytecode>,
    young_bytes: usize,
}

impl CodeCache {
    pub fn get(&self, hash: &B256) -> Option<Bytecode> {
        let mut generations = self.generations.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(code) = generations.young.get(hash) {
            return Some(code.clone());
        }
        let code = generations.old.remove(hash)?;
        generations.insert(*hash, code.clone());
        Some(code)
    }

    pub fn put(&self, hash: B256, code: Bytecode) {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner).insert(hash, code);
    }
}

impl Generations {
    fn insert(&mut self, hash: B256, code: Bytecode) {
        let size = code.len();
        if self.young_bytes + size > GENERATION_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(hash, code).is_none() {
            self.young_bytes += size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_is_used_and_drops_the_rest_when_full() {
        let cache = CodeCache::default();
        let code = Bytecode::new_legacy(vec![0u8; 1 << 20].into());
        let key = |n: u8| B256::repeat_byte(n);
        for n in 0..40 {
            cache.put(key(n), code.clone());
            assert!(cache.get(&key(0)).is_some(), "used at every step");
        }
        for n in 100..140 {
            cache.put(key(n), code.clone());
        }
        assert!(cache.get(&key(1)).is_none());
        assert!(cache.get(&key(139)).is_some());
    }
}
