#include "pack_words.hpp"

#include <algorithm>
#include <kaisho/evidence/pack.hpp>
#include <kaisho/governance/explain.hpp>
#include <kaisho/governance/record_names.hpp>
#include <kaisho/ledger/block.hpp>

namespace kaisho::cli {
namespace {

/// One line each, whatever a pack's keys hold.
std::string one_line(std::string text) {
  std::ranges::replace_if(text, [](unsigned char byte) { return byte < ' ' || byte == 0x7f; }, '?');
  return text;
}

void tell_events(const evidence::TransactionEvidence& transaction, std::vector<std::string>& words) {
  const auto receipt = ledger::decode_receipt(transaction.receipt);
  if (!receipt) return;
  for (const auto& log : receipt->logs) {
    const auto sentence = governance::explain(log);
    if (sentence) words.push_back(one_line("in block " + std::to_string(transaction.block) + " " + *sentence));
  }
}

std::optional<Word> word_of_value(const std::optional<Bytes>& value) {
  if (!value || value->size() != 32) return std::nullopt;
  Word word;
  std::ranges::copy(*value, word.bytes.begin());
  return word;
}

void tell_record(const evidence::RecordEvidence& record, std::vector<std::string>& words) {
  if (record.address != governance::kGovernanceAddress || !record.slot || !record.label) return;
  const auto name = governance::name_in_label(*record.label);
  const auto slot = governance::slot_of_name(name);
  if (!slot) return;
  const std::string after = "after block " + std::to_string(record.block) + " ";
  if (*slot != *record.slot) {
    words.push_back(one_line(after + "the record labelled " + std::string(name) + " is another one: not believed"));
    return;
  }
  const auto sentence = governance::record_in_words(name, word_of_value(record.value));
  if (sentence) words.push_back(one_line(after + *sentence));
}

}  // namespace

std::vector<std::string> pack_in_words(std::string_view pack_text) {
  const auto pack = evidence::read_pack(pack_text);
  std::vector<std::string> words;
  if (!pack) return words;
  for (const auto& transaction : pack->transactions) tell_events(transaction, words);
  for (const auto& record : pack->records) tell_record(record, words);
  return words;
}

}  // namespace kaisho::cli
