#include <kaisho/base/hex.hpp>
#include <kaisho/codec/json_value.hpp>
#include <kaisho/crypto/hash.hpp>
#include <map>
#include <stdexcept>

#include "consent_file.hpp"
#include "files.hpp"

// Reading a consent's file: every field once and in its form, and what is derived is derived again.
namespace kaisho::cli {
namespace {

namespace json = boost::json;
using governance::ChangeConsent;
using governance::DistributeConsent;
using governance::EntrustAnew;
using governance::EntrustConsent;
using governance::IssueConsent;
using governance::OnWithdrawal;
using governance::Terms;
using governance::UpgradeConsent;

/// What a reader throws; never leaves this file.
struct Wrong : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Members of an object, each to be taken once; what is left over is refused.
class Fields {
 public:
  explicit Fields(const json::value& value, std::string_view what) {
    if (!value.is_object()) throw Wrong(std::string(what) + " is no object");
    for (const auto& member : value.get_object()) fields_.emplace(member.key(), &member.value());
  }

  [[nodiscard]] bool has(std::string_view key) const { return fields_.contains(key); }
  const json::value& take(std::string_view key) {
    const auto found = fields_.find(key);
    if (found == fields_.end()) throw Wrong("'" + std::string(key) + "' is missing");
    const auto* value = found->second;
    fields_.erase(found);
    return *value;
  }
  std::string text(std::string_view key) {
    const auto& value = take(key);
    if (!value.is_string()) throw Wrong("'" + std::string(key) + "' is no text");
    return std::string(value.get_string());
  }
  template <class Fixed>
  Fixed fixed(std::string_view key) {
    const auto value = fixed_from_hex<Fixed>(text(key));
    if (!value) throw Wrong("'" + std::string(key) + "' has the wrong size");
    return *value;
  }
  Bytes bytes(std::string_view key) {
    auto value = from_hex(text(key));
    if (!value) throw Wrong("'" + std::string(key) + "' is no hexadecimal text");
    return std::move(*value);
  }
  std::uint64_t number(std::string_view key) {
    const auto& value = take(key);
    if (value.is_uint64()) return value.get_uint64();
    if (!value.is_int64() || value.get_int64() < 0) throw Wrong("'" + std::string(key) + "' is no whole number");
    return static_cast<std::uint64_t>(value.get_int64());
  }
  void refuse_the_rest() const {
    if (!fields_.empty()) throw Wrong("there is no field '" + std::string(fields_.begin()->first) + "'");
  }

 private:
  std::map<std::string_view, const json::value*> fields_;
};

Terms read_terms(Fields& fields) {
  Terms terms;
  terms.text_hash = fields.fixed<Hash>("textHash");
  terms.language = fields.text("language");
  terms.purpose = fields.text("purpose");
  terms.scope = fields.text("scope");
  terms.expiry = fields.number("expiry");
  terms.salt = fields.fixed<Hash>("salt");
  return terms;
}

/// What the package declares for the day its issuer withdraws; it stands in the text, and here where it is declared.
OnWithdrawal read_rule(Fields& fields) {
  if (!fields.has("onWithdrawal")) return OnWithdrawal::none;
  const auto rule = fields.text("onWithdrawal");
  for (const auto one : {OnWithdrawal::pause, OnWithdrawal::wind_down}) {
    if (rule == governance::describe(one)) return one;
  }
  throw Wrong("'onWithdrawal' is neither pause nor wind-down");
}

ConsentFile::Consent read_subject(std::string_view kind, Fields& fields) {
  const auto user = fields.text("userId");
  const auto vorg = fields.text("vorg");
  if (kind == "entrust") {
    const auto account = fields.fixed<Address>("account");
    const auto profile = fields.fixed<Hash>("profileHash");
    return EntrustConsent{user, account, vorg, profile, read_terms(fields)};
  }
  if (kind == "entrust-anew") {
    const auto account = fields.fixed<Address>("account");
    const auto profile = fields.fixed<Hash>("profileHash");
    const auto replaces = fields.fixed<Hash>("replaces");
    return EntrustAnew{user, account, vorg, profile, replaces, read_terms(fields)};
  }
  const auto token = fields.text("tokenId");
  const auto package = fields.fixed<Hash>("packageHash");
  if (kind == "change") {
    const auto action = fields.text("action");
    const auto deployed = fields.fixed<Address>("deployed");
    return ChangeConsent{user, token, action, deployed, package, vorg, read_terms(fields)};
  }
  const auto rule = read_rule(fields);
  if (kind == "distribute") return DistributeConsent{user, token, package, vorg, read_terms(fields), rule};
  if (kind != "issue" && kind != "upgrade") {
    throw Wrong("'kind' is none of entrust, entrust-anew, issue, distribute, upgrade, change");
  }
  const auto arguments = fields.fixed<Hash>("argumentsHash");
  if (kind == "issue") return IssueConsent{user, token, package, arguments, vorg, read_terms(fields), rule};
  const auto deployed = fields.fixed<Address>("deployed");
  const auto from = fields.fixed<Hash>("fromPackage");
  return UpgradeConsent{user, token, deployed, from, package, arguments, vorg, read_terms(fields), rule};
}

ConsentFile read(const json::value& document) {
  Fields fields(document, "the document");
  if (fields.text("format") != ConsentFile::kFormat)
    throw Wrong("'format' is not " + std::string(ConsentFile::kFormat));
  ConsentFile file;
  const auto kind = fields.text("kind");
  file.chain_id = fields.number("chainId");
  Fields subject(fields.take("consent"), "'consent'");
  file.consent = read_subject(kind, subject);
  subject.refuse_the_rest();
  if (kind == "issue" || kind == "upgrade") {
    file.arguments = fields.bytes("constructorArguments");
    file.argument_types = fields.text("constructorTypes");
  }
  file.signature = fields.bytes("signature");
  if (fields.text("text") != file.text()) throw Wrong("'text' is not the text of these fields");
  fields.refuse_the_rest();
  return file;
}

/// Nothing where the hashes are those of the text and the arguments; else a sentence.
std::string inconsistency(const ConsentFile& file) {
  if (governance::text_hash(file.text()) != file.terms().text_hash) return "its text hash is not that of its text";
  const auto* issue = std::get_if<IssueConsent>(&file.consent);
  if (issue != nullptr && crypto::keccak256(file.arguments) != issue->arguments_hash) {
    return "its arguments hash is not that of its constructor arguments";
  }
  const auto* upgrade = std::get_if<UpgradeConsent>(&file.consent);
  if (upgrade != nullptr && crypto::keccak256(file.arguments) != upgrade->arguments_hash) {
    return "its arguments hash is not that of its arguments";
  }
  return {};
}

}  // namespace

Result<ConsentFile> parse_consent(std::string_view text) {
  const auto malformed = [](const std::string& why) {
    return bad_input("consent_malformed", "this is no consent: " + why, "draft one: kaisho consent draft --help");
  };
  const auto document = codec::json::parse(text);
  if (!document) return malformed(std::string(codec::json::describe(document.error())));
  try {
    auto file = read(*document);
    if (auto why = inconsistency(file); !why.empty()) {
      return bad_input("consent_inconsistent", "the consent contradicts itself: " + why, "draft it again");
    }
    return file;
  } catch (const Wrong& wrong) {
    return malformed(wrong.what());
  }
}

Result<ConsentFile> read_consent(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  auto file = parse_consent(*text);
  if (!file) file.error().text = path.string() + ": " + file.error().text;
  return file;
}

}  // namespace kaisho::cli
