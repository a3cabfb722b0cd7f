#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/codec/abi.hpp>
#include <kaisho/governance/package.hpp>
#include <kaisho/ledger/executor.hpp>

/// What a token program can do and who has power over it (G13): read from its interface and its bytecode, and tried in
/// the EVM. The same facts on every node: bounded by gas, no clock, no order of a hash table.
namespace kaisho::analysis {

/// As whom functions are tried. Never renumbered.
enum class PartyKind : std::uint8_t {
  issuer = 1,        ///< the user for whom the program is deployed
  organization = 2,  ///< operator of the organization that the user entrusts
  creator = 3,       ///< whoever the constructor sees as msg.sender: the governance contract
  argument = 4,      ///< an address among the constructor's arguments
  stored = 5,        ///< an address that lies in the program's storage after its creation
  coded = 6,         ///< an address that stands in the program's code
  holder = 7,        ///< may use the token and holds some
  stranger = 8,      ///< may use the token, holds none
  outsider = 9,      ///< may not use the token
};
[[nodiscard]] std::string_view describe(PartyKind kind);

struct Party {
  PartyKind kind = PartyKind::stranger;
  std::string name;  ///< "acme" of an issuer, "argument 8", "slot 0x…"; unique with the kind
  Address account;
  bool usable = true;
  /// Anybody could be this party: what it may, everyone may.
  [[nodiscard]] bool is_anybody() const { return kind >= PartyKind::holder; }
};

/// What a call changed, as far as it can be seen from outside. Never renumbered.
enum class Effect : std::uint8_t {
  creates_tokens = 1,     ///< the supply rises
  destroys_others = 2,    ///< the supply falls by tokens of somebody who did not call
  takes_from_others = 3,  ///< somebody who did not call has less, and somebody else has it
  stops_everyone = 4,     ///< transfers that worked fail now, all of them
  stops_an_account = 5,   ///< one account's transfers fail now
  replaces_code = 6,      ///< another code runs from now on
  changes_powers = 7,     ///< who has a role, or who is owner, is another now
  changes_terms = 8,      ///< another value that the program shows
  reaches_outsiders = 9,  ///< tokens come to an account that may not use them
  moves_own = 10,         ///< tokens of the caller only
  resumes = 11,           ///< transfers that failed work again
  changes_records = 12,   ///< storage that is not seen from outside
  destroys_program = 13,  ///< the program's code is gone
};
[[nodiscard]] std::string_view describe(Effect effect);

/// One party's success with one function.
struct Trial {
  std::size_t party = 0;  ///< index in ProgramFacts::parties
  std::set<Effect> effects;
  std::vector<std::string> changed;  ///< functions whose answer changed: "owner()", sorted
};

struct FunctionFacts {
  std::string signature;  ///< "mint(address,uint256)", or the selector where nobody knows the name
  codec::abi::Selector selector;
  std::string mutability;  ///< "view", "pure", "nonpayable", "payable"
  std::vector<std::string> parameters;
  std::string notice;        ///< NatSpec of the source, word of its author
  bool in_interface = true;  ///< false: found in the bytecode only
  bool was_tried = false;
  std::string after;          ///< what had to happen before it worked: a function's signature, "time", or nothing
  std::vector<Trial> trials;  ///< of those who succeeded, in the order of the parties

  [[nodiscard]] bool reads_only() const { return mutability == "view" || mutability == "pure"; }
};

/// A power over the token or its holders, and who has it.
struct Power {
  Effect effect = Effect::changes_records;
  std::vector<std::string> functions;  ///< sorted
  std::vector<std::size_t> parties;    ///< indexes, without those who are anybody where `anyone`
  bool anyone = false;                 ///< everyone, or every holder, has it
};

/// What is worth a second look. Never renumbered.
enum class FindingKind : std::uint8_t {
  hidden_function = 1,          ///< in the bytecode, not in the interface
  unreachable_function = 2,     ///< nobody who was tried could call it
  asks_origin = 3,              ///< ORIGIN: asks who began the transaction
  delegates = 4,                ///< DELEGATECALL: runs other code as its own
  destroys_itself = 5,          ///< SELFDESTRUCT
  creates_programs = 6,         ///< CREATE or CREATE2 (halts on the ledger after the deployment)
  upgradable = 7,               ///< an ERC-1967 slot is set
  holders_cannot_transfer = 8,  ///< a holder's transfer fails, to an account that may use the token
  transfer_takes_a_fee = 9,     ///< less arrives than leaves
  calls_others = 10,            ///< CALL to addresses that are not the governance
  wrong_token_asked = 11,       ///< asks usable() for another token ID
  not_created = 12,             ///< the constructor fails
  budget_spent = 13,            ///< not all was tried (gas, functions or accounts above the limits): true, but not all
  anyone_has_power = 14,        ///< a power that everyone has
  accepts_unknown_calls = 15,   ///< a fallback that does not fail
  depends_on_time = 16,         ///< a function that works only later
  funded_by_force = 17,         ///< no way was found to give holders tokens; balances were written for the trial
};
[[nodiscard]] std::string_view describe(FindingKind kind);
/// 3 serious: a person should not agree before somebody explains it; 2 to know; 1 note.
[[nodiscard]] unsigned severity(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::hidden_function;
  std::string subject;  ///< function, token, slot; may be empty
};

/// Whether value moves only to accounts for which the program asked usable() (G5).
struct UsableCheck {
  enum class Verdict : std::uint8_t { asks = 1, does_not_ask = 2, no_value_moved = 3 };
  Verdict verdict = Verdict::no_value_moved;
  std::vector<std::string> moved_to_outsiders;  ///< functions, sorted
  std::vector<std::string> asked_tokens;        ///< token IDs with which it asked, sorted
};
[[nodiscard]] std::string_view describe(UsableCheck::Verdict verdict);

struct ProgramFacts {
  Hash package_hash;
  std::string token_id, name, version, standard;
  std::string constructor_inputs;       ///< types; behind a proxy the function that is called first
  Hash arguments_hash;                  ///< Keccak-256
  std::string creation_fault;           ///< empty where it could be created
  std::vector<std::string> interfaces;  ///< "ERC-20", "Ownable", …, sorted
  std::vector<Party> parties;
  std::vector<FunctionFacts> functions;  ///< by signature
  std::vector<Power> powers;             ///< by effect
  std::vector<Finding> findings;         ///< serious ones first
  UsableCheck usable;
  Gas gas_used = 0;

  /// Canonical JSON `kaisho-program-facts/1` (docs/formats/program-facts.md).
  [[nodiscard]] std::string to_json() const;
};

/// A version of the same token that came before.
struct EarlierVersion {
  governance::Package package;
  Bytes arguments;  ///< with which it came; behind a proxy the call that was made then
  Address at{};     ///< where it runs, for a constructor that asks it; behind a proxy of no use
};

struct Question {
  Bytes constructor_arguments;  ///< behind a proxy: the call that is made first
  /// Where the program is an upgrade: the version that was issued, and those up to the one before. Behind a proxy it is
  /// tried on what they left there; a new contract finds them at their addresses, as they began.
  std::vector<EarlierVersion> earlier{};
  std::string issuer;  ///< user ID, may be empty
  std::optional<Address> issuer_account;
  std::string organization;  ///< that the user entrusts, may be empty
  std::optional<Address> operator_account;
  ChainId chain_id = 31337;
  Timestamp time = 1'000'000'000;  ///< of the block in which it is tried
};

struct TrialLimits {
  Gas gas_per_call = 5'000'000;
  Gas gas_total = 2'000'000'000;
  std::size_t parties = 24;
  std::size_t functions = 256;
};

/// With what a program starts: the constructor's arguments, or those of the first call behind its proxy.
struct StartingValues {
  std::vector<codec::abi::Type> types;
  codec::abi::Values values;
};
/// Nothing where the bytes are no such arguments.
[[nodiscard]] std::optional<StartingValues> starting_values(const governance::Package& package, ByteView arguments);
/// The function that the call names, as the package's interface has it; nothing for another or an empty call.
[[nodiscard]] std::optional<codec::abi::Function> called_first(const governance::Package& package, ByteView call);
/// The one function called `initialize` that the interface has; nothing where there is none or several.
[[nodiscard]] std::optional<codec::abi::Function> initializer_of(const governance::Package& package);

/// Tries the package's program in a world of its own; `executor` is the node's EVM.
[[nodiscard]] ProgramFacts analyse(const governance::Package& package, const Question& question,
                                   const ledger::Executor& executor, const TrialLimits& limits = {});

/// What differs in functions, powers and findings between the version that runs and the one that shall: sentences by
/// kind, for a program's diff and the page before a consent.
struct PowersDifference {
  std::vector<std::string> functions_added, functions_removed;  ///< signatures, sorted
  std::vector<Power> powers_added, powers_removed;              ///< by effect; parties of the respective facts
  struct Changed {
    Power before, after;
  };
  std::vector<Changed> powers_changed;  ///< same effect, other functions or holders
  std::vector<Finding> findings_added, findings_removed;
  [[nodiscard]] bool is_empty() const;
};
[[nodiscard]] PowersDifference difference(const ProgramFacts& before, const ProgramFacts& after);

}  // namespace kaisho::analysis
