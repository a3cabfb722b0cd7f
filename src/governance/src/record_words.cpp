#include <kaisho/base/hex.hpp>
#include <kaisho/ledger/system_storage.hpp>

#include "kaisho/governance/rebuilds.hpp"
#include "kaisho/governance/record_names.hpp"
#include "kaisho/governance/records.hpp"
#include "record_words.hpp"

// G11: what a proved record means, in words that follow from its name and value alone.
namespace kaisho::governance {
namespace {

using namespace words_of;  // NOLINT(google-build-using-namespace): the same text in two files
using ledger::PackedWord;
using Value = std::optional<Word>;
using Keys = std::vector<std::string>;

std::string text_of_number(std::uint64_t number) { return std::to_string(number); }
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
         text_of_number(word.number(2, 4)) + ", and its consent is valid until " + seconds(word.number(6, 8));
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
  return "application " + text_of_number(PackedWord(*value).number(0, 8)) + " of user " + keys[0] + " for token " +
         keys[1] + " is the one that counts";
}

std::string may_use(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "account " + keys[1] + " had no right to use token " + keys[0];
  return "account " + keys[1] + " could use token " + keys[0] + " by application " +
         text_of_number(PackedWord(*value).number(0, 8));
}

std::string token_head(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "there was no token " + keys[0];
  const PackedWord word(*value);
  if (word.address(12).is_zero()) return "token " + keys[0] + " did not run";
  return "token " + keys[0] + " ran at " + to_hex(word.address(12)) + ", issued by application " +
         text_of_number(word.number(4, 8));
}

std::string life(const Said& said) {
  const auto& [keys, value, content] = said;
  const auto state = value ? static_cast<TokenState>(PackedWord(*value).number(0, 1)) : TokenState::none;
  if (state == TokenState::none) return "token " + keys[0] + " was never paused, wound down or retired";
  const PackedWord word(*value);
  return "token " + keys[0] + " was " + std::string(describe(state)) + " since " + seconds(word.number(1, 8)) +
         ", by application " + text_of_number(word.number(9, 8));
}

std::string test_result(const Said& said) {
  const auto& [keys, value, content] = said;
  const std::string who = "organization number " + keys[1];
  if (!value) return who + " recorded no test of package " + keys[0];
  return who + " tested package " + keys[0] + (PackedWord(*value).number(0, 1) == 1 ? " with success" : " with error");
}

std::string user_head(const Said& said) {
  const auto& [keys, value, content] = said;
  if (!value) return "there was no user " + keys[0];
  const PackedWord word(*value);
  return "user " + keys[0] + " has account " + to_hex(word.address(0)) + " and entrusted organization number " +
         text_of_number(word.number(20, 4));
}

std::string rules(const Said& said) {
  const auto& [keys, value, content] = said;
  const auto rule = value ? static_cast<OnWithdrawal>(PackedWord(*value).number(1, 1)) : OnWithdrawal::none;
  const auto proxy = value ? static_cast<ProxyKind>(PackedWord(*value).number(0, 1)) : ProxyKind::none;
  const std::string behind = proxy == ProxyKind::uups          ? ", and stands behind a UUPS proxy"
                             : proxy == ProxyKind::transparent ? ", and stands behind a transparent proxy"
                                                               : "";
  return "package " + keys[0] + " declares '" + std::string(describe(rule)) + "' for the day its issuer withdraws" +
         behind;
}

std::string organization_key(const Said& said) { return "organization number " + said.keys[1]; }

std::string rebuild_result(const Said& said) {
  if (!said.value) return organization_key(said) + " did not rebuild package " + said.keys[0];
  const auto outcome = static_cast<RebuildOutcome>(packed(said).number(0, 1));
  return organization_key(said) + " rebuilt package " + said.keys[0] +
         " from its sources: " + std::string(describe(outcome)) + ", at " + seconds(packed(said).number(1, 8));
}

std::string consent_origin(const Said& said) {
  if (!said.value) return "consent " + said.keys[0] + " is of no application";
  const auto application = packed(said).number(0, 8);
  return "consent " + said.keys[0] + " was recorded at " + seconds(packed(said).number(8, 8)) +
         (application == 0 ? std::string(", for no application") : ", for application " + text_of_number(application));
}

constexpr Sentence kSentences[] = {
    {"applicationOf", 0, counts},
    {"usable", 0, may_use},
    {"leaving", 0,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "account " + keys[1] +
              (value ? " could only give token " + keys[0] + " back or burn it"
                     : " did not take a consent for token " + keys[0] + " back to wind down");
     }},
    {"consents", 0, consent_head},
    {"consents", 2, consent_withdrawn},
    {"applications", 0, application_head},
    {"applications", 2,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "application " + keys[0] + " is for package " + (value ? hex_of(*value) : "none");
     }},
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
    {"tokens", 0, token_head},
    {"tokens", 1,
     [](const Said& said) {
       const auto& [keys, value, content] = said;
       return "token " + keys[0] + " ran " + (value ? "package " + hex_of(*value) : "no package");
     }},
    {"lifecycles", 0, life},
    {"packageRules", 0, rules},
    {"attestations", 1, test_result},
    {"attestations", 0,
     [](const Said& said) {
       return organization_key(said) + " has the report " + hex_of(said) + " of its test of package " + said.keys[0];
     }},
    {"attestations", 2,
     [](const Said& said) {
       return organization_key(said) + " signed its test of package " + said.keys[0] + ": " + size_of(said);
     }},
    {"rebuilds", 0,
     [](const Said& said) {
       return organization_key(said) + " has the report " + hex_of(said) + " of its rebuild of package " + said.keys[0];
     }},
    {"rebuilds", 1, rebuild_result},
    {"rebuilds", 2,
     [](const Said& said) {
       return organization_key(said) + " signed its rebuild of package " + said.keys[0] + ": " + size_of(said);
     }},
    {"packages", 0, [](const Said& said) { return "package " + said.keys[0] + " is for token " + quoted(said); }},
    {"packages", 1, [](const Said& said) { return "package " + said.keys[0] + " has the name " + quoted(said); }},
    {"packages", 2, [](const Said& said) { return "package " + said.keys[0] + " is version " + quoted(said); }},
    {"packages", 3,
     [](const Said& said) { return "package " + said.keys[0] + " follows the standard " + quoted(said); }},
    {"packages", 4, [](const Said& said) { return "package " + said.keys[0] + " has the source " + quoted(said); }},
    {"packages", 5,
     [](const Said& said) { return "package " + said.keys[0] + " has creation code with SHA-256 " + hex_of(said); }},
    {"packages", 6,
     [](const Said& said) {
       if (!said.value) return "nobody registered package " + said.keys[0];
       return organization(packed(said).number(0, 4)) + " registered package " + said.keys[0] + " in block " +
              text_of_number(packed(said).number(4, 8)) + " at " + seconds(packed(said).number(12, 8));
     }},
    {"packageRules", 1,
     [](const Said& said) {
       return "package " + said.keys[0] +
              (said.value ? " has a proxy with the SHA-256 " + hex_of(said) : " has no proxy");
     }},
    {"tokens", 2, [](const Said& said) { return "token " + said.keys[0] + " has versions: " + number_of(said); }},
    {"tokens", 3, [](const Said& said) { return "token " + said.keys[0] + " has had policies: " + number_of(said); }},
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
    {"applications", 1,
     [](const Said& said) {
       return "application " + said.keys[0] +
              (said.value ? " brought in the contract " + to_hex(packed(said).address(0)) : " brought in no contract");
     }},
    {"applications", 3,
     [](const Said& said) { return "application " + said.keys[0] + " has arguments with the hash " + hex_of(said); }},
    {"consents", 1, consent_origin},
    {"consents", 3,
     [](const Said& said) { return "consent " + said.keys[0] + " has the user's signature: " + size_of(said); }},
    {"lifecycles", 1,
     [](const Said& said) {
       if (!said.value) return "token " + said.keys[0] + " has no proxy and was never upgraded";
       const Address behind = packed(said).address(0);
       return "token " + said.keys[0] + " runs " +
              (behind.is_zero() ? std::string("without a proxy")
                                : "the program at " + to_hex(behind) + " behind its proxy") +
              ", last upgraded by application " + text_of_number(packed(said).number(20, 8)) + " (0: never)";
     }},
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
    {"privateRoots", 0,
     [](const Said& said) {
       return "application " + said.keys[0] +
              (said.value ? " has a private record with the root " + hex_of(said) : " has no private record");
     }},
};

const Sentence* sentence_for(const RecordName& name) {
  for (const auto& list : {std::span<const Sentence>(kSentences), membership_sentences()}) {
    for (const auto& one : list) {
      if (one.variable == name.variable && one.offset == name.offset) return &one;
    }
  }
  return nullptr;
}

}  // namespace

namespace words_of {

ledger::PackedWord packed(const Said& said) { return PackedWord(said.value.value_or(Word{})); }
std::string seconds(std::uint64_t time) { return text_of_number(time) + " (seconds since 1970)"; }
std::string hex_of(const Said& said) { return said.value ? to_hex(hash_of(*said.value)) : "none"; }
std::string number_of(const Said& said) { return said.value ? kaisho::number_of(*said.value).to_decimal() : "0"; }
std::string organization(std::uint64_t number) {
  return number == 0 ? "nobody" : "organization number " + text_of_number(number);
}

/// As Solidity stores it: twice the size in the last byte of a short one, twice the size and one in a long one's head.
std::optional<std::uint64_t> bytes_in(const Word& head) {
  if (head.bytes[31] % 2 == 0)
    return head.bytes[31] / 2 <= 31 ? std::optional<std::uint64_t>(head.bytes[31] / 2) : std::nullopt;
  const auto twice = kaisho::number_of(head);
  return twice.fits_u64() ? std::optional(twice.low_u64() / 2) : std::nullopt;
}

std::string size_of(const Said& said) {
  const auto size = said.value ? bytes_in(*said.value) : std::nullopt;
  return size ? text_of_number(*size) + " bytes" : "none";
}

std::string quoted(const Said& said) {
  const auto size = said.value ? bytes_in(*said.value) : std::nullopt;
  if (!size) return "none";
  const bool is_short = said.value->bytes[31] % 2 == 0;
  const ByteView bytes = is_short ? ByteView(said.value->bytes) : said.content;
  if (bytes.size() < *size) return "a text of " + size_of(said);
  return "'" + std::string(text_of(bytes.first(*size))) + "'";
}

std::string policy_origin(const Said& said, std::string_view by) {
  if (!said.value) return " was never set";
  const auto origin = packed(said).number(4, 8);
  return " was set by " + organization(packed(said).number(0, 4)) +
         (origin == 0 ? std::string() : " for " + std::string(by) + text_of_number(origin)) + " in block " +
         text_of_number(packed(said).number(20, 8)) + " at " + seconds(packed(said).number(12, 8));
}

}  // namespace words_of

std::uint64_t parts_of_text(const Word& head) {
  const auto size = bytes_in(head);
  if (head.bytes[31] % 2 == 0 || !size) return 0;
  return std::min<std::uint64_t>((*size + 31) / 32, 2'048);
}

std::optional<TextPart> text_part(std::string_view name) {
  const auto parsed = parse_record_name(name);
  if (!parsed || parsed->part == 0) return std::nullopt;
  return TextPart{std::string(name.substr(0, name.rfind('#'))), parsed->part};
}

std::optional<std::string> record_in_words(std::string_view name, const std::optional<Word>& value, ByteView content) {
  const auto parsed = parse_record_name(name);
  if (!parsed || !slot_of(*parsed)) return std::nullopt;
  const auto* const sentence = sentence_for(*parsed);
  if (sentence == nullptr) return std::nullopt;
  if (parsed->part == 0) return sentence->say({parsed->keys, value, content});
  return "part " + text_of_number(parsed->part) + " of the text or bytes of " + text_part(name)->head + " is " +
         hex_of(Said{parsed->keys, value, {}});
}

}  // namespace kaisho::governance
