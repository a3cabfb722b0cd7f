#include <kaisho/codec/json_value.hpp>

#include "pack_form.hpp"

namespace kaisho::evidence {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }
json::string text(std::string_view value) { return json::string(view(value)); }
json::string number(std::uint64_t value) { return text(std::to_string(value)); }
json::string hex(ByteView bytes) { return text(to_hex(bytes)); }

json::array write(const Path& path) {
  json::array array;
  for (const auto& hash : path) array.emplace_back(hex(hash.view()));
  return array;
}

json::value label_of(const std::optional<std::string>& label) { return label ? json::value(text(*label)) : nullptr; }

json::object algorithms() {
  json::object object;
  for (const auto& [name, value] : kAlgorithms) object[view(name)] = text(value);
  return object;
}

json::value write(const OlderCheckpoint& older) {
  return json::object{{"note", text(older.note)}, {"consistency", write(older.consistency)}};
}

json::value write(const BlockEvidence& block) {
  return json::object{{"header", hex(block.header)}, {"path", write(block.path)}};
}

json::value write(const TransactionEvidence& evidence) {
  return json::object{{"block", number(evidence.block)},
                      {"index", number(evidence.index)},
                      {"transaction", hex(evidence.transaction)},
                      {"receipt", hex(evidence.receipt)},
                      {"transaction_path", write(evidence.transaction_path)},
                      {"receipt_path", write(evidence.receipt_path)},
                      {"label", label_of(evidence.label)}};
}

json::value write(const RecordEvidence& evidence) {
  return json::object{{"block", number(evidence.block)},
                      {"address", hex(evidence.address.view())},
                      {"slot", evidence.slot ? json::value(hex(evidence.slot->view())) : nullptr},
                      {"value", evidence.value ? json::value(hex(*evidence.value)) : nullptr},
                      {"proof", hex(evidence.proof)},
                      {"label", label_of(evidence.label)}};
}

json::value write(const Claim& claim) {
  json::object object{{"kind", text(claim.kind)}, {"text", text(claim.text)}};
  for (const auto& [name, value] : claim.members) object[view(name)] = text(value);
  return object;
}

json::value write(const VerifierKey& key) { return text(key.to_text()); }

template <class T>
json::array write_all(const std::vector<T>& items) {
  json::array array;
  for (const auto& item : items) array.push_back(write(item));
  return array;
}

}  // namespace

std::string write_pack(const Pack& pack) {
  return codec::json::canonical_text(json::object{{"format", text(kPackFormat)},
                                                  {"revision", text(pack.revision)},
                                                  {"algorithms", algorithms()},
                                                  {"chain", json::object{{"chain_id", number(pack.chain_id)},
                                                                         {"genesis_header", hex(pack.genesis_header)},
                                                                         {"genesis_path", write(pack.genesis_path)}}},
                                                  {"signers", write_all(pack.signers)},
                                                  {"checkpoint", text(pack.checkpoint)},
                                                  {"older_checkpoints", write_all(pack.older_checkpoints)},
                                                  {"blocks", write_all(pack.blocks)},
                                                  {"transactions", write_all(pack.transactions)},
                                                  {"records", write_all(pack.records)},
                                                  {"claims", write_all(pack.claims)}});
}

}  // namespace kaisho::evidence
