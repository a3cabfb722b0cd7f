#include "documents.hpp"

#include <algorithm>
#include <map>

#include <kaisho/base/hex.hpp>

#include "passkey_samples.hpp"

namespace kaisho::model {
namespace {

governance::Terms terms_of(const Document& d) {
  auto made = terms(d.variant, d.variant == 0 ? kShort : kLong);
  if (d.scope != Document::Scope::open) made.scope = "private " + to_hex(private_record());
  if (d.scope == Document::Scope::nearly) made.scope += " and more";
  return made;
}

/// A passkey of iris, and what it would answer where it is asked in another way than it should be.
Bytes assertion_of(const Hash& hash, Step::Touch touch) {
  using governance::samples::Authenticator;
  static const Authenticator kOwn, kOther("00000000000000000000000000000000000000000000000000000000000000ff");
  auto assertion = kOwn.assertion(hash);
  const auto replace = [&](std::string_view old, std::string_view by) {
    assertion.client_data.replace(assertion.client_data.find(old), old.size(), by);
  };
  if (touch == Step::Touch::unverified) assertion.authenticator_data[32] = 0x01;  // flags: present, not verified
  if (touch == Step::Touch::foreign_page) replace("false", "true");
  if (touch == Step::Touch::registration) replace("webauthn.get", "webauthn.create");
  (touch == Step::Touch::other_key ? kOther : kOwn).sign(assertion);
  return encode(assertion);
}

/// The owner's signature, and what the contract will make of it.
Bytes vault_signature(const Hash& hash, Step::Touch touch) {
  const auto signer = touch == Step::Touch::other_key ? Person::thief : kContractUser;
  Bytes signature = governance::sign_digest(key(key_of(signer)), hash);
  signature.push_back(static_cast<std::uint8_t>(touch));
  return signature;
}

/// A clerk's word that the user without a key agreed on paper.
Bytes witnessed(Person clerk, const Hash& hash, Step::Touch touch) {
  const unsigned own = clerk == Person::clerk ? 0 : 1;
  governance::WitnessedSignature paper{kIds[1], kNames[own], crypto::sha256(view_of("a scan")), {}};
  if (touch == Step::Touch::foreign_page) paper.organization = kNames[1 - own];
  if (touch == Step::Touch::registration) paper.user_id = kIds[0];
  auto signer = clerk;
  if (touch == Step::Touch::unverified) signer = static_cast<Person>(own);
  if (touch == Step::Touch::other_key) signer = Person::thief;
  const governance::Witness document{hash, paper.user_id, paper.organization, paper.paper};
  paper.signature = governance::sign_digest(key(key_of(signer)), digest(document, kChain));
  return encode(paper);
}

std::string action_of(const Document& d) {
  constexpr const char* kActions[] = {"upgrade", "pause", "resume", "retire"};
  return kActions[static_cast<unsigned>(d.kind) - static_cast<unsigned>(Document::Kind::upgrade)];
}

Hash made_digest(const Document& d) {
  switch (d.kind) {
    case Document::Kind::entrust:
      return digest(entrust_of(d), kChain);
    case Document::Kind::entrust_anew:
      return digest(anew_of(d), kChain);
    case Document::Kind::issue:
      return digest(issue_of(d), kChain);
    case Document::Kind::distribute:
      return digest(distribute_of(d), kChain);
    case Document::Kind::upgrade:
      return digest(upgrade_of(d), kChain);
    default:
      return digest(change_of(d), kChain);
  }
}

}  // namespace

Address address_of_code(ByteView code) {
  Address address;
  const Hash hash = crypto::keccak256(code);
  std::copy_n(hash.bytes.begin(), address.bytes.size(), address.bytes.begin());
  return address;
}

Address account_of(Person person) {
  static const Address kPasskey = governance::samples::Authenticator().account();
  if (person == kPasskeyUser) return kPasskey;
  if (person == kContractUser) return address_of_code(view_of("a contract that is an account"));
  if (person == kPaperUser) return governance::witnessed_account(kIds[1]);
  return account(key_of(person));
}

const Bytes& proxy_code() {
  static const Bytes kCode{0x60, 0xff, 0x00};
  return kCode;
}

Address address_of_running(unsigned token, unsigned version) {
  return address_of_code(is_proxied(token) ? proxy_code() : package_of(token, version).creation_code);
}

Hash private_record() { return crypto::sha256(view_of("a private record's root")); }

const governance::Package& package_of(unsigned token, unsigned version) {
  static const auto kPackages = [] {
    std::vector<governance::Package> all;
    for (unsigned i = 0; i < kTokens * kVersions; ++i) {
      std::string draft = governance::samples::draft();
      draft.replace(draft.find("BOND"), 4, kTokenIds[i / kVersions]);
      draft.replace(draft.find("1.0.0"), 5, i % kVersions == 0 ? "1.0.0" : "2.0.0");
      auto files = governance::samples::folder("0x60" + std::string(i < 8 ? "0" : "") + std::to_string(i) + "00");
      if (is_proxied(i / kVersions)) {
        const std::string artifact = R"({"abi":[{"type":"constructor","inputs":[{"name":"to","type":"address"},)"
                                     R"({"name":"call","type":"bytes"}]}],"bytecode":")" +
                                     to_hex(proxy_code()) + R"("})";
        files.push_back(governance::samples::file("artifacts/Proxy.json", artifact));
        draft.insert(draft.size() - 1, R"(,"lifecycle":{"onWithdrawal":"none",)"
                                       R"("proxy":{"kind":"uups","artifact":"artifacts/Proxy.json"}})");
      }
      files.push_back(governance::samples::file("program.json", governance::make_manifest(draft, files).value()));
      all.push_back(governance::load_package(std::move(files)).value());
    }
    return all;
  }();
  return kPackages[token * kVersions + version];
}

Bytes arguments_of(unsigned which) { return Bytes(kArgumentsSize, static_cast<std::uint8_t>(which + 1)); }

governance::EntrustConsent entrust_of(const Document& d) {
  return with_text(governance::EntrustConsent{kIds[d.user], account_of(d.account), kNames[d.vorg],
                                              crypto::sha256(view_of("salted")), terms_of(d)});
}
governance::EntrustAnew anew_of(const Document& d) {
  const Hash replaces = digest_of(entrustment_of(d.user, d.account, d.past));
  return with_text(governance::EntrustAnew{kIds[d.user], account_of(d.account), kNames[d.vorg],
                                           crypto::sha256(view_of("salted")), replaces, terms_of(d)});
}
governance::Withdrawal end_of(const Document& d) {
  return with_text(governance::Withdrawal{kIds[d.user], {}, 0, digest_of(d), {}, "en"});
}
governance::IssueConsent issue_of(const Document& d) {
  return with_text(governance::IssueConsent{kIds[d.user], kTokenIds[d.token], package_of(d.token, d.version).hash,
                                            crypto::keccak256(arguments_of(d.arguments)), kNames[d.vorg], terms_of(d)});
}
governance::DistributeConsent distribute_of(const Document& d) {
  return with_text(governance::DistributeConsent{kIds[d.user], kTokenIds[d.token], package_of(d.token, d.version).hash,
                                                 kNames[d.vorg], terms_of(d)});
}
governance::UpgradeConsent upgrade_of(const Document& d) {
  const auto& from = package_of(d.token, d.from);
  return with_text(governance::UpgradeConsent{
      kIds[d.user], kTokenIds[d.token], address_of_running(d.token, d.from), from.hash,
      package_of(d.token, d.version).hash, crypto::keccak256(arguments_of(d.arguments)), kNames[d.vorg], terms_of(d)});
}
governance::ChangeConsent change_of(const Document& d) {
  const auto& from = package_of(d.token, d.from);
  return with_text(governance::ChangeConsent{kIds[d.user], kTokenIds[d.token], action_of(d),
                                             address_of_running(d.token, d.from), from.hash, kNames[d.vorg],
                                             terms_of(d)});
}
Hash digest_of(const Document& d) {
  static std::map<Document, Hash> known;
  const auto found = known.find(d);
  if (found != known.end()) return found->second;
  return known.emplace(d, made_digest(d)).first->second;
}
Bytes signed_by(Person person, const Hash& hash, Step::Touch touch) {
  static std::map<std::tuple<Person, Hash, Step::Touch>, Bytes> known;
  const auto [found, is_new] = known.try_emplace({person, hash, touch});
  if (!is_new) return found->second;
  if (person == kPasskeyUser) return found->second = assertion_of(hash, touch);
  if (person == kContractUser) return found->second = vault_signature(hash, touch);
  if (is_clerk(person)) return found->second = witnessed(person, hash, touch);
  return found->second = governance::sign_digest(key(key_of(person)), hash);
}

ledger::Host::Called answer_of_vault(ByteView input) {
  constexpr std::size_t kSelector = 4, kWord = 32, kSignature = 65;
  Bytes no(kWord), yes(kWord);
  const auto& selector = codec::abi::Function::of("isValidSignature(bytes32,bytes)").selector();
  std::ranges::copy(selector.view(), yes.begin());
  const auto at = kSelector + 3 * kWord;  // behind the digest, the offset and the size
  if (input.size() <= at + kSignature) return {.success = true, .output = no};
  const auto hash = Hash::from(input.subspan(kSelector).first<kWord>());
  const auto signer = governance::signer_of(hash, input.subspan(at, kSignature));
  const bool is_owner = signer && *signer == account(key_of(kContractUser));
  switch (static_cast<Step::Touch>(input[at + kSignature])) {
    case Step::Touch::unverified:
      return {.success = true, .output = no};
    case Step::Touch::foreign_page:  // the number, where the bytes should stand
      std::rotate(yes.begin(), yes.begin() + kSelector, yes.end());
      return {.success = true, .output = yes};
    case Step::Touch::registration:
      return {.success = false, .output = yes};
    default:
      return {.success = true, .output = is_owner ? yes : no};
  }
}

const std::vector<Form>& all_forms() {
  static const auto kForms = [] {
    std::vector<Form> forms;
    for (unsigned i = 0; i < 8 * kRests; ++i) {
      forms.push_back({static_cast<Organizations>(i % 8), static_cast<Form::Rest>(i / 8)});
    }
    return forms;
  }();
  return kForms;
}

}  // namespace kaisho::model
