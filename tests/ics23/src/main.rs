//! Reads claims with their proofs and expected verdicts, asks the `ics23` crate about each, and fails on the first
//! difference. The ProofSpec is written here from docs/formats/state.md and shares nothing with the C++ code.
//!
//! A line: `present|absent` root raw-key value proof `true|false` note. Bytes are hex, `-` stands for none.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::process::ExitCode;

use ics23::{
    verify_membership, verify_non_membership, CommitmentProof, HashOp, HostFunctionsManager, InnerSpec, LeafOp, LengthOp,
    ProofSpec,
};
use prost::Message;

fn spec() -> ProofSpec {
    ProofSpec {
        leaf_spec: Some(LeafOp {
            hash: HashOp::Blake3.into(),
            prehash_key: HashOp::Blake3.into(),
            prehash_value: HashOp::Blake3.into(),
            length: LengthOp::NoPrefix.into(),
            prefix: b"kaisho state tree leaf version 1".to_vec(),
        }),
        inner_spec: Some(InnerSpec {
            child_order: vec![0, 1],
            child_size: 32,
            min_prefix_length: 0,
            max_prefix_length: 0,
            empty_child: vec![],
            hash: HashOp::Blake3.into(),
        }),
        max_depth: 256,
        min_depth: 0,
        prehash_key_before_comparison: true,
    }
}

struct Claim {
    present: bool,
    root: Vec<u8>,
    key: Vec<u8>,
    value: Vec<u8>,
    proof: Vec<u8>,
    holds: bool,
    note: String,
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    if text == "-" { Some(vec![]) } else { hex::decode(text).ok() }
}

fn parse(line: &str) -> Option<Claim> {
    let words: Vec<&str> = line.splitn(7, ' ').collect();
    let [kind, root, key, value, proof, holds, note] = words.as_slice() else { return None };
    Some(Claim {
        present: *kind == "present",
        root: bytes(root)?,
        key: bytes(key)?,
        value: bytes(value)?,
        proof: bytes(proof)?,
        holds: *holds == "true",
        note: note.to_string(),
    })
}

/// The crate's verdict. It panics on two neighbours with one and the same path: that is a refusal, too.
fn verdict(claim: &Claim, spec: &ProofSpec) -> bool {
    let Ok(proof) = CommitmentProof::decode(claim.proof.as_slice()) else { return false };
    catch_unwind(AssertUnwindSafe(|| {
        if claim.present {
            verify_membership::<HostFunctionsManager>(&proof, spec, &claim.root, &claim.key, &claim.value)
        } else {
            verify_non_membership::<HostFunctionsManager>(&proof, spec, &claim.root, &claim.key)
        }
    }))
    .unwrap_or(false)
}

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: kaisho-ics23-check CLAIMS");
        return ExitCode::from(2);
    };
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    std::panic::set_hook(Box::new(|_| {}));
    let spec = spec();
    let (mut held, mut refused) = (0, 0);
    for (number, line) in text.lines().enumerate() {
        let Some(claim) = parse(line) else {
            eprintln!("{path}:{}: not a claim", number + 1);
            return ExitCode::from(2);
        };
        if verdict(&claim, &spec) != claim.holds {
            eprintln!("{path}:{}: expected {}: {}", number + 1, claim.holds, claim.note);
            return ExitCode::FAILURE;
        }
        if claim.holds { held += 1 } else { refused += 1 }
    }
    println!("{held} claims hold and {refused} forgeries are refused by the ics23 crate");
    if held > 0 && refused > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
