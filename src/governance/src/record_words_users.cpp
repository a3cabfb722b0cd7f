#include <kaisho/base/hex.hpp>

#include "kaisho/governance/records.hpp"
#include "record_words.hpp"

// Sentences about users, what they agreed to, and their applications.
namespace kaisho::governance::words_of {
namespace {

using ledger::PackedWord;

std::string hex_of(const Word& word) { return to_hex(hash_of(word)); }

/// A text of at most 31 bytes, as user and token IDs are, or what is known of a longer one.
std::string plain_text(const Said& said) {
  const auto text = quoted(said);
  return text.starts_with('\'') ? text.substr(1, text.size() - 2) : text;
}

std::string application_head(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "there was no application " + keys[0];
  const PackedWord word(*value);
  return "application " + keys[0] + " is to " +
         std::string(describe(static_cast<ApplicationClass>(word.number(0, 1)))) + ", is " +
         std::string(describe(static_cast<ApplicationStatus>(word.number(1, 1)))) + ", through organization number " +
         std::to_string(word.number(2, 4)) + ", and its consent is valid until " + seconds(word.number(6, 8));
}

/// The user's own key needs no word; the weaker form says that it is.
std::string signed_how(const PackedWord& word) {
  const auto form = static_cast<SignatureForm>(word.number(29, 1));
  return form == SignatureForm::own_key ? "" : ", signed by " + std::string(describe(form));
}

std::string consent_head(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "there was no consent " + keys[0];
  const PackedWord word(*value);
  return "consent " + keys[0] + " is to " + std::string(describe(static_cast<ConsentKind>(word.number(0, 1)))) +
         ", by account " + to_hex(word.address(1)) + ", valid until " + seconds(word.number(21, 8)) + signed_how(word);
}

std::string consent_withdrawn(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "consent " + keys[0] + " was not withdrawn";
  return "consent " + keys[0] + " was withdrawn at " + seconds(PackedWord(*value).number(0, 8));
}

std::string counts(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "no consent of user " + keys[0] + " for token " + keys[1] + " existed";
  return "application " + std::to_string(PackedWord(*value).number(0, 8)) + " of user " + keys[0] + " for token " +
         keys[1] + " is the one that counts";
}

std::string user_head(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "there was no user " + keys[0];
  const PackedWord word(*value);
  return "user " + keys[0] + " has account " + to_hex(word.address(0)) + " and entrusted organization number " +
         std::to_string(word.number(20, 4));
}

std::string consent_origin(const Said& said) {
  if (!said.value) return "consent " + said.keys[0] + " is of no application";
  const auto application = packed(said).number(0, 8);
  return "consent " + said.keys[0] + " was recorded at " + seconds(packed(said).number(8, 8)) +
         (application == 0 ? std::string(", for no application") : ", for application " + std::to_string(application));
}

constexpr Sentence kSentences[] = {
    {"users", 0, user_head},
    {"users", 1,
     [](const Said& said) { return "user " + said.keys[0] + " has a profile with the salted hash " + hex_of(said); }},
    {"users", 2, [](const Said& said) { return "user " + said.keys[0] + " entrusted by consent " + hex_of(said); }},
    {"users", 3,
     [](const Said& said) {
       return "user " + said.keys[0] + " was registered by " + organization(said.value ? packed(said).number(0, 4) : 0);
     }},
    {"users", 4,
     [](const Said& said) { return "user " + said.keys[0] + " has had usable tokens: " + number_of(said); }},
    {"tokensOf", 0,
     [](const Said& said) {
       return "usable token " + said.keys[1] + " of user " + said.keys[0] + " is " + quoted(said);
     }},
    {"userIds", 0, [](const Said& said) { return "user number " + said.keys[0] + " is " + quoted(said); }},
    {"userOf", 0, [](const Said& said) { return "account " + said.keys[0] + " is that of user " + quoted(said); }},
    {"entrustments.length", 0,
     [](const Said& said) { return "user " + said.keys[0] + " entrusted organizations before: " + number_of(said); }},
    {"entrustments", 0,
     [](const Said& said) {
       if (!said.value) return "user " + said.keys[0] + " entrusted nobody before, as number " + said.keys[1];
       return "user " + said.keys[0] + " entrusted " + organization(packed(said).number(0, 4)) + " until " +
              seconds(packed(said).number(4, 8));
     }},
    {"entrustments", 1,
     [](const Said& said) { return "user " + said.keys[0] + " had entrusted so by consent " + hex_of(said); }},
    {"consents", 0, consent_head},
    {"consents", 1, consent_origin},
    {"consents", 2, consent_withdrawn},
    {"consents", 3,
     [](const Said& said) { return "consent " + said.keys[0] + " has the user's signature: " + size_of(said); }},
    {"applicationOf", 0, counts},
    {"applications", 0, application_head},
    {"applications", 1,
     [](const Said& said) {
       return "application " + said.keys[0] +
              (said.value ? " brought in the contract " + to_hex(packed(said).address(0)) : " brought in no contract");
     }},
    {"applications", 2,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "application " + keys[0] + " is for package " + (value ? hex_of(*value) : "none");
     }},
    {"applications", 3,
     [](const Said& said) { return "application " + said.keys[0] + " has arguments with the hash " + hex_of(said); }},
    {"applications", 4,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "application " + keys[0] + (value ? " has the consent " + hex_of(*value) : " has no consent");
     }},
    {"applications", 5,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "application " + keys[0] + " is that of user " + (value ? plain_text(said) : "nobody");
     }},
    {"applications", 6,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "application " + keys[0] + " is for token " + (value ? plain_text(said) : "none");
     }},
    {"privateRoots", 0,
     [](const Said& said) {
       return "application " + said.keys[0] +
              (said.value ? " has a private record with the root " + hex_of(said) : " has no private record");
     }},
};

}  // namespace

std::span<const Sentence> user_sentences() { return kSentences; }

}  // namespace kaisho::governance::words_of
