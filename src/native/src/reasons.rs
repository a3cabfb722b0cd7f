//! Stable codes and names for why a frame stopped or a transaction is refused. Numbers as in the header.

use revm::context_interface::result::{HaltReason, InvalidTransaction};
use revm::interpreter::InstructionResult as Result_;

pub const CREATION_NOT_GOVERNED_INVALID: u32 = 15;
pub const INVALID_TYPE: u32 = 1;
pub const INVALID_FEE_TOO_LARGE: u32 = 2;
pub const INVALID_REVISION: u32 = 16;

pub const CREATION_TEXT: &str = "contracts are created only by a governed deployment";

/// KAISHO_HALT_* of the way an interpreter stopped.
pub fn of_result(result: Result_) -> u32 {
    match result {
        Result_::OutOfGas
        | Result_::MemoryOOG
        | Result_::PrecompileOOG
        | Result_::InvalidOperandOOG
        | Result_::ReentrancySentryOOG => 1,
        Result_::OpcodeNotFound | Result_::InvalidFEOpcode => 2,
        Result_::InvalidJump => 3,
        Result_::StackUnderflow => 4,
        Result_::StackOverflow => 5,
        Result_::OutOfOffset => 6,
        Result_::CreateCollision => 7,
        Result_::PrecompileError => 8,
        Result_::NonceOverflow => 9,
        Result_::CreateContractSizeLimit => 10,
        Result_::CreateContractStartingWithEF => 11,
        Result_::CreateInitCodeSizeLimit => 12,
        Result_::StateChangeDuringStaticCall | Result_::CallNotAllowedInsideStatic => 13,
        Result_::OutOfFunds => 14,
        Result_::CallTooDeep => 15,
        Result_::NotActivated => 16,
        Result_::MemoryLimitOOG => 17,
        _ => 18,
    }
}

pub fn of_halt(reason: HaltReason) -> (u32, String) {
    let code = of_result(reason.clone().into());
    let text = match reason {
        HaltReason::NotActivated => CREATION_TEXT.to_string(),
        other => other.to_string(),
    };
    (code, text)
}

pub fn of_invalid(reason: &InvalidTransaction) -> u32 {
    use InvalidTransaction as I;
    match reason {
        I::PriorityFeeGreaterThanMaxFee => 3,
        I::GasPriceLessThanBasefee => 4,
        I::CallerGasLimitMoreThanBlock => 5,
        I::TxGasLimitGreaterThanCap { .. } => 6,
        I::CallGasCostMoreThanGasLimit { .. } => 7,
        I::GasFloorMoreThanGasLimit { .. } => 8,
        I::RejectCallerWithCode => 9,
        I::LackOfFundForMaxFee { .. } | I::OverflowPaymentInTransaction => 10,
        I::NonceTooHigh { .. } => 11,
        I::NonceTooLow { .. } => 12,
        I::NonceOverflowInTransaction => 13,
        I::CreateInitCodeSizeLimit => 14,
        _ => 17,
    }
}
