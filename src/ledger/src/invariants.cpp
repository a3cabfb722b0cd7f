#include "kaisho/ledger/transition.hpp"

namespace kaisho::ledger {
namespace {

/// A sum of amounts that can not overflow: 2^64 amounts fit.
struct WideSum {
  std::uint64_t carries = 0;
  Amount low;

  void add(const Amount& amount) {
    low = low.wrapping_add(amount);
    if (low < amount) ++carries;
  }
  friend auto operator<=>(const WideSum&, const WideSum&) = default;
};

Amount balance_of(const std::optional<Account>& account) { return account ? account->balance : Amount{}; }

}  // namespace

bool conserves_value(const StateView& before, const StateDiff& diff, const Amount& burnt) {
  WideSum was;
  WideSum is;
  is.add(burnt);
  bool destroyed = false;
  for (const auto& [address, change] : diff.accounts) {
    was.add(balance_of(before.account(address)));
    is.add(balance_of(change.account));
    destroyed = destroyed || !change.account;
  }
  return is == was || (is < was && destroyed);
}

}  // namespace kaisho::ledger
