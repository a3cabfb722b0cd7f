#include "kaisho/founding/engine_genesis.hpp"

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/base64.hpp>
#include <kaisho/codec/json.hpp>

#include <ctime>

#include "kaisho/founding/engine_key.hpp"

namespace kaisho::founding {
namespace {

/// RFC 3339 in UTC.
std::string time_of(Timestamp time) {
  const auto seconds = static_cast<std::time_t>(time);
  std::tm parts{};
  char text[32];
  if (::gmtime_r(&seconds, &parts) == nullptr) return "1970-01-01T00:00:00Z";
  return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

std::string validator_json(const FirstValidator& validator) {
  return "    {\"name\": " + codec::json::quote(validator.name) + ", \"power\": \"" + std::to_string(validator.power) +
         "\", \"pub_key\": {\"type\": \"tendermint/PubKeyEd25519\", \"value\": \"" +
         codec::base64::encode(validator.key.view()) + "\"}}";
}

// A block holds eight batches of the largest size. Gas is counted by Kaisho, not by the engine, so max_gas has no
// limit. Evidence of a validator that voted twice is taken for 48 hours.
constexpr std::string_view kParameters = R"(  "consensus_params": {
    "block": {"max_bytes": "4194304", "max_gas": "-1"},
    "evidence": {"max_age_num_blocks": "100000", "max_age_duration": "172800000000000", "max_bytes": "1048576"},
    "validator": {"pub_key_types": ["ed25519"]},
    "version": {"app": "0"},
    "abci": {"vote_extensions_enable_height": "0"}
  },
)";

}  // namespace

std::string engine_chain_id(ChainId chain_id, const Hash& genesis_hash) {
  return "kaisho-" + std::to_string(chain_id) + "-" + to_hex_plain(genesis_hash.view().first(4));
}

std::string engine_genesis_json(ChainId chain_id, const Hash& genesis_hash, Timestamp timestamp,
                                const std::vector<FirstValidator>& validators) {
  auto text = "{\n  \"genesis_time\": \"" + time_of(timestamp) + "\",\n  \"chain_id\": \"" +
              engine_chain_id(chain_id, genesis_hash) + "\",\n  \"initial_height\": \"1\",\n";
  text += kParameters;
  text += "  \"validators\": [\n";
  for (const auto& validator : validators) {
    text += validator_json(validator) + (&validator == &validators.back() ? "\n" : ",\n");
  }
  text += "  ],\n  \"app_hash\": \"\",\n  \"app_state\": {\"kaisho_genesis\": \"" + to_hex(genesis_hash) + "\"}\n}\n";
  return text;
}

}  // namespace kaisho::founding
