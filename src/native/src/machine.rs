//! The parts of an EVM put together over a *borrowed* context, so that a creation asked for by a system contract runs a
//! second machine inside the first one's journal without another type (and without endless monomorphization).

use revm::context_interface::result::{EVMError, HaltReason};
use revm::context_interface::FrameStack;
use revm::handler::evm::{ContextDbError, FrameInitResult};
use revm::handler::instructions::InstructionProvider;
use revm::handler::{EthFrame, EvmTr, FrameInitOrResult, FrameResult, FrameTr, Handler, ItemOrResult};
use revm::interpreter::instructions::{gas_table_spec, instruction_table, GasTable, InstructionTable};
use revm::interpreter::interpreter::EthInterpreter;
use revm::interpreter::interpreter_action::FrameInit;
use revm::interpreter::{Instruction, InstructionContext, InstructionExecResult, InstructionResult};
use revm::primitives::hardfork::SpecId;

use crate::database::HostFailure;
use crate::systems::Systems;
use crate::Context;

pub type Frame = EthFrame<EthInterpreter>;
pub type Failure = EVMError<HostFailure>;

/// Which opcodes there are. Governed: CREATE and CREATE2 halt the frame (`refuse_creation`).
#[derive(Clone, Copy)]
pub struct Opcodes {
    table: &'static InstructionTable<EthInterpreter, Context>,
}

const CREATE: usize = 0xf0;
const CREATE2: usize = 0xf5;

static OPEN: InstructionTable<EthInterpreter, Context> = instruction_table();
static GOVERNED: InstructionTable<EthInterpreter, Context> = {
    let mut table = instruction_table();
    table[CREATE] = Instruction::new(refuse_creation);
    table[CREATE2] = Instruction::new(refuse_creation);
    table
};
static GAS: GasTable = gas_table_spec(SpecId::OSAKA);

impl Opcodes {
    pub const OPEN: Opcodes = Opcodes { table: &OPEN };
    pub const GOVERNED: Opcodes = Opcodes { table: &GOVERNED };
}

/// No opcode of revision Osaka ends with NotActivated, so it names exactly this refusal (see `reasons`).
fn refuse_creation(_: InstructionContext<'_, Context, EthInterpreter>) -> InstructionExecResult {
    Err(InstructionResult::NotActivated)
}

impl InstructionProvider for Opcodes {
    type Context = Context;
    type InterpreterTypes = EthInterpreter;

    fn instruction_table(&self) -> &InstructionTable<EthInterpreter, Context> {
        self.table
    }
    fn gas_table(&self) -> &GasTable {
        &GAS
    }
}

pub struct Machine<'a> {
    pub context: &'a mut Context,
    pub opcodes: Opcodes,
    pub systems: &'a mut Systems,
    pub frames: &'a mut FrameStack<Frame>,
    /// The highest index that `frames` reached.
    pub deepest: usize,
}

impl EvmTr for Machine<'_> {
    type Context = Context;
    type Instructions = Opcodes;
    type Precompiles = Systems;
    type Frame = Frame;

    fn all(&self) -> (&Context, &Opcodes, &Systems, &FrameStack<Frame>) {
        (self.context, &self.opcodes, self.systems, self.frames)
    }

    fn all_mut(&mut self) -> (&mut Context, &mut Opcodes, &mut Systems, &mut FrameStack<Frame>) {
        (self.context, &mut self.opcodes, self.systems, self.frames)
    }

    fn frame_init(&mut self, init: FrameInit) -> Result<FrameInitResult<'_, Frame>, ContextDbError<Context>> {
        let is_first = self.frames.index().is_none();
        let slot = if is_first { self.frames.start_init() } else { self.frames.get_next() };
        let started = Frame::init_with_context(slot, self.context, self.systems, init)?;
        Ok(started.map_item(|token| {
            // Safety: the token comes from the slot that this stack handed out just above.
            unsafe {
                if is_first {
                    self.frames.end_init(token);
                } else {
                    self.frames.push(token);
                }
            }
            self.deepest = self.deepest.max(self.frames.index().unwrap_or(0));
            self.frames.get()
        }))
    }

    fn frame_run(&mut self) -> Result<FrameInitOrResult<Frame>, ContextDbError<Context>> {
        let frame = self.frames.get();
        let action = frame.interpreter.run_plain(self.opcodes.table, &GAS, self.context);
        let next = frame.process_next_action::<_, ContextDbError<Context>>(self.context, action)?;
        if matches!(next, ItemOrResult::Result(_)) {
            frame.set_finished(true);
        }
        Ok(next)
    }

    fn frame_return_result(&mut self, result: FrameResult) -> Result<Option<FrameResult>, ContextDbError<Context>> {
        if self.frames.get().is_finished() {
            self.frames.pop();
        }
        if self.frames.index().is_none() {
            return Ok(Some(result));
        }
        self.frames.get().return_result::<_, ContextDbError<Context>>(self.context, result)?;
        Ok(None)
    }
}

/// Ethereum's rules, unchanged: every phase of a transaction is revm's own.
#[derive(Default)]
pub struct Rules<'a>(std::marker::PhantomData<Machine<'a>>);

impl<'a> Handler for Rules<'a> {
    type Evm = Machine<'a>;
    type Error = Failure;
    type HaltReason = HaltReason;
}

const _: () = {
    const fn takes_frames<F: FrameTr<FrameInit = FrameInit, FrameResult = FrameResult>>() {}
    takes_frames::<Frame>();
};
