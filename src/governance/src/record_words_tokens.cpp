#include <kaisho/base/hex.hpp>

#include "kaisho/governance/records.hpp"
#include "record_words.hpp"

// Sentences about tokens, their versions, policies and lives, and who may use them.
namespace kaisho::governance::words_of {
namespace {

using ledger::PackedWord;

std::string hex_of(const Word& word) { return to_hex(hash_of(word)); }

std::string may_use(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "account " + keys[1] + " had no right to use token " + keys[0];
  return "account " + keys[1] + " could use token " + keys[0] + " by application " +
         std::to_string(PackedWord(*value).number(0, 8));
}

std::string token_head(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "there was no token " + keys[0];
  const PackedWord word(*value);
  if (word.address(12).is_zero()) return "token " + keys[0] + " did not run";
  return "token " + keys[0] + " ran at " + to_hex(word.address(12)) + ", issued by application " +
         std::to_string(word.number(4, 8));
}

std::string life(const Said& said) {
  const auto& [keys, value, content] = said;
  const auto state = value ? static_cast<TokenState>(PackedWord(*value).number(0, 1)) : TokenState::none;
  if (state == TokenState::none) return "token " + keys[0] + " was never paused, wound down or retired";
  const PackedWord word(*value);
  return "token " + keys[0] + " was " + std::string(describe(state)) + " since " + seconds(word.number(1, 8)) +
         ", by application " + std::to_string(word.number(9, 8));
}

constexpr Sentence kSentences[] = {
    {"tokens", 0, token_head},
    {"tokens", 1,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "token " + keys[0] + " ran " + (value ? "package " + hex_of(*value) : "no package");
     }},
    {"tokens", 2, [](const Said& said) { return "token " + said.keys[0] + " has versions: " + number_of(said); }},
    {"tokens", 3, [](const Said& said) { return "token " + said.keys[0] + " has had policies: " + number_of(said); }},
    {"lifecycles", 0, life},
    {"lifecycles", 1,
     [](const Said& said) {
       if (!said.value) return "token " + said.keys[0] + " has no proxy and was never upgraded";
       const Address behind = packed(said).address(0);
       return "token " + said.keys[0] + " runs " +
              (behind.is_zero() ? std::string("without a proxy")
                                : "the program at " + to_hex(behind) + " behind its proxy") +
              ", last upgraded by application " + std::to_string(packed(said).number(20, 8)) + " (0: never)";
     }},
    {"versions", 0,
     [](const Said& said) {
       return "version " + said.keys[1] + " of token " + said.keys[0] + " is package " + hex_of(said);
     }},
    {"versionByName", 0,
     [](const Said& said) {
       return "version '" + said.keys[1] + "' of token " + said.keys[0] + " is package " + hex_of(said);
     }},
    {"policies", 0,
     [](const Said& said) { return "policy " + said.keys[1] + " of token " + said.keys[0] + " is " + quoted(said); }},
    {"policies", 1,
     [](const Said& said) {
       return "policy " + said.keys[1] + " of token " + said.keys[0] + policy_origin(said, "application ");
     }},
    {"tokenOf", 0, [](const Said& said) { return "contract " + said.keys[0] + " is token " + quoted(said); }},
    {"usable", 0, may_use},
    {"leaving", 0,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "account " + keys[1] +
              (value ? " could only give token " + keys[0] + " back or burn it"
                     : " did not take a consent for token " + keys[0] + " back to wind down");
     }},
};

}  // namespace

std::span<const Sentence> token_sentences() { return kSentences; }

}  // namespace kaisho::governance::words_of
