#include "pack_words.hpp"

#include <algorithm>
#include <kaisho/evidence/pack.hpp>
#include <kaisho/governance/explain.hpp>
#include <kaisho/governance/record_names.hpp>
#include <kaisho/ledger/block.hpp>
#include <map>
#include <set>

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

/// Parts of long texts and bytes, by block and the head's name: only those that lie where their names say.
class Contents {
 public:
  explicit Contents(const std::vector<evidence::RecordEvidence>& records) {
    for (const auto& record : records) {
      if (record.address != governance::kGovernanceAddress || !record.slot || !record.label) continue;
      const auto name = governance::name_in_label(*record.label);
      const auto part = governance::text_part(name);
      const auto word = word_of_value(record.value);
      if (!part || governance::slot_of_name(name) != record.slot) continue;
      parts_[{record.block, part->head}][part->number] = word.value_or(Word{});
    }
  }
  /// The whole content of what has this head; empty where a part is missing.
  [[nodiscard]] Bytes of(Height block, const std::string& name, const std::optional<Word>& head) const {
    const auto found = parts_.find({block, name});
    const auto count = head ? governance::parts_of_text(*head) : 0;
    Bytes content;
    if (count == 0 || found == parts_.end()) return content;
    for (std::uint64_t i = 1; i <= count; ++i) {
      const auto part = found->second.find(i);
      if (part == found->second.end()) return {};
      append(content, part->second.view());
    }
    return content;
  }

 private:
  std::map<std::pair<Height, std::string>, std::map<std::uint64_t, Word>> parts_;
};

void tell_record(const evidence::RecordEvidence& record, const Contents& contents, std::set<std::string>& told,
                 std::vector<std::string>& words) {
  if (record.address != governance::kGovernanceAddress || !record.slot || !record.label) return;
  const auto name = governance::name_in_label(*record.label);
  const auto slot = governance::slot_of_name(name);
  if (!slot) return;
  const std::string after = "after block " + std::to_string(record.block) + " ";
  if (*slot != *record.slot) {
    words.push_back(one_line(after + "the record labelled " + std::string(name) + " is another one: not believed"));
    return;
  }
  // The head told the whole text before its parts.
  if (const auto part = governance::text_part(name); part && told.contains(after + part->head)) return;
  const auto value = word_of_value(record.value);
  const auto content = contents.of(record.block, std::string(name), value);
  if (!content.empty()) told.insert(after + std::string(name));
  const auto sentence = governance::record_in_words(name, value, content);
  if (sentence) words.push_back(one_line(after + *sentence));
}

}  // namespace

std::vector<std::string> pack_in_words(std::string_view pack_text) {
  const auto pack = evidence::read_pack(pack_text);
  std::vector<std::string> words;
  if (!pack) return words;
  for (const auto& transaction : pack->transactions) tell_events(transaction, words);
  const Contents contents(pack->records);
  std::set<std::string> told;
  for (const auto& record : pack->records) tell_record(record, contents, told, words);
  return words;
}

}  // namespace kaisho::cli
