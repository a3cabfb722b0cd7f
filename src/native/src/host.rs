//! What a system contract may do while its callback runs. Everything goes through revm's journal, so a revert of any
//! outer frame undoes it together with what programs did.

use revm::context_interface::{Cfg, ContextTr, CreateScheme, FrameStack, JournalTr, LocalContextTr};
use revm::handler::{FrameResult, Handler};
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{
    CallInput, CallInputs, CallOutcome, CallScheme, CallValue, CreateInputs, CreateOutcome, FrameInput,
    InstructionResult, SharedMemory,
};
use revm::primitives::{Address, Bytes, Log, B256, U256};

use crate::abi::{self, Called, Created, RawAccount, Slice};
use crate::machine::{Machine, Opcodes, Rules};
use crate::reasons;
use crate::systems::Systems;
use crate::Context;

/// The most topics of a log (LOG4).
const MAX_TOPICS: usize = 4;

pub struct Host<'a> {
    context: &'a mut Context,
    systems: &'a mut Systems,
    address: Address,
    is_static: bool,
    output: Bytes,
    /// Keeps the output of the last creation or call alive for the callback.
    answer: Bytes,
    refund: i64,
}

/// A negative code of the ABI.
type Refused = i32;

impl<'a> Host<'a> {
    pub fn new(context: &'a mut Context, systems: &'a mut Systems, inputs: &CallInputs, is_static: bool) -> Self {
        Self {
            context,
            systems,
            address: inputs.target_address,
            is_static,
            output: Bytes::new(),
            answer: Bytes::new(),
            refund: 0,
        }
    }

    /// The call's output and what its creations refunded (EIP-3529).
    pub fn finish(self) -> (Bytes, i64) {
        (self.output, self.refund)
    }

    /// From here on the transaction is lost, whatever the callback makes of the code that it gets.
    pub fn fail(&mut self) -> Refused {
        self.systems.failed = true;
        abi::HOST_ERROR
    }

    pub fn is_lost(&self) -> bool {
        self.systems.failed
    }

    fn require_writable(&self) -> Result<(), Refused> {
        if self.is_static {
            Err(abi::STATIC_VIOLATION)
        } else {
            Ok(())
        }
    }

    pub fn load(&mut self, slot: U256) -> Result<U256, Refused> {
        self.load_of(self.address, slot)
    }

    /// Another account's slot; zero where there is no account.
    pub fn load_of(&mut self, address: Address, slot: U256) -> Result<U256, Refused> {
        if self.context.journal_mut().load_account(address).is_err() {
            return Err(self.fail());
        }
        match self.context.journal_mut().sload(address, slot) {
            Ok(value) => Ok(value.data),
            Err(_) => Err(self.fail()),
        }
    }

    pub fn store(&mut self, slot: U256, value: U256) -> Result<(), Refused> {
        self.require_writable()?;
        match self.context.journal_mut().sstore(self.address, slot, value) {
            Ok(_) => Ok(()),
            Err(_) => Err(self.fail()),
        }
    }

    pub fn log(&mut self, topics: Vec<B256>, data: Bytes) -> Result<(), Refused> {
        self.require_writable()?;
        if topics.len() > MAX_TOPICS {
            return Err(abi::BAD_ARGUMENT);
        }
        self.context.journal_mut().log(Log::new_unchecked(self.address, topics, data));
        Ok(())
    }

    /// Nothing for an account that is absent or empty (EIP-161).
    pub fn account(&mut self, address: Address) -> Result<Option<RawAccount>, Refused> {
        let info = match self.context.journal_mut().load_account(address) {
            Ok(account) => account.data.info.clone(),
            Err(_) => return Err(self.fail()),
        };
        Ok((!info.is_empty()).then(|| RawAccount {
            balance: info.balance.into(),
            code_hash: info.code_hash.into(),
            nonce: info.nonce,
        }))
    }

    pub fn set_output(&mut self, output: Bytes) {
        self.output = output;
    }

    /// CREATE by the system contract; `gas` is the constructor's.
    pub fn create(&mut self, init_code: Bytes, value: U256, gas: u64) -> Result<Created, Refused> {
        self.require_writable()?;
        self.require_room()?;
        if init_code.len() > self.context.cfg().max_initcode_size() {
            return Ok(halted(gas, InstructionResult::CreateInitCodeSizeLimit));
        }
        let inputs = CreateInputs::new(self.address, CreateScheme::Create, value, init_code, gas, 0);
        match self.run(FrameInput::Create(Box::new(inputs)), Opcodes::OPEN)? {
            FrameResult::Create(outcome) => Ok(self.settle(outcome, gas)),
            FrameResult::Call(_) => Err(self.fail()),
        }
    }

    /// CALL or STATICCALL by the system contract, without coins. While it runs the system contract can only be read:
    /// whoever comes back to it finds a static call (EIP-214).
    pub fn call(&mut self, to: Address, input: Bytes, gas: u64, is_static: bool) -> Result<Called, Refused> {
        if !is_static {
            self.require_writable()?;
        }
        self.require_room()?;
        let known_bytecode = match self.context.journal_mut().load_account_with_code(to) {
            Ok(account) => (account.data.info.code_hash, account.data.info.code.clone().unwrap_or_default()),
            Err(_) => return Err(self.fail()),
        };
        let inputs = CallInputs {
            input: CallInput::Bytes(input),
            return_memory_offset: 0..0,
            gas_limit: gas,
            reservoir: 0,
            bytecode_address: to,
            known_bytecode,
            target_address: to,
            caller: self.address,
            value: CallValue::Transfer(U256::ZERO),
            scheme: if is_static { CallScheme::StaticCall } else { CallScheme::Call },
            is_static: is_static || self.is_static,
            charged_new_account_state_gas: false,
        };
        self.systems.locked.push(self.address);
        let ran = self.run(FrameInput::Call(Box::new(inputs)), self.systems.opcodes);
        self.systems.locked.pop();
        match ran? {
            FrameResult::Call(outcome) => Ok(self.settle_call(outcome, gas)),
            FrameResult::Create(_) => Err(self.fail()),
        }
    }

    fn require_room(&self) -> Result<(), Refused> {
        if self.systems.nested >= abi::MAX_NESTED {
            Err(abi::TOO_DEEP)
        } else {
            Ok(())
        }
    }

    /// A machine of its own frame stack in this context, its memory on top of the shared buffer. The only native
    /// recursion there is: callback, create or call, frame, callback. MAX_NESTED bounds it.
    fn run(&mut self, frame_input: FrameInput, opcodes: Opcodes) -> Result<FrameResult, Refused> {
        let mut memory = SharedMemory::new_with_buffer(self.context.local().shared_memory_buffer().clone());
        memory.set_memory_limit(self.context.cfg().memory_limit());
        let first =
            FrameInit { depth: self.context.journal().depth(), memory: memory.new_child_context(), frame_input };
        self.systems.nested += 1;
        let ran = Rules::default().run_exec_loop(
            &mut Machine {
                context: self.context,
                opcodes,
                systems: self.systems,
                frames: &mut FrameStack::new(),
                deepest: 0,
            },
            first,
        );
        self.systems.nested -= 1;
        memory.free_child_context();
        match ran {
            Ok(result) if result.interpreter_result().result != InstructionResult::FatalExternalError => Ok(result),
            _ => Err(self.fail()),
        }
    }

    fn settle_call(&mut self, outcome: CallOutcome, gas: u64) -> Called {
        let result = *outcome.instruction_result();
        if result.is_halt() {
            return Called {
                output: Slice::EMPTY,
                gas_used: gas,
                status: abi::STATUS_HALT,
                reason: reasons::of_result(result),
            };
        }
        if result.is_ok() {
            self.refund += outcome.gas().refunded();
        }
        let gas_used = gas - outcome.gas().remaining();
        let status = if result.is_ok() { abi::STATUS_SUCCESS } else { abi::STATUS_REVERT };
        self.answer = outcome.result.output;
        Called { output: Slice::of(&self.answer), gas_used, status, reason: 0 }
    }

    fn settle(&mut self, outcome: CreateOutcome, gas: u64) -> Created {
        let result = *outcome.instruction_result();
        if result.is_halt() {
            return halted(gas, result);
        }
        let gas_used = gas - outcome.gas().remaining();
        let Some(address) = outcome.address.filter(|_| result.is_ok()) else {
            let reason = if result.is_ok() { InstructionResult::NonceOverflow } else { result };
            let reverted = result == InstructionResult::Revert;
            self.answer = if reverted { outcome.result.output } else { Bytes::new() };
            let status = if reverted { abi::STATUS_REVERT } else { abi::STATUS_HALT };
            let reason = if reverted { 0 } else { reasons::of_result(reason) };
            return Created { output: Slice::of(&self.answer), gas_used, status, reason, address: Default::default() };
        };
        self.refund += outcome.gas().refunded();
        self.answer = outcome.result.output;
        let status = abi::STATUS_SUCCESS;
        Created { output: Slice::of(&self.answer), gas_used, status, reason: 0, address: address.into() }
    }
}

fn halted(gas: u64, result: InstructionResult) -> Created {
    let reason = reasons::of_result(result);
    Created { output: Slice::EMPTY, gas_used: gas, status: abi::STATUS_HALT, reason, address: Default::default() }
}
