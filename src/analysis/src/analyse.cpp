#include <algorithm>
#include <iterator>
#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/records.hpp>

#include "bytecode.hpp"
#include "conclude.hpp"
#include "creation.hpp"
#include "funding.hpp"
#include "parties.hpp"
#include "trials.hpp"

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;
constexpr std::size_t kGetters = 48;
constexpr std::size_t kRoles = 8;

/// Runtime of a contract that answers every call with ERC-1967's implementation slot (ERC-1822 asks an implementation
/// for it): what an upgrade could lead to.
Bytes upgrade_target() {
  Bytes code{0x7f};  // PUSH32
  append(code, implementation_slots()[0].view());
  append(code, Bytes{0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xf3});  // PUSH1 0 MSTORE, PUSH1 32 PUSH1 0 RETURN
  return code;
}

void place_code(ledger::Overlay& state, const Address& address, Bytes code) {
  const Hash hash = crypto::keccak256(code);
  ledger::StateDiff diff;
  diff.accounts[address].account = ledger::Account{1, {}, hash};
  diff.codes[hash] = std::make_shared<const Bytes>(std::move(code));
  state.apply(std::move(diff));
}

/// Everything that one analysis holds.
class Analysis {
 public:
  Analysis(const governance::Package& package, const Question& question, const ledger::Executor& executor,
           const TrialLimits& limits)
      : package_(package),
        question_(question),
        limits_(limits),
        world_(executor, limits, question.chain_id, question.time),
        base_(empty_) {
    base_.apply(governance::test_genesis());
  }

  ProgramFacts run() {
    introduce();
    prepare_accounts();
    if (!create()) return std::move(facts_);
    name_functions();
    set_stage();
    if (!fund_holders(world_, base_, stage_, facts_.functions, known_, code_target())) {
      facts_.findings.push_back({FindingKind::funded_by_force, ""});
    }
    Play play{world_, base_, stage_, outsider(), stranger(), code_target(), known_};
    auto untried = beyond_limit();
    try_all(play, facts_.functions);
    try_admin(play, facts_.functions);
    std::ranges::move(untried, std::back_inserter(facts_.functions));
    drop_innocent_suspects();
    std::ranges::sort(facts_.functions, {}, &FunctionFacts::signature);
    conclude(play, code_, has_fallback(), facts_);
    facts_.gas_used = world_.gas_used();
    return std::move(facts_);
  }

 private:
  [[nodiscard]] TrialWorld::Moment now() const { return {base_, world_.time()}; }
  [[nodiscard]] static Address stranger() { return invented("stranger"); }
  [[nodiscard]] static Address outsider() { return invented("outsider"); }
  [[nodiscard]] static Address code_target() { return invented("code"); }

  void introduce() {
    const auto& manifest = package_.manifest;
    facts_.package_hash = package_.hash;
    facts_.token_id = manifest.token_id;
    facts_.name = manifest.name;
    facts_.version = manifest.version;
    facts_.standard = manifest.standard;
    const auto first =
        package_.proxy_code.empty() ? std::nullopt : called_first(package_, question_.constructor_arguments);
    facts_.constructor_inputs = first ? first->signature() : package_.constructor_inputs;
    facts_.arguments_hash = crypto::keccak256(question_.constructor_arguments);
  }

  void prepare_accounts() {
    facts_.parties = first_parties(question_, package_);
    for (const auto& party : facts_.parties) {
      if (party.usable) world_.set_usable(base_, facts_.token_id, party.account, true);
    }
    for (const auto& earlier : question_.earlier) {  // their constructors may have asked for accounts of their own
      Question before;
      before.constructor_arguments = earlier.arguments;
      for (const auto& party : first_parties(before, earlier.package)) {
        if (party.usable) world_.set_usable(base_, facts_.token_id, party.account, true);
      }
    }
    place_code(base_, code_target(), upgrade_target());
  }

  bool create() {
    const auto created = create_program(world_, base_, package_, question_);
    if (!created) {
      facts_.creation_fault = created.error();
      facts_.findings.push_back({FindingKind::not_created, facts_.creation_fault});
      return false;
    }
    stage_program_ = created->program;
    read_codes(*created);
    if (!add_found_parties(created->changes, addresses_in(package_.creation_code), code_.addresses, stage_program_,
                           limits_.parties, facts_.parties)) {
      facts_.findings.push_back({FindingKind::budget_spent, ""});
    }
    add_anybody(facts_.parties);
    for (const auto& party : facts_.parties) {
      if (party.usable) world_.set_usable(base_, facts_.token_id, party.account, true);
    }
    return true;
  }

  /// Behind a proxy the functions are the proxy's and its implementation's: others that came along (the proxy's admin,
  /// earlier versions) are not called by the token's address.
  void read_codes(const CreatedProgram& created) {
    const auto hash_of = [&](const Address& address) {
      const auto account = base_.account(address);
      return account ? account->code_hash : Hash{};
    };
    const std::set<Hash> reached{hash_of(created.program), hash_of(created.implementation)};
    for (const auto& [hash, code] : created.changes.codes) {
      if (created.implementation.is_zero() || reached.contains(hash)) merge(read_code(*code));
    }
  }

  void merge(CodeFacts more) {
    code_.selectors.merge(more.selectors);
    code_.suspects.merge(more.suspects);
    code_.addresses.merge(more.addresses);
    code_.asks_origin |= more.asks_origin;
    code_.delegates |= more.delegates;
    code_.destroys |= more.destroys;
    code_.creates |= more.creates;
    code_.calls |= more.calls;
  }

  [[nodiscard]] const Interface& declared() {
    if (!interface_) interface_ = interface_of(package_.files.at(package_.manifest.contract_artifact));
    return *interface_;
  }
  [[nodiscard]] bool has_fallback() { return declared().has_fallback; }

  /// The interface's functions, and those that only the bytecode has.
  void name_functions() {
    known_ = known_functions(package_);
    for (const auto& [signature, function] : declared().functions) {
      facts_.functions.push_back({signature,
                                  function.function.selector(),
                                  function.mutability,
                                  function.parameters,
                                  function.notice,
                                  true,
                                  false,
                                  {},
                                  {}});
      known_.insert_or_assign(function.function.selector(), function);
    }
    std::set<abi::Selector> found = code_.selectors;
    found.insert(code_.suspects.begin(), code_.suspects.end());
    for (const auto& one : facts_.functions) found.erase(one.selector);
    for (const auto& selector : found) {
      const auto known = known_.find(selector);
      FunctionFacts hidden{to_hex(selector), selector, "nonpayable", {}, {}, false, false, {}, {}};
      if (known != known_.end()) {
        hidden.signature = known->second.function.signature();
        hidden.mutability = known->second.mutability;
        hidden.parameters = known->second.parameters;
      }
      facts_.functions.push_back(std::move(hidden));
    }
    std::ranges::sort(facts_.functions, {}, &FunctionFacts::signature);
    std::set<abi::Selector> selectors;
    for (const auto& function : facts_.functions) selectors.insert(function.selector);
    facts_.interfaces = standards_among(selectors);
  }

  [[nodiscard]] bool has(std::string_view signature) const {
    return std::ranges::any_of(facts_.functions, [&](const auto& one) { return one.signature == signature; });
  }

  void set_stage() {
    stage_.program = stage_program_;
    stage_.holder = invented("holder");
    stage_.second = invented("second holder");
    stage_.third = invented("third holder");
    stage_.has_balances = has("balanceOf(address)");
    stage_.has_transfer = has("transfer(address,uint256)");
    for (const auto& function : facts_.functions) {
      const auto found = known_.find(function.selector);
      if (found == known_.end()) continue;
      const auto& one = found->second;
      if (!one.reads_only() || !one.function.inputs.empty() || one.outputs.empty()) continue;
      if (stage_.getters.size() < kGetters) stage_.getters.push_back(&one);
      if (has("hasRole(bytes32,address)")) add_role(one);
    }
  }

  /// Takes out what is too much to try; it is told all the same. Suspects first: numbers in the code must not push
  /// functions out.
  [[nodiscard]] std::vector<FunctionFacts> beyond_limit() {
    auto& all = facts_.functions;
    if (all.size() <= limits_.functions) return {};
    facts_.findings.push_back({FindingKind::budget_spent, ""});
    std::ranges::sort(all, {},
                      [&](const auto& one) { return std::pair(!is_function(one), std::string_view(one.signature)); });
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(limits_.functions);
    std::vector<FunctionFacts> rest;
    std::move(first, all.end(), std::back_inserter(rest));
    all.erase(first, all.end());
    return rest;
  }

  [[nodiscard]] bool is_function(const FunctionFacts& one) const {
    return one.in_interface || code_.selectors.contains(one.selector);
  }

  /// A number that is compared somewhere may be an interface's ID: it is a function where a call of it does something.
  void drop_innocent_suspects() {
    std::erase_if(facts_.functions, [&](const FunctionFacts& one) {
      const bool does_something =
          std::ranges::any_of(one.trials, [](const Trial& trial) { return !trial.effects.empty(); });
      return !is_function(one) && !does_something;
    });
  }

  void add_role(const DeclaredFunction& getter) {
    const bool gives_word = getter.outputs.size() == 1 && getter.outputs[0].text() == "bytes32";
    if (!gives_word || getter.function.name.find("ROLE") == std::string::npos || stage_.roles.size() >= kRoles) return;
    const auto output = world_.view(now(), stage_.program, call_data(getter.function.signature()));
    const auto word = output ? fixed_from<Word>(*output) : std::nullopt;
    if (word && std::ranges::find(stage_.roles, *word) == stage_.roles.end()) stage_.roles.push_back(*word);
  }

  const governance::Package& package_;
  const Question& question_;
  const TrialLimits& limits_;
  TrialWorld world_;
  governance::EmptyState empty_;
  ledger::Overlay base_;
  Address stage_program_;
  CodeFacts code_;
  std::optional<Interface> interface_;
  std::map<abi::Selector, DeclaredFunction> known_;
  ProgramFacts facts_;
  Stage stage_{{}, facts_.parties, {}, {}, {}, {}, {}, false, false};
};

}  // namespace

ProgramFacts analyse(const governance::Package& package, const Question& question, const ledger::Executor& executor,
                     const TrialLimits& limits) {
  return Analysis(package, question, executor, limits).run();
}

}  // namespace kaisho::analysis
