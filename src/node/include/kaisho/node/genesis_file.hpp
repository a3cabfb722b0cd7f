#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <kaisho/crypto/secp256k1.hpp>
#include <kaisho/governance/membership.hpp>
#include <kaisho/ledger/genesis.hpp>

#include "kaisho/node/error.hpp"

/// genesis.json: the document from which every member's node makes the same block 0 (docs/operate/node.md).
namespace kaisho::node {

inline constexpr std::string_view kGenesisFormat = "kaisho-genesis/1";

struct FoundingMember {
  std::string name;
  Address operator_account;
  std::uint32_t roles = 0;     ///< sum of governance::Role
  std::string checkpoint_key;  ///< verifier key of its checkpoints (C2SP signed note); on the ledger with `node` only
  /// None in a solo consortium. Its `checkpoint_key` is always the one that `checkpoint_key` above names.
  std::optional<governance::MemberNode> node{};
};

struct GenesisFile {
  ChainId chain_id = 31337;
  Timestamp timestamp = 0;
  Gas gas_limit = 60'000'000;
  std::string consortium;               ///< empty: open mode, without members
  std::vector<FoundingMember> members;  ///< in the order of their numbers
  std::map<Address, Amount> balances;   ///< wei
  /// With members: everybody may create contracts all the same, as on a developer's machine. For networks on which
  /// programs are tried; stands in the genesis state, so that no member can differ.
  bool open_programs = false;
};

[[nodiscard]] std::string to_json(const GenesisFile& genesis);
/// Strict: unknown members of the document are refused. Codes: genesis_malformed.
[[nodiscard]] Result<GenesisFile> parse_genesis(std::string_view json);
/// Codes: file_missing, genesis_malformed.
[[nodiscard]] Result<GenesisFile> read_genesis(const std::filesystem::path& file);

/// One member in the form of genesis.json: what an organization that wants to join gives to the others.
[[nodiscard]] std::string to_json(const FoundingMember& member);
/// Codes: genesis_malformed.
[[nodiscard]] Result<FoundingMember> parse_member(std::string_view json);

/// Block 0's content. Codes: genesis_malformed (names and operators that governance refuses).
[[nodiscard]] Result<ledger::Genesis> to_genesis(const GenesisFile& file);

/// The chain of `kaisho dev`: open mode, chain 31337, ten accounts of 10,000 coins each.
[[nodiscard]] GenesisFile dev_genesis(Timestamp now);
/// Keys of these accounts, the ones that Hardhat and Anvil derive from "test test … junk". Everybody knows them.
[[nodiscard]] std::vector<crypto::PrivateKey> dev_keys();

/// Whether programs run through governance only: the chain has members and is not open. The genesis state says it.
[[nodiscard]] bool is_governed(const ledger::Genesis& genesis);

}  // namespace kaisho::node
