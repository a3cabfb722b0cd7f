#include <kaisho/codec/json_value.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/governance.hpp>

#include "rest/writing.hpp"

// Programs: registered, tested here, attested (G1, G2); policies (G6).
namespace kaisho::api::rest {
namespace json = boost::json;
using namespace schema;

namespace {

constexpr Access kAdministrators{.roles = kAdministrator};

/// The ledger takes canonical bytes; a manifest as a JSON object has one canonical text.
Outcome register_program(const Dependencies& with, const Input& input) {
  const auto& body = input.body.as_object();
  const auto manifest = governance::parse_manifest(codec::json::canonical_text(body.at("manifest")));
  if (!manifest) return refuse_with("invalid-request", "This is no manifest: " + manifest.error().detail + ".");
  return write(with, input,
               governance::calls::register_program(manifest->token_id, text_in(body, "sourcePath"),
                                                   governance::to_json(*manifest)));
}

Outcome test(const Dependencies& with, const Input& input) {
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  return accepted((*writes)->test(wanted_of(input), *fixed_from_hex<Hash>(input.text("packageHash"))));
}

Outcome change_policy(const Dependencies& with, const Input& input) {
  return write(with, input,
               governance::calls::change_policy(input.text("tokenId"), text_in(input.body.as_object(), "policy")));
}

Outcome send(const Dependencies& with, const Input& input) {
  const auto writes = writes_of(with);
  if (!writes) return std::unexpected(writes.error());
  return accepted((*writes)->send(wanted_of(input), bytes_in(input.body.as_object(), "transaction")));
}

}  // namespace

void add_program_writes(EndpointTable& table, const Dependencies& with) {
  table.add(write_row({.path = "/v1/programs",
                       .id = "registerProgram",
                       .tag = "programs",
                       .summary = "Put a program's manifest on the ledger (G1)",
                       .access = kAdministrators,
                       .body = object("", {{"sourcePath", text("Where other organizations find the package", 1'024)},
                                           {"manifest", any_object("program.json")}}),
                       .body_bytes = 256 << 10,
                       .handler = [with](const Input& input) { return register_program(with, input); }}));
  table.add(write_row({.path = "/v1/programs/{packageHash}/tests",
                       .id = "testProgram",
                       .tag = "programs",
                       .summary = "Run a package's tests on this node, sign the result and record it (G2)",
                       .description = "The package must be on this node. An Error is signed and recorded as well.",
                       .access = kAdministrators,
                       .parameters = {path_parameter("packageHash", form(Form::hash, ""))},
                       .problems = {"no-such-record"},
                       .handler = [with](const Input& input) { return test(with, input); }}));
  table.add(write_row({.path = "/v1/tokens/{tokenId}/policies",
                       .id = "changePolicy",
                       .tag = "programs",
                       .summary = "Change a token's policy to one that is not weaker (G6)",
                       .access = kAdministrators,
                       .parameters = {path_parameter("tokenId", form(Form::id, ""))},
                       .body = object("", {{"policy", text("docs/formats/policy.md", 4'096, 1)}}),
                       .handler = [with](const Input& input) { return change_policy(with, input); }}));
  table.add(
      write_row({.path = "/v1/transactions",
                 .id = "sendTransaction",
                 .tag = "programs",
                 .summary = "Send a signed transaction to the governance contract; it carries its own proof",
                 .access = {.users = Access::Users::any, .roles = kOperators},
                 .body = object("", {{"transaction", form(Form::bytes, "As for eth_sendRawTransaction", 262'144)}}),
                 .body_bytes = 320 << 10,
                 .handler = [with](const Input& input) { return send(with, input); }}));
}

}  // namespace kaisho::api::rest
