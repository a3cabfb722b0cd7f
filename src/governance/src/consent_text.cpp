#include <kaisho/base/hex.hpp>
#include <kaisho/crypto/hash.hpp>

#include "kaisho/governance/consent.hpp"
#include "words.hpp"

// The texts that people agree to, in English and Japanese, one line per fact. They are part of the ledger's rules: a
// consent holds the hash of its text, and the contract renders it again. A changed text is a new revision.
namespace kaisho::governance {
namespace {

using words::date;

bool is_japanese(std::string_view language) { return language == "ja"; }

std::string terms_text(const Terms& terms) {
  if (is_japanese(terms.language)) {
    return "目的: " + terms.purpose + "\n範囲: " + terms.scope + "\n有効期限: " + date(terms.expiry) +
           "\n私はこの同意をいつでも撤回できます。\n";
  }
  return "Purpose: " + terms.purpose + "\nScope: " + terms.scope + "\nValid until: " + date(terms.expiry) +
         "\nI can withdraw this consent at any time.\n";
}

}  // namespace

bool is_known_language(std::string_view language) { return language == "en" || is_japanese(language); }

std::string text(const EntrustConsent& c) {
  if (is_japanese(c.terms.language)) {
    return "委任への同意\n私(利用者 " + c.user_id + "、アカウント " + to_hex(c.account) + ")は、トークンの運用を組織 " +
           c.vorg + " に委任します。\n" + c.vorg +
           " の署名なしに、私のためにプログラムが実行されることはありません。\n" +
           "私のプロフィールのソルト付きハッシュ: " + to_hex(c.profile_hash) + "\n" + terms_text(c.terms);
  }
  return "Consent to entrust\nI, user " + c.user_id + " with account " + to_hex(c.account) +
         ", entrust the organization " + c.vorg +
         " with the running of my tokens.\nNo program runs for me without the " + "signature of " + c.vorg +
         ".\nSalted hash of my profile: " + to_hex(c.profile_hash) + "\n" + terms_text(c.terms);
}

std::string text(const IssueConsent& c) {
  if (is_japanese(c.terms.language)) {
    return "発行への同意\n私(利用者 " + c.user_id + ")は、トークン " + c.token_id +
           " のプログラムを私のために一度展開することに同意します。\nプログラムのパッケージ (SHA-256): " +
           to_hex(c.package_hash) + "\n初期化引数 (Keccak-256): " + to_hex(c.arguments_hash) + "\n委任した組織 " +
           c.vorg + " の署名がなければ展開できません。\n" + terms_text(c.terms);
  }
  return "Consent to issue\nI, user " + c.user_id + ", agree that the program of token " + c.token_id +
         " is deployed once for me.\nProgram package (SHA-256): " + to_hex(c.package_hash) +
         "\nConstructor arguments (Keccak-256): " + to_hex(c.arguments_hash) +
         "\nIt can not be deployed without the signature of " + c.vorg + ", the organization that I entrust.\n" +
         terms_text(c.terms);
}

std::string text(const DistributeConsent& c) {
  if (is_japanese(c.terms.language)) {
    return "保有と取引への同意\n私(利用者 " + c.user_id + ")は、トークン " + c.token_id +
           " を保有し取引することに同意します。\nプログラムのパッケージ (SHA-256): " + to_hex(c.package_hash) +
           "\n委任した組織: " + c.vorg + "\n" + terms_text(c.terms);
  }
  return "Consent to hold and trade\nI, user " + c.user_id + ", agree to hold and trade the token " + c.token_id +
         ".\nProgram package (SHA-256): " + to_hex(c.package_hash) + "\nOrganization that I entrust: " + c.vorg + "\n" +
         terms_text(c.terms);
}

std::string text(const Withdrawal& w) {
  if (is_japanese(w.language)) {
    return "同意の撤回\n私(利用者 " + w.user_id + ")は、トークン " + w.token_id + " についての申請 " +
           std::to_string(w.application) + " への同意を撤回します。\n同意: " + to_hex(w.consent) +
           "\n以後の展開は拒否されます。\n";
  }
  return "Withdrawal of consent\nI, user " + w.user_id + ", take back my consent to application " +
         std::to_string(w.application) + " for token " + w.token_id + ".\nConsent: " + to_hex(w.consent) +
         "\nLater deployments are refused.\n";
}

Hash text_hash(std::string_view text) { return crypto::sha256(view_of(text)); }

EntrustConsent with_text(EntrustConsent consent) {
  consent.terms.text_hash = text_hash(text(consent));
  return consent;
}
IssueConsent with_text(IssueConsent consent) {
  consent.terms.text_hash = text_hash(text(consent));
  return consent;
}
DistributeConsent with_text(DistributeConsent consent) {
  consent.terms.text_hash = text_hash(text(consent));
  return consent;
}
Withdrawal with_text(Withdrawal withdrawal) {
  withdrawal.text_hash = text_hash(text(withdrawal));
  return withdrawal;
}

}  // namespace kaisho::governance
