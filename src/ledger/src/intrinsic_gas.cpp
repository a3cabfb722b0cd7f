#include <algorithm>

#include "kaisho/ledger/validity.hpp"

namespace kaisho::ledger {
namespace {

// Names and numbers of the execution specification (Osaka).
constexpr Gas kBase = 21'000;             // EIP-2
constexpr Gas kCreate = 32'000;           // EIP-2
constexpr Gas kToken = 4;                 // EIP-2028: a zero byte is one token, any other four
constexpr Gas kFloorToken = 10;           // EIP-7623
constexpr Gas kInitCodeWord = 2;          // EIP-3860
constexpr Gas kAccessListAddress = 2400;  // EIP-2930
constexpr Gas kAccessListSlot = 1900;     // EIP-2930

Gas tokens_in(ByteView data) {
  const auto zeros = static_cast<Gas>(std::ranges::count(data, std::uint8_t{0}));
  return zeros + 4 * (data.size() - zeros);
}

Gas create_cost(const Transaction& tx) {
  if (tx.to) return 0;
  return kCreate + kInitCodeWord * ((tx.data.size() + 31) / 32);
}

Gas access_list_cost(const Transaction& tx) {
  Gas cost = 0;
  for (const auto& entry : tx.access_list) cost += kAccessListAddress + kAccessListSlot * entry.slots.size();
  return cost;
}

}  // namespace

IntrinsicGas intrinsic_gas(const Transaction& tx) {
  const auto tokens = tokens_in(tx.data);
  return {kBase + kToken * tokens + create_cost(tx) + access_list_cost(tx), kBase + kFloorToken * tokens};
}

}  // namespace kaisho::ledger
