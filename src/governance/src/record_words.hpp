#pragma once

#include <span>

#include <kaisho/ledger/system_storage.hpp>

#include "record_name.hpp"

/// Sentences about records, one for each word of each kind.
namespace kaisho::governance::words_of {

/// A word of a record, as it was proved.
struct Said {
  const std::vector<std::string>& keys;
  const std::optional<Word>& value;  ///< nothing: absent
  ByteView content;                  ///< of a long text; empty where it is not known
};

struct Sentence {
  std::string_view variable;
  std::uint64_t offset;
  std::string (*say)(const Said&);
};

/// Users, consents, applications, entrustments.
[[nodiscard]] std::span<const Sentence> user_sentences();
/// Tokens, versions, policies, lives, rights.
[[nodiscard]] std::span<const Sentence> token_sentences();
/// Packages, tests, rebuilds.
[[nodiscard]] std::span<const Sentence> package_sentences();
/// Members, nodes, proposals, clerks, regions, and what the contract counts.
[[nodiscard]] std::span<const Sentence> membership_sentences();

/// A text in quotation marks, as far as it is known; "none" where it is absent.
[[nodiscard]] std::string quoted(const Said& said);
/// "65 bytes", or "none".
[[nodiscard]] std::string size_of(const Said& said);
[[nodiscard]] std::string hex_of(const Said& said);
[[nodiscard]] std::string number_of(const Said& said);
[[nodiscard]] std::string seconds(std::uint64_t time);
[[nodiscard]] ledger::PackedWord packed(const Said& said);
/// " was set by organization number 2 for application 1 in block 9 at …"; `by`: "application ", "proposal ".
[[nodiscard]] std::string policy_origin(const Said& said, std::string_view by);
/// Of a text or bytes, by their head; nothing for a word that is none.
[[nodiscard]] std::optional<std::uint64_t> bytes_in(const Word& head);
[[nodiscard]] std::string organization(std::uint64_t number);

}  // namespace kaisho::governance::words_of
