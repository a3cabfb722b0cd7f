#include <algorithm>
#include <boost/json.hpp>

#include <kaisho/base/hex.hpp>

#include "machine.hpp"

// The engine asks how far this member is, founds the chain, and asks about peers.
namespace kaisho::consensus {
namespace {

constexpr std::string_view kFilterById = "/p2p/filter/id/";
constexpr std::string_view kFilterByAddress = "/p2p/filter/addr/";

Validator from_abci(const abci::ValidatorUpdate& update) {
  Validator validator{.key = {}, .power = update.power};
  validator.key.bytes = update.ed25519_key.bytes;
  return validator;
}

std::string names_of(const std::vector<Validator>& validators) {
  std::string text;
  for (const auto& each : validators) {
    text += (text.empty() ? "" : ", ") + to_hex(each.key) + " with power " + std::to_string(each.power);
  }
  return text.empty() ? "none" : text;
}

/// The genesis header's hash that the engine's genesis file names.
std::optional<Hash> genesis_of(const Bytes& app_state) {
  boost::system::error_code error;
  const auto document = boost::json::parse(text_of(app_state), error);
  if (error || !document.is_object()) return std::nullopt;
  const auto* hash = document.get_object().if_contains("kaisho_genesis");
  if (hash == nullptr || !hash->is_string()) return std::nullopt;
  return fixed_from_hex<Hash>(std::string_view(hash->get_string()));
}

}  // namespace

abci::InfoResponse Machine::info() {
  const auto now = progress();
  abci::InfoResponse response{.data = "kaisho",
                              .version = options_.version,
                              .app_version = 1,
                              .last_block_height = now.height,
                              .last_block_app_hash = {}};
  if (now.height > 0) response.last_block_app_hash = bytes_of(now.app_hash.view());
  needs_.engine_started();
  return response;
}

abci::InitChainResponse Machine::init_chain(const abci::InitChainRequest& request) {
  const auto genesis = needs_.chain.genesis_hash();
  const auto named = genesis_of(request.app_state);
  if (!named) {
    halt("CometBFT's genesis file has no app_state with kaisho_genesis; it must be the one that belongs to genesis " +
         to_hex(genesis));
  }
  if (*named != genesis) {
    halt("CometBFT's genesis file is of another chain: it names genesis " + to_hex(*named) + ", this node has " +
         to_hex(genesis));
  }
  if (request.initial_height != 1) halt("CometBFT's genesis file begins at another height than 1");
  if (needs_.validators) {
    std::vector<Validator> theirs;
    for (const auto& each : request.validators) theirs.push_back(from_abci(each));
    auto ours = needs_.validators(*needs_.chain.latest());
    std::ranges::sort(theirs);
    std::ranges::sort(ours);
    if (!ours.empty() && theirs != ours) {  // none: members without nodes, the engine's own file decides
      halt("CometBFT's genesis file has other validators than the members of this chain's genesis: " +
           names_of(theirs) + " instead of " + names_of(ours));
    }
  }
  return {.validators = {}, .app_hash = bytes_of(genesis.view())};
}

abci::QueryResponse Machine::query(const abci::QueryRequest& request) {
  abci::QueryResponse response;
  response.codespace = kCodespace;
  const std::string_view path = request.path;
  if (path.starts_with(kFilterByAddress)) return response;  // who it is counts, not where it comes from
  if (path.starts_with(kFilterById)) {
    if (!needs_.node_ids) return response;
    const auto members = needs_.node_ids(*needs_.chain.latest());
    if (members.empty() || std::ranges::find(members, path.substr(kFilterById.size())) != members.end()) {
      return response;
    }
    response.code = 1;
    response.log = "no member of this consortium has this node ID";
    return response;
  }
  if (path == "/kaisho/status") {
    response.value = bytes_of(needs_.status());
    response.height = progress().height;
    return response;
  }
  response.code = 1;
  response.log = "there is nothing at this path; ask the node's own JSON-RPC";
  return response;
}

}  // namespace kaisho::consensus
