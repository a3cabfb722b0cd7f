//! Addresses where native code answers: Ethereum's precompiles, and the system contracts that live on the other side of
//! the ABI.

use std::ffi::c_void;

use revm::context_interface::{Cfg, ContextTr, JournalTr, Transaction};
use revm::handler::{EthPrecompiles, PrecompileProvider};
use revm::interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult};
use revm::primitives::hardfork::SpecId;
use revm::primitives::{Address, AddressSet, Bytes};

use crate::abi::{self, RawAddress, Slice, SystemCall};
use crate::host::Host;
use crate::machine::Opcodes;
use crate::Context;

pub struct Systems {
    standard: EthPrecompiles,
    contracts: Vec<Address>,
    /// Warm from the start (EIP-2929), as precompiles are: precompiles and system contracts.
    warm: AddressSet,
    /// The journal has not yet been told of `warm`.
    changed: bool,
    /// Creations and calls running beneath system contracts, one inside the other.
    pub nested: u32,
    /// System contracts that wait for a program that they called: until it returns they can only be read.
    pub locked: Vec<Address>,
    /// What programs may do that a system contract calls: the transaction's own opcodes.
    pub opcodes: Opcodes,
    /// A host function failed during a system call; whatever the callback returned, the transaction is over.
    pub failed: bool,
}

impl Systems {
    pub fn new() -> Self {
        let standard = EthPrecompiles::new(SpecId::OSAKA);
        let warm = standard.warm_addresses().clone();
        Self {
            standard,
            contracts: Vec::new(),
            warm,
            changed: true,
            nested: 0,
            locked: Vec::new(),
            opcodes: Opcodes::OPEN,
            failed: false,
        }
    }

    /// Before a transaction: who answers in it. Almost always the same as the last time.
    pub fn start(&mut self, contracts: &[RawAddress], opcodes: Opcodes) {
        self.failed = false;
        self.opcodes = opcodes;
        let contracts: Vec<Address> = contracts.iter().map(Address::from).collect();
        if self.contracts == contracts {
            return;
        }
        self.contracts = contracts;
        self.warm = self.standard.warm_addresses().clone();
        self.warm.extend(self.contracts.iter().copied());
        self.changed = true;
    }

    fn call(&mut self, context: &mut Context, inputs: &CallInputs) -> Result<InterpreterResult, String> {
        let input = inputs.input.bytes(context);
        let is_static = inputs.is_static || self.locked.contains(&inputs.target_address);
        let call = SystemCall {
            this: inputs.target_address.into(),
            caller: inputs.caller.into(),
            origin: context.tx().caller().into(),
            value: inputs.call_value().into(),
            input: Slice::of(&input),
            gas_limit: inputs.gas_limit,
            depth: depth_of_call(context),
            is_static: is_static.into(),
        };
        let reader = context.journal().db().reader;
        let mut host = Host::new(context, self, inputs, is_static);
        let mut gas_used = 0;
        let pointer: *mut Host<'_> = &mut host;
        let code = (reader.system_call)(reader.user, pointer.cast::<c_void>(), &call, &mut gas_used);
        let (output, refund) = host.finish();
        if self.failed {
            return Err("a host function failed during a system call".into());
        }
        result_of(code, gas_used, output, refund, inputs)
    }
}

/// The journal counts one level for the call's own checkpoint.
fn depth_of_call(context: &Context) -> u32 {
    context.journal().depth().saturating_sub(1) as u32
}

fn result_of(
    code: i32,
    gas_used: u64,
    output: Bytes,
    refund: i64,
    inputs: &CallInputs,
) -> Result<InterpreterResult, String> {
    let mut gas = Gas::new_with_regular_gas_and_reservoir(inputs.gas_limit, inputs.reservoir);
    let (mut result, mut output) = match code {
        abi::CALL_SUCCESS => (InstructionResult::Return, output),
        abi::CALL_REVERT => (InstructionResult::Revert, output),
        abi::CALL_OUT_OF_GAS => (InstructionResult::PrecompileOOG, Bytes::new()),
        abi::CALL_STATIC_VIOLATION => (InstructionResult::StateChangeDuringStaticCall, Bytes::new()),
        _ => return Err("a system contract failed".into()),
    };
    if !result.is_halt() && !gas.record_regular_cost(gas_used) {
        (result, output) = (InstructionResult::PrecompileOOG, Bytes::new());
    }
    if result.is_halt() {
        gas.spend_all();
    } else if result.is_ok() {
        gas.record_refund(refund);
    }
    Ok(InterpreterResult::new(result, output, gas))
}

/// DELEGATECALL and CALLCODE would run a system contract over another account's storage: refused, with a reason that
/// Solidity tools show (`Error(string)`).
fn refuse_foreign_storage(inputs: &CallInputs) -> InterpreterResult {
    const REASON: &[u8; 41] = b"system contract: delegatecall is refused.";
    let mut data = vec![0x08, 0xc3, 0x79, 0xa0];
    data.extend_from_slice(&[0u8; 31]);
    data.push(0x20);
    data.extend_from_slice(&[0u8; 31]);
    data.push(REASON.len() as u8);
    data.extend_from_slice(REASON);
    data.resize(4 + 64 + REASON.len().div_ceil(32) * 32, 0);
    let gas = Gas::new_with_regular_gas_and_reservoir(inputs.gas_limit, inputs.reservoir);
    InterpreterResult::new(InstructionResult::Revert, data.into(), gas)
}

impl PrecompileProvider<Context> for Systems {
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: <<Context as ContextTr>::Cfg as Cfg>::Spec) -> bool {
        let new_spec = <EthPrecompiles as PrecompileProvider<Context>>::set_spec(&mut self.standard, spec);
        std::mem::take(&mut self.changed) || new_spec
    }

    fn run(&mut self, context: &mut Context, inputs: &CallInputs) -> Result<Option<InterpreterResult>, String> {
        if !self.contracts.contains(&inputs.bytecode_address) {
            return self.standard.run(context, inputs);
        }
        if inputs.target_address != inputs.bytecode_address {
            return Ok(Some(refuse_foreign_storage(inputs)));
        }
        self.call(context, inputs).map(Some)
    }

    fn warm_addresses(&self) -> &AddressSet {
        &self.warm
    }

    fn contains(&self, address: &Address) -> bool {
        self.warm.contains(address)
    }
}
