#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include <kaisho/base/clock.hpp>
#include <kaisho/base/types.hpp>
#include <kaisho/crypto/ed25519.hpp>

#include "rpc_client.hpp"

/// A validator's next key waits beside the one in use, in HOME/config/priv_validator_key.next.json, until the chain's
/// validator set has it. Then the two files change places while the CometBFT process is down for a moment.
namespace kaisho::cli {

[[nodiscard]] std::filesystem::path validator_key_file(const std::filesystem::path& home);
[[nodiscard]] std::filesystem::path next_validator_key_file(const std::filesystem::path& home);

/// Public key of the waiting file; nothing where none waits. Codes: file_unreadable, bad_validator_key.
[[nodiscard]] Result<std::optional<crypto::ed25519::PublicKey>> next_validator_key(const std::filesystem::path& home);

/// Makes a fresh key and its waiting file, mode 0600; one that waits already is kept and given back.
/// Codes: file_not_writable, bad_validator_key.
[[nodiscard]] Result<crypto::ed25519::PublicKey> make_next_validator_key(const std::filesystem::path& home,
                                                                         SecureRandom& random);

/// Keys that vote on the next block, from CometBFT's own RPC. Codes: those of RpcClient.
[[nodiscard]] Result<std::vector<crypto::ed25519::PublicKey>> voting_keys(RpcClient& engine);

/// Puts the waiting key in use; the old file stays as priv_validator_key.<seconds>.json. The waiting file is there
/// until the last step, so a swap that was cut off is done again. Call it while CometBFT is down.
/// Codes: no_next_key, file_not_writable.
[[nodiscard]] Result<std::filesystem::path> swap_validator_key(const std::filesystem::path& home, Timestamp now);

}  // namespace kaisho::cli
