//! BLAKE3 over many small inputs at once, one SIMD lane each.
//!
//! The crate's public interface hashes one input after the other; a state tree hashes thousands of two-block nodes. The
//! building blocks used here (`platform`) are public but undocumented, so the crate's version is pinned exactly and the
//! tests compare every path with `blake3::hash`.
//!
//! BLAKE3 (specification, section 2.4): an input of at most one chunk (1024 bytes) is a chain of 64-byte blocks; the
//! first carries CHUNK_START, the last CHUNK_END | ROOT and its own length, and the chaining value after the last is the
//! hash.

use blake3::platform::Platform;
use blake3::IncrementCounter;

const BLOCK: usize = 64;
const OUT: usize = 32;
const LANES: usize = 16;

const CHUNK_START: u8 = 1 << 0;
const CHUNK_END: u8 = 1 << 1;
const ROOT: u8 = 1 << 3;

type ChainingValue = [u32; 8];

const IV: ChainingValue =
    [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];

/// Hashes every `item_size` bytes of `data`; `out` takes 32 bytes an item. `item_size` is not 0.
pub fn hash_items(data: &[u8], item_size: usize, out: &mut [u8]) {
    match item_size {
        64 => one_block_each::<64>(data, &IV, CHUNK_START, out),
        128 => one_block_each::<128>(data, &IV, CHUNK_START, out),
        65..=127 => one_block_and_a_tail(data, item_size, out),
        _ => {
            for (item, hash) in data.chunks_exact(item_size).zip(out.chunks_exact_mut(OUT)) {
                hash.copy_from_slice(blake3::hash(item).as_bytes());
            }
        }
    }
}

/// Hashes `prefix || item` for every 64 bytes of `data`: the prefix is the chunk's first block, the same for all, so
/// its chaining value is computed once.
pub fn hash_with_prefix(prefix: &[u8; BLOCK], data: &[u8], out: &mut [u8]) {
    let mut start = IV;
    Platform::detect().compress_in_place(&mut start, prefix, BLOCK as u8, 0, CHUNK_START);
    one_block_each::<BLOCK>(data, &start, 0, out);
}

/// Items of whole blocks that start from `key`.
fn one_block_each<const N: usize>(data: &[u8], key: &ChainingValue, flags_start: u8, out: &mut [u8]) {
    in_lanes::<N>(
        data,
        N,
        |lanes, to| {
            let platform = Platform::detect();
            platform.hash_many(lanes, key, 0, IncrementCounter::No, 0, flags_start, CHUNK_END | ROOT, to);
        },
        out,
    );
}

/// Items of one whole block and 1 to 63 bytes more: the first blocks in lanes, the tails one by one.
fn one_block_and_a_tail(data: &[u8], item_size: usize, out: &mut [u8]) {
    let platform = Platform::detect();
    in_lanes::<BLOCK>(
        data,
        item_size,
        |lanes, to| {
            platform.hash_many(lanes, &IV, 0, IncrementCounter::No, 0, CHUNK_START, 0, to);
        },
        out,
    );
    for (item, hash) in data.chunks_exact(item_size).zip(out.chunks_exact_mut(OUT)) {
        let mut tail = [0u8; BLOCK];
        tail[..item_size - BLOCK].copy_from_slice(&item[BLOCK..]);
        let mut value = words_of(hash);
        platform.compress_in_place(&mut value, &tail, (item_size - BLOCK) as u8, 0, CHUNK_END | ROOT);
        for (word, bytes) in value.iter().zip(hash.chunks_exact_mut(4)) {
            bytes.copy_from_slice(&word.to_le_bytes());
        }
    }
}

/// Hands the first N bytes of each item to `run`, up to LANES items at a time.
fn in_lanes<const N: usize>(data: &[u8], item_size: usize, run: impl Fn(&[&[u8; N]], &mut [u8]), out: &mut [u8]) {
    for (items, to) in data.chunks(item_size * LANES).zip(out.chunks_mut(OUT * LANES)) {
        let mut lanes: [&[u8; N]; LANES] = [&[0; N]; LANES];
        let mut count = 0;
        for item in items.chunks_exact(item_size) {
            lanes[count] = item[..N].try_into().expect("an item has at least N bytes");
            count += 1;
        }
        run(&lanes[..count], &mut to[..count * OUT]);
    }
}

fn words_of(hash: &[u8]) -> ChainingValue {
    let mut words = [0u32; 8];
    for (word, bytes) in words.iter_mut().zip(hash.chunks_exact(4)) {
        *word = u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(size: usize) -> Vec<u8> {
        (0..size).map(|at| (at * 31 + at / 251) as u8).collect()
    }

    #[test]
    fn equals_the_plain_hash_for_every_small_size_and_count() {
        for size in (1..=200).chain([1024, 1025]) {
            for count in [0, 1, 7, 16, 17, 33] {
                let data = bytes(size * count);
                let mut out = vec![0; count * OUT];
                hash_items(&data, size, &mut out);
                for (at, hash) in out.chunks_exact(OUT).enumerate() {
                    assert_eq!(hash, blake3::hash(&data[at * size..(at + 1) * size]).as_bytes(), "{size} x {count}");
                }
            }
        }
    }

    #[test]
    fn a_prefix_block_is_hashed_as_if_it_stood_before_each_item() {
        let prefix: [u8; BLOCK] = bytes(BLOCK).try_into().unwrap();
        let data = bytes(BLOCK * 19);
        let mut out = vec![0; 19 * OUT];
        hash_with_prefix(&prefix, &data, &mut out);
        for (item, hash) in data.chunks_exact(BLOCK).zip(out.chunks_exact(OUT)) {
            assert_eq!(hash, blake3::hash(&[&prefix[..], item].concat()).as_bytes());
        }
    }
}
