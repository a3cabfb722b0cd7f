#include <kaisho/codec/json_value.hpp>

#include "claims.hpp"
#include "pack_form.hpp"

namespace kaisho::evidence {
namespace {

namespace json = boost::json;
using Problem = std::optional<Unreadable>;
constexpr unsigned kMaxDepth = 8;

void read_algorithms(const json::value& value, Problem& problem) {
  ObjectReader reader(value, "algorithms", problem);
  for (const auto& [name, expected] : kAlgorithms) {
    if (reader.text(name) != expected) reader.fail(name, "is not \"" + std::string(expected) + "\"");
  }
  reader.finish();
}

void read_chain(const json::value& value, Pack& pack, Problem& problem) {
  ObjectReader reader(value, "chain", problem);
  pack.chain_id = reader.number("chain_id");
  pack.genesis_header = reader.bytes("genesis_header");
  pack.genesis_path = reader.path("genesis_path");
  reader.finish();
}

OlderCheckpoint read_older(ObjectReader& reader) {
  OlderCheckpoint older;
  older.note = reader.text("note");
  older.consistency = reader.path("consistency");
  return older;
}

BlockEvidence read_block(ObjectReader& reader) {
  BlockEvidence block;
  block.header = reader.bytes("header");
  block.path = reader.path("path");
  return block;
}

TransactionEvidence read_transaction(ObjectReader& reader) {
  TransactionEvidence evidence;
  evidence.block = reader.number("block");
  evidence.index = reader.number("index");
  evidence.transaction = reader.bytes("transaction");
  evidence.receipt = reader.bytes("receipt");
  evidence.transaction_path = reader.path("transaction_path");
  evidence.receipt_path = reader.path("receipt_path");
  evidence.label = reader.optional_text("label");
  return evidence;
}

RecordEvidence read_record(ObjectReader& reader) {
  RecordEvidence evidence;
  evidence.block = reader.number("block");
  evidence.address = reader.fixed<Address>("address");
  evidence.slot = reader.optional_fixed<Word>("slot");
  evidence.value = reader.optional_bytes("value");
  evidence.proof = reader.bytes("proof");
  evidence.label = reader.optional_text("label");
  return evidence;
}

Claim read_claim(ObjectReader& reader) {
  Claim claim;
  claim.kind = reader.text("kind");
  const auto members = claim_members(claim.kind);
  if (!members) reader.fail("kind", "is a kind of claim that the format does not know");
  for (const auto name : members.value_or(std::span<const std::string_view>())) {
    claim.members.emplace_back(name, reader.text(name));
  }
  claim.text = reader.text("text");
  return claim;
}

/// Each object of the list `name`, read by `read`.
template <class Read>
auto read_list(ObjectReader& parent, std::string_view name, Problem& problem, Read read) {
  std::vector<decltype(read(parent))> items;
  for (const auto& value : parent.list(name)) {
    ObjectReader reader(value, parent.place_of(name) + "[" + std::to_string(items.size()) + "]", problem);
    items.push_back(read(reader));
    reader.finish();
  }
  return items;
}

std::vector<VerifierKey> read_signers(ObjectReader& reader) {
  std::vector<VerifierKey> signers;
  for (const auto& text : reader.texts("signers")) {
    auto key = parse_verifier_key(text);
    if (!key) reader.fail("signers", std::string(describe(key.error())));
    if (key) signers.push_back(*std::move(key));
  }
  return signers;
}

Pack read_members(const json::value& root, Problem& problem) {
  Pack pack;
  ObjectReader reader(root, "", problem);
  if (reader.text("format") != kPackFormat) reader.fail("format", "is not \"" + std::string(kPackFormat) + "\"");
  pack.revision = reader.text("revision");
  if (pack.revision != kRevision) reader.fail("revision", "is not \"" + std::string(kRevision) + "\"");
  read_algorithms(reader.value("algorithms"), problem);
  read_chain(reader.value("chain"), pack, problem);
  pack.signers = read_signers(reader);
  pack.checkpoint = reader.text("checkpoint");
  pack.older_checkpoints = read_list(reader, "older_checkpoints", problem, read_older);
  pack.blocks = read_list(reader, "blocks", problem, read_block);
  pack.transactions = read_list(reader, "transactions", problem, read_transaction);
  pack.records = read_list(reader, "records", problem, read_record);
  pack.claims = read_list(reader, "claims", problem, read_claim);
  reader.finish();
  return pack;
}

}  // namespace

std::expected<Pack, Unreadable> read_pack(std::string_view text) {
  const auto root = codec::json::parse(text, {.max_size = kMaxPackSize, .max_depth = kMaxDepth});
  if (!root) return std::unexpected(Unreadable{"", std::string(codec::json::describe(root.error()))});
  Problem problem;
  auto pack = read_members(*root, problem);
  if (problem) return std::unexpected(*std::move(problem));
  return pack;
}

}  // namespace kaisho::evidence
