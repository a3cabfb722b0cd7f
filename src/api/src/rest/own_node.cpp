#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/membership.hpp>

#include "rest/writing.hpp"

// What a member changes of its own node, alone: its keys, and where others find it. GET /v1/members/{name} shows it.
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

using Key = crypto::ed25519::PublicKey;

Key key_in(const Input& input) { return fixed_in<Key>(input.body.as_object(), "key"); }

/// What is left out stays as it is on record.
Outcome update_endpoints(const Dependencies& with, const Input& input) {
  const auto records = records_of(with);
  if (!records) return std::unexpected(records.error());
  const auto& name = input.caller.operator_.organization;
  const auto member = governance::find_member((*records)->slots(), name);
  auto node = member ? governance::find_node((*records)->slots(), member->number) : std::nullopt;
  if (!node) return no_such("node of", name);
  const auto& body = input.body.as_object();
  const auto id = governance::parse_node_id(text_in(body, "nodeId", governance::to_text(node->node_id)));
  if (!id) return refuse_with("invalid-request", "nodeId is no CometBFT node ID: 40 hexadecimal digits.");
  node->node_id = *id;
  node->p2p_address = text_in(body, "p2p", node->p2p_address);
  node->service_url = text_in(body, "url", node->service_url);
  if (body.contains("servicePin")) node->service_pin = fixed_in<Hash>(body, "servicePin");
  if (const auto fault = governance::fault_of(*node)) return refuse_with("invalid-request", *fault);
  return write(
      with, input,
      governance::calls::update_endpoints(node->node_id, node->p2p_address, node->service_url, node->service_pin));
}

void add_key(EndpointTable& table, const Dependencies& with, std::string path, std::string id, std::string summary,
             std::string description, Bytes (*call)(const Key&)) {
  table.add(
      write_row({.path = std::move(path),
                 .id = std::move(id),
                 .tag = "members",
                 .summary = std::move(summary),
                 .description = std::move(description),
                 .access = kTwoAdministrators,
                 .body = object("", {{"key", form(Form::hash, "Ed25519, 32 bytes")}}),
                 .handler = [with, call](const Input& input) { return write(with, input, call(key_in(input))); }}));
}

}  // namespace

void add_own_node(EndpointTable& table, const Dependencies& with) {
  add_key(
      table, with, "/v1/node/validator-key", "rotateValidatorKey",
      "Replace the key with which the caller's organization votes on blocks",
      "The private key has to wait beside CometBFT first: kaisho member rotate-validator-key makes it. Without it the "
      "member is silent two blocks later.",
      governance::calls::rotate_validator_key);
  add_key(table, with, "/v1/node/checkpoint-key", "rotateCheckpointKey",
          "Replace the key with which the caller's organization signs checkpoints",
          "The node signs with it once node.toml names it.", governance::calls::rotate_checkpoint_key);
  table.add(write_row({.path = "/v1/node/endpoints",
                       .id = "updateEndpoints",
                       .tag = "members",
                       .summary = "Change where the other members find the caller's node",
                       .access = kTwoAdministrators,
                       .body = object("What is left out stays", {optional("nodeId", text("Of CometBFT", 40, 40)),
                                                                 optional("p2p", text("host:port of CometBFT", 255)),
                                                                 optional("url", text("Of the peer service", 255)),
                                                                 optional("servicePin", form(Form::hash, ""))}),
                       .problems = {"no-such-record"},
                       .handler = [with](const Input& input) { return update_endpoints(with, input); }}));
}

}  // namespace kaisho::api::rest
