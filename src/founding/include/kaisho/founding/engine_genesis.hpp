#pragma once

#include <string>
#include <vector>

#include <kaisho/base/types.hpp>
#include <kaisho/crypto/ed25519.hpp>

/// The consensus engine's own genesis.json, which says who votes first and which Kaisho genesis it belongs to.
namespace kaisho::founding {

struct FirstValidator {
  std::string name;
  crypto::ed25519::PublicKey key;
  std::uint64_t power = 0;
};

/// "kaisho-<chain id>-<first 8 hex digits of the genesis header's hash>": two consortia never share it.
[[nodiscard]] std::string engine_chain_id(ChainId chain_id, const Hash& genesis_hash);

/// Text of genesis.json. `timestamp` in seconds since 1970 becomes the time of the first consensus block.
/// `genesis_hash` is what InitChain compares.
[[nodiscard]] std::string engine_genesis_json(ChainId chain_id, const Hash& genesis_hash, Timestamp timestamp,
                                              const std::vector<FirstValidator>& validators);

}  // namespace kaisho::founding
