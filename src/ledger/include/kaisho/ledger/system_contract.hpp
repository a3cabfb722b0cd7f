#pragma once

#include "kaisho/ledger/types.hpp"

/// Native C++ behind a fixed address, callable by transactions and by programs, with records that are ordinary storage.
namespace kaisho::ledger {

/// What a system contract may touch while it answers one call: its own storage, logs, a few look-ups and contract
/// creation, all through the EVM's journal, so that a revert of whoever called undoes everything.
///
/// Gas is charged here by the table below. When it runs out, or when a static call tries to write, the host **fails**:
/// from then on reads give zero, writes do nothing, and the call ends as out of gas (or as a static violation) whatever
/// the contract returns. So contract code needs no check after each step, only bounded loops.
class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  [[nodiscard]] virtual Word load(const Word& slot) = 0;
  virtual void store(const Word& slot, const Word& value) = 0;
  virtual void log(std::vector<Word> topics, Bytes data) = 0;
  /// A slot of another account as it is now: where a proxy points (ERC-1967). Zero where there is no account.
  [[nodiscard]] virtual Word load_of(const Address& address, const Word& slot) = 0;
  /// Code hash of another account; zero where there is no account.
  [[nodiscard]] virtual Hash code_hash(const Address& address) = 0;

  struct Created {
    bool success = false;
    Address address;  ///< of the new contract where success
    Bytes output;     ///< revert data where not
  };
  /// Creates a contract with this system contract as the creator, with all gas left but a 64th (EIP-150).
  [[nodiscard]] virtual Created create(ByteView init_code) = 0;

  struct Called {
    bool success = false;
    Bytes output;  ///< what it returned, or revert data; at most `max_output` bytes, the rest is cut off
  };
  /// Calls a program with this system contract as msg.sender and without coins, with `gas_limit` or all gas left but a
  /// 64th (EIP-150), whichever is less. An account without code answers with success and no output. While it runs this
  /// system contract can only be read: a write of whoever comes back here ends as in a static call (EIP-214).
  [[nodiscard]] virtual Called call(const Address& to, ByteView input, Gas gas_limit, std::size_t max_output) = 0;
  /// The same without writes anywhere (EIP-214); also in a static call.
  [[nodiscard]] virtual Called static_call(const Address& to, ByteView input, Gas gas_limit,
                                           std::size_t max_output) = 0;

  /// Takes gas for work of the contract's own (a hash, a signature recovery).
  virtual void charge(Gas gas) = 0;
  [[nodiscard]] virtual Gas gas_left() const = 0;
  [[nodiscard]] virtual bool failed() const = 0;
};

/// Gas of what a system contract does; published in docs/formats/system-contracts.md. EVM prices where there is one.
struct SystemGas {
  static constexpr Gas kCall = 700;          ///< each call
  static constexpr Gas kInputWord = 6;       ///< each 32 bytes of input, begun
  static constexpr Gas kLoad = 2'100;        ///< each slot read, cold or warm alike
  static constexpr Gas kStoreSet = 22'100;   ///< a slot from zero
  static constexpr Gas kStoreReset = 5'000;  ///< any other write; no refunds
  static constexpr Gas kLog = 375;           ///< each log
  static constexpr Gas kLogTopic = 375;
  static constexpr Gas kLogByte = 8;
  static constexpr Gas kCodeHash = 2'600;
  static constexpr Gas kHash = 60;  ///< a Keccak-256 or SHA-256, and 12 a word
  static constexpr Gas kHashWord = 12;
  static constexpr Gas kRecover = 3'000;      ///< a secp256k1 recovery
  static constexpr Gas kCreate = 32'000;      ///< besides what the init code uses
  static constexpr Gas kCallProgram = 2'600;  ///< besides what the program uses; cold or warm alike
  static constexpr Gas kOutputWord = 3;       ///< each 32 bytes of a program's answer that are taken, begun
};

/// One call of a system contract.
struct SystemCall {
  Address self;
  Address caller;  ///< msg.sender
  Address origin;  ///< tx.origin
  Amount value;
  bool is_static = false;
  ByteView input;  ///< selector and ABI-encoded arguments
  const BlockContext& block;
};

/// What a system contract answers: ABI-encoded output, or revert data (`success` false).
struct SystemAnswer {
  bool success = false;
  Bytes output;
};

class SystemContract {
 public:
  SystemContract() = default;
  SystemContract(const SystemContract&) = delete;
  SystemContract& operator=(const SystemContract&) = delete;
  virtual ~SystemContract() = default;

  [[nodiscard]] virtual Address address() const = 0;
  /// Pure in what the host gives. Called from any thread.
  [[nodiscard]] virtual SystemAnswer call(Host& host, const SystemCall& call) const = 0;
};

/// Code that stands at every system contract's address (one INVALID opcode), so that EXTCODESIZE checks of Solidity
/// pass.
inline constexpr std::uint8_t kSystemContractCode = 0xfe;

}  // namespace kaisho::ledger
