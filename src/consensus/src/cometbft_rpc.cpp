#include "kaisho/consensus/cometbft_rpc.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <kaisho/base/hex.hpp>

#include "http_client.hpp"

namespace kaisho::consensus {
namespace {

namespace json = boost::json;

using Kind = RpcFailure::Kind;

std::unexpected<RpcFailure> failure(Kind kind, std::string text) {
  return std::unexpected(RpcFailure{kind, std::move(text)});
}

std::string text_at(const json::value& value, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  if (found == nullptr || !found->is_string()) return {};
  return std::string(found->get_string());
}

/// The engine writes 64-bit numbers as texts.
std::uint64_t number_at(const json::value& value, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  if (found == nullptr) return 0;
  if (found->is_int64()) return found->get_int64() < 0 ? 0 : static_cast<std::uint64_t>(found->get_int64());
  if (!found->is_string()) return 0;
  const std::string_view text = found->get_string();
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool flag_at(const json::value& value, std::string_view pointer) {
  boost::system::error_code error;
  const auto* found = value.find_pointer(pointer, error);
  return found != nullptr && found->is_bool() && found->get_bool();
}

/// What the engine's mempool says, in its sentences (mempool/errors.go of CometBFT 0.38).
Kind kind_of(std::string_view sentence) {
  if (sentence.find("tx already exists in cache") != std::string_view::npos) return Kind::known;
  if (sentence.find("mempool is full") != std::string_view::npos) return Kind::full;
  if (sentence.find("mempool is still rechecking") != std::string_view::npos) return Kind::full;
  return Kind::failed;
}

/// "Vote{0:000001E443FD 12/00/SIGNED_MSG_TYPE_PRECOMMIT(Precommit) 634ADAF1F402 …}": the block's first six bytes.
void count_precommits(const json::value& state, EngineRound& round) {
  boost::system::error_code error;
  const auto* sets = state.find_pointer("/height_vote_set", error);
  if (sets == nullptr || !sets->is_array() || round.proposal.size() < 12) return;
  const auto named = "(Precommit) " + round.proposal.substr(0, 12) + " ";
  for (const auto& set : sets->get_array()) {
    const auto* votes = set.find_pointer("/precommits", error);
    if (votes == nullptr || !votes->is_array()) continue;
    round.validators = std::max(round.validators, votes->get_array().size());
    const auto count = std::ranges::count_if(votes->get_array(), [&](const json::value& vote) {
      return vote.is_string() && std::string_view(vote.get_string()).find(named) != std::string_view::npos;
    });
    round.precommitted = std::max(round.precommitted, static_cast<std::size_t>(count));
  }
}

class JsonRpc final : public EngineRpc {
 public:
  explicit JsonRpc(std::string_view url) : http_(url) {}

  /// As a form ("URI over HTTP" of CometBFT's RPC): a JSON text of this size is parsed four times over there.
  RpcResult<void> broadcast(ByteView transaction) override {
    const auto form = "tx=" + to_hex(transaction);
    auto answer = ask({"/broadcast_tx_sync", "application/x-www-form-urlencoded", form});
    if (!answer) return std::unexpected(std::move(answer.error()));
    if (number_at(*answer, "/code") == 0) return {};
    return failure(Kind::refused, text_at(*answer, "/log"));
  }

  RpcResult<EngineNode> node() override {
    const auto answer = call("status", "{}");
    if (!answer) return std::unexpected(answer.error());
    return EngineNode{.node_id = text_at(*answer, "/node_info/id"),
                      .name = text_at(*answer, "/node_info/moniker"),
                      .version = text_at(*answer, "/node_info/version"),
                      .height = number_at(*answer, "/sync_info/latest_block_height"),
                      .voting_power = number_at(*answer, "/validator_info/voting_power"),
                      .catching_up = flag_at(*answer, "/sync_info/catching_up")};
  }

  RpcResult<std::vector<EnginePeer>> peers() override {
    const auto answer = call("net_info", "{}");
    if (!answer) return std::unexpected(answer.error());
    std::vector<EnginePeer> peers;
    boost::system::error_code error;
    const auto* list = answer->find_pointer("/peers", error);
    if (list == nullptr || !list->is_array()) return peers;
    for (const auto& peer : list->get_array()) {
      peers.push_back({.node_id = text_at(peer, "/node_info/id"),
                       .name = text_at(peer, "/node_info/moniker"),
                       .address = text_at(peer, "/node_info/listen_addr"),
                       .outbound = flag_at(peer, "/is_outbound")});
    }
    return peers;
  }

  RpcResult<EngineRound> round() override {
    const auto answer = call("consensus_state", "{}");
    if (!answer) return std::unexpected(answer.error());
    EngineRound round;
    round.proposal = text_at(*answer, "/round_state/proposal_block_hash");
    boost::system::error_code error;
    const auto* state = answer->find_pointer("/round_state", error);
    if (state == nullptr || !state->is_object()) return round;
    // Its name has slashes, which a pointer would take for a path: "height/round/step": "12/0/3".
    if (const auto* value = state->get_object().if_contains("height/round/step"); value && value->is_string()) {
      const std::string_view text = value->get_string();
      std::from_chars(text.data(), text.data() + text.size(), round.height);
    }
    count_precommits(*state, round);
    return round;
  }

  RpcResult<Bytes> proposed_app_hash() override {
    const auto answer = call("dump_consensus_state", "{}");
    if (!answer) return std::unexpected(answer.error());
    return from_hex("0x" + text_at(*answer, "/round_state/proposal_block/header/app_hash")).value_or(Bytes{});
  }

 private:
  RpcResult<json::value> call(std::string_view method, std::string_view params) {
    std::string body;
    body.reserve(params.size() + method.size() + 64);
    body.append(R"({"jsonrpc":"2.0","id":1,"method":")").append(method).append(R"(","params":)").append(params);
    body.push_back('}');
    return ask({"/", "application/json", body});
  }

  RpcResult<json::value> ask(const HttpClient::Request& request) {
    const auto text = http_.post(request);
    if (!text) return failure(Kind::unreachable, text.error());
    boost::system::error_code error;
    auto answer = json::parse(*text, error);
    if (error || !answer.is_object()) return failure(Kind::failed, "CometBFT's answer is no JSON-RPC");
    if (auto* result = answer.get_object().if_contains("result")) return std::move(*result);
    const auto said = text_at(answer, "/error/data");
    return failure(kind_of(said), "CometBFT: " + text_at(answer, "/error/message") + ": " + said);
  }

  HttpClient http_;
};

}  // namespace

std::unique_ptr<EngineRpc> make_engine_rpc(std::string_view url) { return std::make_unique<JsonRpc>(url); }

}  // namespace kaisho::consensus
