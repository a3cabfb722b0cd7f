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

/// What the package declares for the day on which its issuer withdraws; no line where it declares nothing.
std::string rule_text(OnWithdrawal rule, std::string_view language) {
  if (rule == OnWithdrawal::none) return "";
  const bool pauses = rule == OnWithdrawal::pause;
  if (is_japanese(language)) {
    return pauses
               ? "発行者が同意を撤回した場合、トークンは一時停止されます。\n"
               : "発行者が同意を撤回した場合、トークンは清算に入り、保有者は償還・消却・発行者への返還のみ行えます。\n";
  }
  return pauses
             ? "If its issuer withdraws the consent, the token is paused.\n"
             : "If its issuer withdraws the consent, the token is wound down: holders can only redeem it, burn it or "
               "give it back to the issuer.\n";
}

std::string effect_text(WithdrawalEffect effect, std::string_view language) {
  const bool japanese = is_japanese(language);
  switch (effect) {
    case WithdrawalEffect::deployments_refused:
      return "";
    case WithdrawalEffect::token_pauses:
      return japanese ? "運用中のトークンは一時停止されます。\n" : "The running token is paused.\n";
    case WithdrawalEffect::token_winds_down:
      return japanese ? "運用中のトークンは清算に入り、保有者は償還・消却・発行者への返還のみ行えます。\n"
                      : "The running token is wound down: holders can only redeem it, burn it or give it back to the "
                        "issuer.\n";
    case WithdrawalEffect::right_ends:
      return japanese ? "私はこのトークンを利用できなくなります。\n" : "I can not use the token any more.\n";
    case WithdrawalEffect::right_ends_give_back:
      return japanese
                 ? "私はこのトークンを利用できなくなり、償還・消却・発行者への返還のみ行えます。\n"
                 : "I can not use the token any more, but to redeem it, to burn it or to give it back to the issuer.\n";
  }
  return "";
}

/// "pause" and its kin: the title's verb, and what becomes of the token.
struct ActionWords {
  std::string_view action, english_effect, japanese, japanese_effect;
};
constexpr ActionWords kActions[] = {
    {"pause", "is paused: no transaction reaches its program until I consent to resume it", "一時停止",
     "を一時停止し、私が再開に同意するまでプログラムへの取引を一切受け付けないこと"},
    {"resume", "is resumed", "再開", "を再開すること"},
    {"retire", "is retired for ever: no transaction reaches its program any more", "終了",
     "を永久に終了し、以後プログラムへの取引を一切受け付けないこと"},
};

ActionWords words_of(std::string_view action) {
  for (const auto& words : kActions) {
    if (words.action == action) return words;
  }
  return {};
}

std::string terms_text(const Terms& terms) {
  if (is_japanese(terms.language)) {
    return "目的: " + terms.purpose + "\n範囲: " + terms.scope + "\n有効期限: " + date(terms.expiry) +
           "\n私はこの同意をいつでも撤回できます。\n";
  }
  return "Purpose: " + terms.purpose + "\nScope: " + terms.scope + "\nValid until: " + date(terms.expiry) +
         "\nI can withdraw this consent at any time.\n";
}

std::string entrustment_ends(const Withdrawal& w) {
  if (is_japanese(w.language)) {
    return "委任への同意の撤回\n私(利用者 " + w.user_id +
           ")は、トークンの運用の委任への同意を撤回します。\n同意: " + to_hex(w.consent) +
           "\n新たに委任するまで、私のための申請と展開は拒否されます。\n";
  }
  return "Withdrawal of the consent to entrust\nI, user " + w.user_id +
         ", take back my consent to entrust the running of my tokens.\nConsent: " + to_hex(w.consent) +
         "\nUntil I entrust an organization anew, applications and deployments for me are refused.\n";
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

std::string text(const EntrustAnew& c) {
  if (is_japanese(c.terms.language)) {
    return "委任先の変更への同意\n私(利用者 " + c.user_id + "、アカウント " + to_hex(c.account) +
           ")は、これまでの委任に代えて、トークンの運用を組織 " + c.vorg + " に委任します。\n" +
           "終了する同意: " + to_hex(c.replaces) + "\n" + c.vorg +
           " の署名なしに、私のためにプログラムが実行されることはありません。\n" +
           "私のプロフィールのソルト付きハッシュ: " + to_hex(c.profile_hash) + "\n" + terms_text(c.terms);
  }
  return "Consent to entrust anew\nI, user " + c.user_id + " with account " + to_hex(c.account) +
         ", entrust the organization " + c.vorg +
         " with the running of my tokens, in place of my earlier consent.\nConsent that ends: " + to_hex(c.replaces) +
         "\nNo program runs for me without the signature of " + c.vorg +
         ".\nSalted hash of my profile: " + to_hex(c.profile_hash) + "\n" + terms_text(c.terms);
}

std::string text(const IssueConsent& c) {
  if (is_japanese(c.terms.language)) {
    return "発行への同意\n私(利用者 " + c.user_id + ")は、トークン " + c.token_id +
           " のプログラムを私のために一度展開することに同意します。\nプログラムのパッケージ (SHA-256): " +
           to_hex(c.package_hash) + "\n初期化引数 (Keccak-256): " + to_hex(c.arguments_hash) + "\n委任した組織 " +
           c.vorg + " の署名がなければ展開できません。\n" + rule_text(c.on_withdrawal, c.terms.language) +
           terms_text(c.terms);
  }
  return "Consent to issue\nI, user " + c.user_id + ", agree that the program of token " + c.token_id +
         " is deployed once for me.\nProgram package (SHA-256): " + to_hex(c.package_hash) +
         "\nConstructor arguments (Keccak-256): " + to_hex(c.arguments_hash) +
         "\nIt can not be deployed without the signature of " + c.vorg + ", the organization that I entrust.\n" +
         rule_text(c.on_withdrawal, c.terms.language) + terms_text(c.terms);
}

std::string text(const DistributeConsent& c) {
  if (is_japanese(c.terms.language)) {
    return "保有と取引への同意\n私(利用者 " + c.user_id + ")は、トークン " + c.token_id +
           " を保有し取引することに同意します。\nプログラムのパッケージ (SHA-256): " + to_hex(c.package_hash) +
           "\n委任した組織: " + c.vorg + "\n" + rule_text(c.on_withdrawal, c.terms.language) + terms_text(c.terms);
  }
  return "Consent to hold and trade\nI, user " + c.user_id + ", agree to hold and trade the token " + c.token_id +
         ".\nProgram package (SHA-256): " + to_hex(c.package_hash) + "\nOrganization that I entrust: " + c.vorg + "\n" +
         rule_text(c.on_withdrawal, c.terms.language) + terms_text(c.terms);
}

std::string text(const UpgradeConsent& c) {
  const std::string rule = rule_text(c.on_withdrawal, c.terms.language);
  if (is_japanese(c.terms.language)) {
    return "更新への同意\n私(利用者 " + c.user_id + ")は、" + to_hex(c.deployed) + " で動くトークン " + c.token_id +
           " のプログラムを一度新しい版に更新することに同意します。\n現在のパッケージ (SHA-256): " +
           to_hex(c.from_package) + "\n新しいパッケージ (SHA-256): " + to_hex(c.package_hash) +
           "\n引数 (Keccak-256): " + to_hex(c.arguments_hash) + "\n委任した組織 " + c.vorg +
           " の署名がなければ更新できません。\n" + rule + terms_text(c.terms);
  }
  return "Consent to upgrade\nI, user " + c.user_id + ", agree that the program of token " + c.token_id +
         ", which runs at " + to_hex(c.deployed) +
         ", is replaced once by a new version.\nPackage that runs (SHA-256): " + to_hex(c.from_package) +
         "\nNew package (SHA-256): " + to_hex(c.package_hash) +
         "\nArguments (Keccak-256): " + to_hex(c.arguments_hash) + "\nIt can not be done without the signature of " +
         c.vorg + ", the organization that I entrust.\n" + rule + terms_text(c.terms);
}

std::string text(const ChangeConsent& c) {
  const auto words = words_of(c.action);
  if (is_japanese(c.terms.language)) {
    return std::string(words.japanese) + "への同意\n私(利用者 " + c.user_id + ")は、" + to_hex(c.deployed) +
           " で動くトークン " + c.token_id + " " + std::string(words.japanese_effect) +
           "に同意します。\nプログラムのパッケージ (SHA-256): " + to_hex(c.package_hash) + "\n委任した組織 " + c.vorg +
           " の署名がなければ実行できません。\n" + terms_text(c.terms);
  }
  return "Consent to " + c.action + "\nI, user " + c.user_id + ", agree that the token " + c.token_id +
         ", which runs at " + to_hex(c.deployed) + ", " + std::string(words.english_effect) +
         ".\nProgram package (SHA-256): " + to_hex(c.package_hash) + "\nIt can not be done without the signature of " +
         c.vorg + ", the organization that I entrust.\n" + terms_text(c.terms);
}

std::string text(const Withdrawal& w) {
  if (w.token_id.empty()) return entrustment_ends(w);
  if (is_japanese(w.language)) {
    return "同意の撤回\n私(利用者 " + w.user_id + ")は、トークン " + w.token_id + " についての申請 " +
           std::to_string(w.application) + " への同意を撤回します。\n同意: " + to_hex(w.consent) +
           "\n以後の展開は拒否されます。\n" + effect_text(w.effect, w.language);
  }
  return "Withdrawal of consent\nI, user " + w.user_id + ", take back my consent to application " +
         std::to_string(w.application) + " for token " + w.token_id + ".\nConsent: " + to_hex(w.consent) +
         "\nLater deployments are refused.\n" + effect_text(w.effect, w.language);
}

namespace {

/// The terms hold the hash of the consent's own text.
template <class Consent>
Consent hashed(Consent consent) {
  consent.terms.text_hash = text_hash(text(consent));
  return consent;
}

}  // namespace

Hash text_hash(std::string_view text) { return crypto::sha256(view_of(text)); }

EntrustConsent with_text(EntrustConsent consent) { return hashed(std::move(consent)); }
EntrustAnew with_text(EntrustAnew consent) { return hashed(std::move(consent)); }
IssueConsent with_text(IssueConsent consent) { return hashed(std::move(consent)); }
DistributeConsent with_text(DistributeConsent consent) { return hashed(std::move(consent)); }
UpgradeConsent with_text(UpgradeConsent consent) { return hashed(std::move(consent)); }
ChangeConsent with_text(ChangeConsent consent) { return hashed(std::move(consent)); }
Withdrawal with_text(Withdrawal withdrawal) {
  withdrawal.text_hash = text_hash(text(withdrawal));
  return withdrawal;
}

}  // namespace kaisho::governance
