#include <kaisho/base/hex.hpp>
#include <kaisho/ledger/system_storage.hpp>

#include "kaisho/governance/record_names.hpp"
#include "kaisho/governance/records.hpp"
#include "record_name.hpp"

// G11: what a proved record means, in words that follow from its name and value alone.
namespace kaisho::governance {
namespace {

using ledger::PackedWord;
using Value = std::optional<Word>;
using Keys = std::vector<std::string>;

std::string text_of_number(std::uint64_t number) { return std::to_string(number); }
std::string hex_of(const Word& word) { return to_hex(hash_of(word)); }
std::string seconds(std::uint64_t time) { return text_of_number(time) + " (seconds since 1970)"; }

/// A text of at most 31 bytes as Solidity stores it; the size of a longer one.
std::string short_text(const Word& word) {
  const std::size_t twice = word.bytes[31];
  if (twice % 2 != 0) return "of more than 31 bytes";
  return std::string(text_of(ByteView(word.bytes).first(twice / 2)));
}

std::string application_head(const Keys& keys, const Value& value) {
  if (!value) return "there was no application " + keys[0];
  const PackedWord word(*value);
  return "application " + keys[0] + " is to " +
         std::string(describe(static_cast<ApplicationClass>(word.number(0, 1)))) + ", is " +
         std::string(describe(static_cast<ApplicationStatus>(word.number(1, 1)))) + ", through organization number " +
         text_of_number(word.number(2, 4)) + ", and its consent is valid until " + seconds(word.number(6, 8));
}

/// The user's own key needs no word; the weaker form says that it is.
std::string signed_how(const PackedWord& word) {
  const auto form = static_cast<SignatureForm>(word.number(29, 1));
  return form == SignatureForm::own_key ? "" : ", signed by " + std::string(describe(form));
}

std::string consent_head(const Keys& keys, const Value& value) {
  if (!value) return "there was no consent " + keys[0];
  const PackedWord word(*value);
  return "consent " + keys[0] + " is to " + std::string(describe(static_cast<ConsentKind>(word.number(0, 1)))) +
         ", by account " + to_hex(word.address(1)) + ", valid until " + seconds(word.number(21, 8)) + signed_how(word);
}

std::string consent_withdrawn(const Keys& keys, const Value& value) {
  if (!value) return "consent " + keys[0] + " was not withdrawn";
  return "consent " + keys[0] + " was withdrawn at " + seconds(PackedWord(*value).number(0, 8));
}

std::string counts(const Keys& keys, const Value& value) {
  if (!value) return "no consent of user " + keys[0] + " for token " + keys[1] + " existed";
  return "application " + text_of_number(PackedWord(*value).number(0, 8)) + " of user " + keys[0] + " for token " +
         keys[1] + " is the one that counts";
}

std::string may_use(const Keys& keys, const Value& value) {
  if (!value) return "account " + keys[1] + " had no right to use token " + keys[0];
  return "account " + keys[1] + " could use token " + keys[0] + " by application " +
         text_of_number(PackedWord(*value).number(0, 8));
}

std::string token_head(const Keys& keys, const Value& value) {
  if (!value) return "there was no token " + keys[0];
  const PackedWord word(*value);
  if (word.address(12).is_zero()) return "token " + keys[0] + " did not run";
  return "token " + keys[0] + " ran at " + to_hex(word.address(12)) + ", issued by application " +
         text_of_number(word.number(4, 8));
}

std::string life(const Keys& keys, const Value& value) {
  const auto state = value ? static_cast<TokenState>(PackedWord(*value).number(0, 1)) : TokenState::none;
  if (state == TokenState::none) return "token " + keys[0] + " was never paused, wound down or retired";
  const PackedWord word(*value);
  return "token " + keys[0] + " was " + std::string(describe(state)) + " since " + seconds(word.number(1, 8)) +
         ", by application " + text_of_number(word.number(9, 8));
}

std::string test_result(const Keys& keys, const Value& value) {
  const std::string who = "organization number " + keys[1];
  if (!value) return who + " recorded no test of package " + keys[0];
  return who + " tested package " + keys[0] + (PackedWord(*value).number(0, 1) == 1 ? " with success" : " with error");
}

std::string user_head(const Keys& keys, const Value& value) {
  if (!value) return "there was no user " + keys[0];
  const PackedWord word(*value);
  return "user " + keys[0] + " has account " + to_hex(word.address(0)) + " and entrusted organization number " +
         text_of_number(word.number(20, 4));
}

std::string rules(const Keys& keys, const Value& value) {
  const auto rule = value ? static_cast<OnWithdrawal>(PackedWord(*value).number(1, 1)) : OnWithdrawal::none;
  return "package " + keys[0] + " declares '" + std::string(describe(rule)) + "' for the day its issuer withdraws";
}

struct Sentence {
  std::string_view variable;
  std::uint64_t offset;
  std::string (*say)(const Keys&, const Value&);
};

constexpr Sentence kSentences[] = {
    {"applicationOf", 0, counts},
    {"usable", 0, may_use},
    {"leaving", 0,
     [](const Keys& keys, const Value& value) {
       return "account " + keys[1] +
              (value ? " could only give token " + keys[0] + " back or burn it"
                     : " did not take a consent for token " + keys[0] + " back to wind down");
     }},
    {"consents", 0, consent_head},
    {"consents", 2, consent_withdrawn},
    {"applications", 0, application_head},
    {"applications", 2,
     [](const Keys& keys, const Value& value) {
       return "application " + keys[0] + " is for package " + (value ? hex_of(*value) : "none");
     }},
    {"applications", 4,
     [](const Keys& keys, const Value& value) {
       return "application " + keys[0] + (value ? " has the consent " + hex_of(*value) : " has no consent");
     }},
    {"applications", 5,
     [](const Keys& keys, const Value& value) {
       return "application " + keys[0] + " is that of user " + (value ? short_text(*value) : "nobody");
     }},
    {"applications", 6,
     [](const Keys& keys, const Value& value) {
       return "application " + keys[0] + " is for token " + (value ? short_text(*value) : "none");
     }},
    {"tokens", 0, token_head},
    {"tokens", 1,
     [](const Keys& keys, const Value& value) {
       return "token " + keys[0] + " ran " + (value ? "package " + hex_of(*value) : "no package");
     }},
    {"lifecycles", 0, life},
    {"packageRules", 0, rules},
    {"attestations", 1, test_result},
    {"users", 0, user_head},
};

}  // namespace

std::optional<std::string> record_in_words(std::string_view name, const std::optional<Word>& value) {
  const auto parsed = parse_record_name(name);
  if (!parsed || !slot_of(*parsed)) return std::nullopt;
  for (const auto& sentence : kSentences) {
    if (sentence.variable == parsed->variable && sentence.offset == parsed->offset) {
      return sentence.say(parsed->keys, value);
    }
  }
  return std::nullopt;
}

}  // namespace kaisho::governance
