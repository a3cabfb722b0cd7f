#include "kaisho/founding/engine_key.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::founding {
namespace {

/// {"type": …, "value": base64 of seed ‖ public key}
std::string private_part(const crypto::Secret<32>& seed, const crypto::ed25519::PublicKey& key) {
  auto both = bytes_of(seed.expose());
  append(both, key.view());
  auto value = codec::base64::encode(both);
  auto text = R"({"type":"tendermint/PrivKeyEd25519","value":")" + value + R"("})";
  crypto::wipe(both);
  crypto::wipe({reinterpret_cast<std::uint8_t*>(value.data()), value.size()});
  return text;
}

std::string upper_hex(const EngineAddress& address) {
  auto text = to_hex_plain(address.view());
  for (auto& digit : text) {
    if (digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
  }
  return text;
}

}  // namespace

EngineAddress engine_address(const crypto::ed25519::PublicKey& key) {
  const auto hash = crypto::sha256(key.view());
  return EngineAddress::from(std::span<const std::uint8_t, EngineAddress::kSize>(hash.data(), EngineAddress::kSize));
}

std::string node_id(const crypto::ed25519::PublicKey& key) { return to_hex_plain(engine_address(key).view()); }

std::string node_key_json(const crypto::Secret<32>& seed) {
  const auto key = crypto::ed25519::KeyPair::from_seed(seed).public_key();
  return R"({"priv_key":)" + private_part(seed, key) + "}\n";
}

std::string validator_key_json(const crypto::Secret<32>& seed) {
  const auto key = crypto::ed25519::KeyPair::from_seed(seed).public_key();
  return "{\n  \"address\": \"" + upper_hex(engine_address(key)) +
         "\",\n  \"pub_key\": {\"type\": \"tendermint/PubKeyEd25519\", \"value\": \"" +
         codec::base64::encode(key.view()) + "\"},\n  \"priv_key\": " + private_part(seed, key) + "\n}\n";
}

std::optional<crypto::ed25519::PublicKey> validator_key_in(std::string_view json) {
  const auto document = codec::json::parse(json);
  if (!document || !document->is_object()) return std::nullopt;
  const auto* key = document->get_object().if_contains("pub_key");
  if (key == nullptr || !key->is_object()) return std::nullopt;
  const auto* value = key->get_object().if_contains("value");
  if (value == nullptr || !value->is_string()) return std::nullopt;
  const auto bytes = codec::base64::decode(std::string_view(value->get_string()));
  return bytes ? fixed_from<crypto::ed25519::PublicKey>(*bytes) : std::nullopt;
}

std::string validator_state_json(std::uint64_t height) {
  return "{\n  \"height\": \"" + std::to_string(height) + "\",\n  \"round\": 0,\n  \"step\": 0\n}\n";
}

}  // namespace kaisho::founding
