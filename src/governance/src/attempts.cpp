#include <algorithm>

#include <kaisho/base/hex.hpp>
#include <kaisho/codec/abi.hpp>

#include "admission.hpp"
#include "audit_text.hpp"
#include "functions.hpp"
#include "kaisho/governance/audit_scope.hpp"
#include "kaisho/governance/calls.hpp"
#include "kaisho/governance/governance.hpp"
#include "words.hpp"

// Refused attempts: which calls of the governance, and which of its refusals, mean that somebody tried what the user or
// the members did not agree to. A typing error is none.
namespace kaisho::governance {
namespace {

namespace abi = codec::abi;

/// A refusal that tells of an attempt; {0} is the error's first value. The English sentence is the error's own.
struct ForbiddenError {
  std::string_view signature;
  std::string_view ja;
};

constexpr ForbiddenError kForbidden[] = {
    {"NotAMember(address)", "{0} はメンバー組織の運用者ではありません"},
    {"NotSignedBy(address,address)", "{0} はこの内容に署名していません(署名は {1} のもの、または別の内容のもの)"},
    {"ConsentExpired(uint64,uint64)", "同意の期限 {0} を過ぎています(現在 {1}、1970年からの秒)"},
    {"ConsentAlreadyUsed(bytes32)", "同意 {0} は使用済みです"},
    {"ConsentIsWithdrawn(uint64,uint64)", "申請 {0} の同意は {1} に撤回されています"},
    {"WrongConsentText(bytes32,bytes32)", "利用者が署名した文面は別のものです"},
    {"WrongOrganization(string,string)", "利用者が委任した組織は {1} ではなく {0} です"},
    {"NotEntrusted(address,string)", "{0} は、利用者が委任した組織 {1} の運用者ではありません"},
    {"NoSuccessfulTest(bytes32,string)", "組織 {1} にはパッケージ {0} の合格したテストがありません"},
    {"PackageNotRunning(bytes32,bytes32)", "動作しているのはパッケージ {0} で、{1} ではありません"},
    {"WrongCreationCode(bytes32,bytes32)", "テストされたプログラムではありません(SHA-256 は {1}、登録は {0})"},
    {"WrongArguments(bytes32,bytes32)", "同意された引数ではありません"},
    {"SignatureTwice(string)", "組織 {0} の署名が二重です"},
    {"EntrustedSignatureMissing(string)", "利用者が委任した組織 {0} の署名がありません"},
    {"PolicyNotSatisfied(string,string)", "{1} の署名ではポリシー {0} を満たしません"},
    {"PolicyNeverSatisfied(string)", "ポリシー {0} は決して満たされません"},
    {"PolicyWeakened(string)", "ポリシーが弱くなります: {0}"},
    {"NoIssueConsent(string)", "トークン {0} の発行に対する利用者の同意が記録されていません"},
    {"TokenBelongsTo(string,string)", "トークン {0} は組織 {1} のものです"},
    {"NotTheIssuer(string,string)", "トークン {0} は利用者 {1} のために発行されたものではありません"},
    {"ProxyPointsElsewhere(address,address)", "プロキシ {0} は、同意されたプログラムではなく {1} を指しています"},
    {"NotTheProposer(uint64,string)", "提案 {0} は組織 {1} のものです"},
};

/// A function that somebody may try without right, and where its call says whom it concerns.
struct WatchedCall {
  enum class Names : std::uint8_t { nobody, application, token, user, pair };
  std::string_view signature;
  Names names;  ///< of the first arguments
  std::string_view en, ja;
};
using Names = WatchedCall::Names;

constexpr WatchedCall kWatched[] = {
    {"deploy(uint64,bytes,bytes,bytes[])", Names::application, "deploy the program of application {0}",
     "申請 {0} のプログラムのデプロイ"},
    {"upgrade(uint64,bytes,bytes,bytes[])", Names::application, "carry out the upgrade of application {0}",
     "申請 {0} のアップグレードの実行"},
    {"changeState(uint64,bytes[])", Names::application, "carry out the change of application {0}",
     "申請 {0} の状態変更の実行"},
    {"applyToUpgrade(string,string,bytes32,bytes,string,(bytes32,string,string,string,uint64,bytes32),bytes)",
     Names::pair, "apply for user {0} to upgrade token {1}", "利用者 {0} のトークン {1} のアップグレード申請"},
    {"applyToChange(string,string,string,string,(bytes32,string,string,string,uint64,bytes32),bytes)", Names::pair,
     "apply for user {0} to {2} token {1}", "利用者 {0} のトークン {1} の {2} 申請"},
    {"withdrawApplication(uint64,string,bytes32,bytes)", Names::application, "withdraw the consent of application {0}",
     "申請 {0} の同意の撤回"},
    {"changePolicy(string,string)", Names::token, "change the policy of token {0} to {1}",
     "トークン {0} のポリシーの {1} への変更"},
    {"applyToIssue(string,string,bytes32,bytes,string,(bytes32,string,string,string,uint64,bytes32),bytes)",
     Names::pair, "apply for the issue of token {1} for user {0}", "利用者 {0} のためのトークン {1} の発行申請"},
    {"applyToDistribute(string,string,bytes32,string,(bytes32,string,string,string,uint64,bytes32),bytes)", Names::pair,
     "apply for user {0} to hold and trade token {1}", "利用者 {0} のトークン {1} の利用申請"},
    {"recordRefusal(string,string,bytes32,uint8,string)", Names::pair, "record a refusal of user {0} for token {1}",
     "利用者 {0} のトークン {1} に対する拒否の記録"},
    {"withdraw(string,string,string,bytes32,bytes)", Names::pair, "withdraw the consent of user {0} for token {1}",
     "利用者 {0} のトークン {1} への同意の撤回"},
    {"registerUser(string,address,string,bytes32,(bytes32,string,string,string,uint64,bytes32),bytes)", Names::user,
     "register user {0}", "利用者 {0} の登録"},
    {"registerProgram(string,string,bytes)", Names::token, "register a program of token {0}",
     "トークン {0} のプログラムの登録"},
    {"attest(bytes32,bool,bytes32,bytes)", Names::nobody, "record a test result of package {0}",
     "パッケージ {0} のテスト結果の記録"},
    {"proposeMembership((uint8,string,address,uint32,bytes32,bytes20,string,string,bytes32,bytes32,string),uint64)",
     Names::nobody, "propose a change of the membership", "メンバー変更の提案"},
    {"approveMembership(uint64)", Names::nobody, "approve the membership proposal {0}",
     "メンバー変更の提案 {0} の承認"},
    {"withdrawProposal(uint64)", Names::nobody, "withdraw the membership proposal {0}",
     "メンバー変更の提案 {0} の取り下げ"},
    {"rotateValidatorKey(bytes32)", Names::nobody, "change a validator key", "検証者鍵の変更"},
    {"rotateCheckpointKey(bytes32)", Names::nobody, "change a checkpoint key", "チェックポイント鍵の変更"},
    {"updateEndpoints(bytes20,string,string,bytes32)", Names::nobody, "change a member's addresses",
     "メンバーのアドレスの変更"},
};

/// A call of a watched function, with its arguments.
struct Call {
  WatchedCall function;
  abi::Values arguments;
};

/// Whom the first arguments of a function name that the table above does not have: the contract's functions begin with
/// an application, a user and a token, or a token.
WatchedCall guessed(std::string_view signature) {
  const auto parameters = signature.substr(signature.find('(') + 1);
  const auto names = parameters.starts_with("uint64")          ? Names::application
                     : parameters.starts_with("string,string") ? Names::pair
                     : parameters.starts_with("string")        ? Names::token
                                                               : Names::nobody;
  return {signature, names, {}, {}};
}

std::optional<Call> watched(ByteView data) {
  if (data.size() < abi::Selector::kSize) return std::nullopt;
  for (const auto& candidate : kWatched) {
    auto arguments = abi::Function::of(candidate.signature).decode_call(data);
    if (arguments) return Call{candidate, std::move(*arguments)};
  }
  for (const auto& function : all_functions()) {
    auto arguments = abi::Function::of(function.signature).decode_call(data);
    if (arguments) return Call{guessed(function.signature), std::move(*arguments)};
  }
  return std::nullopt;
}

/// Texts of a stranger's call stand in an alert only where they are IDs or plain and short.
std::string safe(const std::string& text) {
  constexpr std::size_t kShown = 200;
  const bool plain = text.size() <= kShown && std::ranges::none_of(text, [](char c) {
                       return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
                     });
  return plain ? text : "(long or not printable)";
}

abi::Values safe(abi::Values values) {
  for (auto& value : values) {
    if (const auto* text = value.get_if<std::string>()) value = abi::Value::of(safe(*text));
  }
  return values;
}

/// The user and the token that the call names, if they exist; the issuer where it names only the token.
AuditPair concerned(const Slots& slots, const Call& call) {
  const auto existing = [&](std::string user_id, std::string token_id) {
    if (!find_user(slots, user_id)) user_id.clear();
    if (!find_token(slots, token_id)) token_id.clear();
    return AuditPair{std::move(user_id), std::move(token_id)};
  };
  switch (call.function.names) {
    case Names::application: {
      const auto application = find_application(slots, call.arguments[0].u64());
      return application ? AuditPair{application->user_id, application->token_id} : AuditPair{};
    }
    case Names::token:
      return issuer_of(slots, call.arguments[0].text()).value_or(existing("", call.arguments[0].text()));
    case Names::user:
      return existing(call.arguments[0].text(), "");
    case Names::pair:
      return existing(call.arguments[0].text(), call.arguments[1].text());
    case Names::nobody:
      break;
  }
  return {};
}

/// Why the ledger refused, where the refusal tells of an attempt.
struct Refusal {
  std::string error;
  Sentence text;
};

std::optional<Refusal> refusal(ByteView revert_data) {
  for (const auto& forbidden : kForbidden) {
    const auto function = abi::Function::of(forbidden.signature);
    const auto values = function.decode_call(revert_data);
    if (!values) continue;
    return Refusal{function.name,
                   {calls::explain_revert(revert_data).value_or(function.name), words::filled(forbidden.ja, *values)}};
  }
  return std::nullopt;
}

/// For which the account acts; empty for a stranger.
std::string organization_of(const Slots& slots, const Address& account) {
  const auto member = find_operator(slots, account);
  return member && member->active ? member->name : std::string();
}

}  // namespace

std::optional<RefusedAttempt> attempt_not_admitted(const ledger::StateView& after,
                                                   const ledger::SignedTransaction& tx) {
  if (!admission().refuse(after, tx)) return std::nullopt;
  const ledger::ViewSlots slots(after, kGovernanceAddress);
  RefusedAttempt attempt{.transaction = tx.hash,
                         .sender = tx.sender,
                         .organization = organization_of(slots, tx.sender),
                         .function = {},
                         .error = std::string(kNotAdmitted),
                         .pair = {},
                         .text = {}};
  Sentence tried, reason;
  if (!tx.transaction.to) {
    attempt.function = "create";
    tried = {"create a contract", "コントラクトの作成"};
    reason = {"a program is deployed only through the governance, with its user's consent",
              "プログラムは利用者の同意のもと、ガバナンスを通じてのみデプロイできます"};
  } else {
    const auto id = token_of(slots, *tx.transaction.to);
    const auto token = find_token_head(slots, id);
    if (!token || has_right_to(slots, *token, tx.sender)) return std::nullopt;
    attempt.function = "send";
    attempt.pair = issuer_of(slots, id).value_or(AuditPair{"", id});
    tried = {"send a transaction to token " + id, "トークン " + id + " への取引の送信"};
    reason = {"no consent of its user to hold and trade it is on record",
              "保有・取引への利用者の同意が記録されていません"};
  }
  attempt.text = texts::refused_attempt(attempt.organization, to_hex(tx.sender), tried, reason);
  return attempt;
}

std::optional<RefusedAttempt> refused_attempt(const Slots& before, const ledger::SignedTransaction& tx,
                                              ByteView revert_data) {
  const auto why = refusal(revert_data);
  if (!why) return std::nullopt;
  const auto call = watched(tx.transaction.data);
  if (!call) return std::nullopt;
  RefusedAttempt attempt{.transaction = tx.hash,
                         .sender = tx.sender,
                         .organization = organization_of(before, tx.sender),
                         .function = abi::Function::of(call->function.signature).name,
                         .error = why->error,
                         .pair = concerned(before, *call),
                         .text = {}};
  const auto shown = safe(call->arguments);
  const Sentence tried =
      !call->function.en.empty()
          ? Sentence{words::filled(call->function.en, shown), words::filled(call->function.ja, shown)}
          : Sentence{"call " + attempt.function, attempt.function + " の呼び出し"};
  attempt.text = texts::refused_attempt(attempt.organization, to_hex(tx.sender), tried, why->text);
  return attempt;
}

}  // namespace kaisho::governance
