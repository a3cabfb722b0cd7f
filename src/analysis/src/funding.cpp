#include "funding.hpp"

#include <algorithm>

#include <kaisho/ledger/system_storage.hpp>

namespace kaisho::analysis {
namespace {

namespace abi = codec::abi;

class Funding {
 public:
  Funding(TrialWorld& world, ledger::Overlay& state, const Stage& stage, const std::vector<FunctionFacts>& functions,
          const std::map<abi::Selector, DeclaredFunction>& known, const Address& code)
      : world_(world), state_(state), stage_(stage), functions_(functions), known_(known), code_(code) {}

  bool run() {
    bool honestly = true;
    for (const auto& holder : {stage_.holder, stage_.second, stage_.third}) {
      if (by_transfer(holder) || by_function(holder)) continue;
      if (by_force(holder)) honestly = false;
    }
    return honestly;
  }

 private:
  [[nodiscard]] TrialWorld::Moment now() const { return {state_, world_.time()}; }

  bool keep_if_funded(const ledger::StateDiff& diff, const Address& holder) {
    ledger::Overlay after(state_);
    after.apply(diff);
    if (!same_code(after)) return false;  // the trial's own code would tell of any balance
    const auto balance =
        world_.number({after, world_.time()}, stage_.program, "balanceOf(address)", {abi::Value::of(holder)});
    if (!balance || balance->is_zero()) return false;
    state_.apply(diff);
    return true;
  }

  [[nodiscard]] bool same_code(const ledger::StateView& after) const {
    const auto before_account = state_.account(stage_.program), account = after.account(stage_.program);
    return before_account && account && before_account->code_hash == account->code_hash &&
           std::ranges::all_of(implementation_slots(), [&](const Word& slot) {
             return state_.storage(stage_.program, slot) == after.storage(stage_.program, slot);
           });
  }

  bool by_transfer(const Address& holder) {
    if (!stage_.has_transfer) return false;
    for (const auto& party : stage_.parties) {
      if (party.is_anybody()) continue;
      for (const std::uint64_t amount : {1'000u, 2u}) {
        const auto result =
            world_.call(now(), party.account, stage_.program,
                        call_data("transfer(address,uint256)", {abi::Value::of(holder), abi::Value::of(amount)}));
        const bool worked = result && result->outcome == ledger::Outcome::success;
        if (worked && keep_if_funded(result->diff, holder)) return true;
      }
    }
    return false;
  }

  bool by_function(const Address& holder) {
    for (const auto& function : functions_) {
      const auto found = known_.find(function.selector);
      if (function.reads_only() || found == known_.end()) continue;
      for (const auto& party : stage_.parties) {
        const Address caller = party.kind == PartyKind::holder ? holder : party.account;
        const Cast cast{caller, holder, holder, holder, stage_.program, code_, {}, world_.time()};
        for (auto& data : variants_of(found->second, cast)) {
          for (const std::uint64_t amount : {1'000u, 1u}) {
            const auto result = world_.call(now(), caller, stage_.program, with_amount(found->second, data, amount));
            const bool worked = result && result->outcome == ledger::Outcome::success;
            if (worked && keep_if_funded(result->diff, holder)) return true;
            if (world_.is_spent()) return false;
          }
        }
      }
    }
    return false;
  }

  /// Numbers of 256 bits that stand directly among the arguments become the amount.
  static Bytes with_amount(const DeclaredFunction& function, Bytes data, std::uint64_t amount) {
    std::size_t at = 4;
    for (const auto& type : function.function.inputs) {
      const bool is_number = type.kind() == abi::Type::Kind::uint && type.size() == 256 && at + 32 <= data.size();
      if (is_number) std::ranges::copy(word_of(U256(amount)).bytes, data.begin() + static_cast<std::ptrdiff_t>(at));
      at += type.head_size();
    }
    return data;
  }

  /// Balances in a mapping of one of the first variables, or of OpenZeppelin's ERC-7201 namespace.
  bool by_force(const Address& holder) {
    std::vector<Word> places{
        Word{{0x52, 0xc6, 0x32, 0x47, 0xe1, 0xf4, 0x7d, 0xb1, 0x9d, 0x5c, 0xe0, 0x46, 0x00, 0x30, 0xc4, 0x97,
              0xf0, 0x67, 0xca, 0x4c, 0xeb, 0xf7, 0x1b, 0xa9, 0x8e, 0xea, 0xda, 0xbe, 0x20, 0xba, 0xce, 0x00}}};
    for (std::uint64_t i = 0; i < 64; ++i) places.push_back(ledger::slot_number(i));
    const auto account = state_.account(stage_.program);
    for (const auto& place : places) {
      ledger::StateDiff diff;
      diff.accounts[stage_.program] = {account, {{ledger::mapping_slot(place, holder), word_of(U256(1'000))}}};
      if (keep_if_funded(diff, holder)) return true;
    }
    return false;
  }

  TrialWorld& world_;
  ledger::Overlay& state_;
  const Stage& stage_;
  const std::vector<FunctionFacts>& functions_;
  const std::map<abi::Selector, DeclaredFunction>& known_;
  Address code_;
};

}  // namespace

bool fund_holders(TrialWorld& world, ledger::Overlay& state, const Stage& stage,
                  const std::vector<FunctionFacts>& functions,
                  const std::map<codec::abi::Selector, DeclaredFunction>& known, const Address& code) {
  return !stage.has_balances || Funding(world, state, stage, functions, known, code).run();
}

}  // namespace kaisho::analysis
