#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <kaisho/base/bytes.hpp>
#include <kaisho/crypto/ed25519.hpp>
#include <kaisho/crypto/secret.hpp>

/// Keys of the consensus engine (CometBFT 0.38) in the engine's own JSON files. Field names and types are those that
/// `cometbft init` writes; a private key is the Ed25519 seed followed by the public key, in base64.
namespace kaisho::founding {

/// Name of a node or a validator: the first 20 bytes of SHA-256 of its Ed25519 public key.
using EngineAddress = FixedBytes<20, struct EngineAddressTag>;

[[nodiscard]] EngineAddress engine_address(const crypto::ed25519::PublicKey& key);

/// A node's ID in peer addresses ("<id>@host:port"): its address in 40 lower-case hexadecimal digits.
[[nodiscard]] std::string node_id(const crypto::ed25519::PublicKey& key);

/// Text of node_key.json. Holds the secret: the caller wipes it.
[[nodiscard]] std::string node_key_json(const crypto::Secret<32>& seed);

/// Text of priv_validator_key.json. Holds the secret: the caller wipes it.
[[nodiscard]] std::string validator_key_json(const crypto::Secret<32>& seed);

/// The public key of a priv_validator_key.json; nothing where the text is none.
[[nodiscard]] std::optional<crypto::ed25519::PublicKey> validator_key_in(std::string_view json);

/// Text of priv_validator_state.json of a validator that has signed nothing at and above `height`.
[[nodiscard]] std::string validator_state_json(std::uint64_t height = 0);

}  // namespace kaisho::founding
