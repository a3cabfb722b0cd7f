#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "kaisho/base/types.hpp"

/// What the ledger's rules speak of: accounts, logs, revisions.
namespace kaisho::ledger {

/// The ledger's rules by name. A block names its revision in the header, so old blocks replay under old rules for ever.
/// Never renumbered.
enum class Revision : std::uint8_t {
  kaisho_1 = 1,  ///< EVM rules of Ethereum's Osaka, RFC 6962 roots, BLAKE3 state tree, governance slice 1
};
inline constexpr Revision kLatestRevision = Revision::kaisho_1;

/// Keccak-256 of no bytes: the code hash of an account without code.
inline constexpr Hash kEmptyCodeHash{{0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c, 0x92, 0x7e, 0x7d,
                                      0xb2, 0xdc, 0xc7, 0x03, 0xc0, 0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82,
                                      0x27, 0x3b, 0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70}};

struct Account {
  std::uint64_t nonce = 0;
  Amount balance;
  Hash code_hash = kEmptyCodeHash;

  /// EIP-161: such an account does not exist.
  [[nodiscard]] bool is_empty() const { return nonce == 0 && balance.is_zero() && code_hash == kEmptyCodeHash; }
  friend bool operator==(const Account&, const Account&) = default;
};

struct Log {
  Address address;
  std::vector<Word> topics;  ///< at most 4
  Bytes data;
  friend bool operator==(const Log&, const Log&) = default;
};

/// Contract code, shared because it is large and never changes.
using Code = std::shared_ptr<const Bytes>;

/// What a block tells the programs that run in it.
struct BlockContext {
  ChainId chain_id = 0;
  Revision revision = kLatestRevision;
  Height height = 0;
  Timestamp timestamp = 0;
  Gas gas_limit = 0;
  Amount base_fee;
  Address beneficiary;
  Hash prev_randao;
};

}  // namespace kaisho::ledger
