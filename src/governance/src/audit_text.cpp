#include "audit_text.hpp"

#include <kaisho/base/joined.hpp>

#include "words.hpp"

namespace kaisho::governance::texts {
namespace {

using words::date;

}  // namespace

Sentence policy_unauthorized(const AuditPair& pair, const std::string& policy, const std::string& vorg) {
  return {"Unauthorized policy: user " + pair.user_id + " entrusted " + vorg + " with token " + pair.token_id +
              ", but the deploy policy " + policy + " can be satisfied without " + vorg + ".",
          "許可のないポリシー: 利用者 " + pair.user_id + " はトークン " + pair.token_id + " を組織 " + vorg +
              " に委任しましたが、デプロイポリシー " + policy + " は " + vorg + " の署名なしでも満たされます。"};
}

Sentence policy_unreadable(const std::string& token_id) {
  return {"Token " + token_id + " has no readable deploy policy: nobody can say who must sign.",
          "トークン " + token_id + " には読み取れるデプロイポリシーがなく、誰の署名が必要かを確認できません。"};
}

Sentence policy_unsatisfiable(const AuditPair& pair, const std::string& policy, const OrganizationSet& former) {
  const bool left = !former.empty();
  return {"The present members cannot satisfy the deploy policy " + policy + " of token " + pair.token_id +
              (left ? " (no members any more: " + joined(former) + ")" : "") + ": nothing can be deployed.",
          "現在のメンバーではトークン " + pair.token_id + " のデプロイポリシー " + policy + " を満たせません" +
              (left ? "(脱退した組織: " + joined(former) + ")" : "") + "。デプロイはできません。"};
}

Sentence entrusted_left(const AuditPair& pair, const std::string& vorg) {
  return {"The organization " + vorg + " that user " + pair.user_id + " entrusted with token " + pair.token_id +
              " is no member of the consortium any more.",
          "利用者 " + pair.user_id + " がトークン " + pair.token_id + " を委任した組織 " + vorg +
              " は、コンソーシアムのメンバーではなくなりました。"};
}

Sentence entrustment_missing(const AuditPair& pair) {
  return {"No consent of user " + pair.user_id + " to entrust an organization is on record.",
          "利用者 " + pair.user_id + " の委任への同意が記録されていません。"};
}

Sentence entrustment_expired(const AuditPair& pair, Timestamp expiry) {
  return {"The consent of user " + pair.user_id + " to entrust an organization expired at " + date(expiry) + ".",
          "利用者 " + pair.user_id + " の委任への同意は " + date(expiry) + " に期限が切れました。"};
}

Sentence entrustment_withdrawn(const AuditPair& pair, Timestamp time) {
  return {"User " + pair.user_id + " withdrew the consent to entrust an organization at " + date(time) + ".",
          "利用者 " + pair.user_id + " は " + date(time) + " に委任への同意を撤回しました。"};
}

Sentence consent_missing(const AuditPair& pair, ApplicationNumber application) {
  const auto number = std::to_string(application);
  return {"Application " + number + " for user " + pair.user_id + " and token " + pair.token_id +
              " has no consent of the user on record.",
          "利用者 " + pair.user_id + " のトークン " + pair.token_id + " に関する申請 " + number +
              " には、利用者の同意が記録されていません。"};
}

Sentence consent_expired(const AuditPair& pair, Timestamp expiry, bool runs) {
  return {"The consent of user " + pair.user_id + " for token " + pair.token_id + " expired at " + date(expiry) +
              (runs ? "; the program still runs." : "; nothing can be deployed with it."),
          "利用者 " + pair.user_id + " のトークン " + pair.token_id + " への同意は " + date(expiry) +
              " に期限が切れました。" +
              (runs ? "プログラムは動作を続けています。" : "この同意ではデプロイできません。")};
}

Sentence consent_withdrawn(const AuditPair& pair, Timestamp time, bool runs) {
  return {"User " + pair.user_id + " withdrew the consent for token " + pair.token_id + " at " + date(time) +
              (runs ? "; the program follows its own rule for withdrawals." : "; nothing can be deployed with it."),
          "利用者 " + pair.user_id + " は " + date(time) + " にトークン " + pair.token_id +
              " への同意を撤回しました。" +
              (runs ? "プログラムは撤回に関する自身の規則に従います。" : "この同意ではデプロイできません。")};
}

Sentence runs_without_consent(const std::string& token_id, const std::string& where) {
  return {
      "The program of token " + token_id + " runs at " + where + " without an application that its user consented to.",
      "トークン " + token_id + " のプログラムが、利用者の同意した申請なしに " + where + " で動作しています。"};
}

Sentence runs_other_program(const std::string& token_id, const std::string& where, const std::string& running,
                            const std::string& consented) {
  return {"Token " + token_id + " runs at " + where + " as package " + running +
              ", but the user consented to package " + consented + ".",
          "トークン " + token_id + " は " + where + " でパッケージ " + running +
              " として動作していますが、利用者が同意したのはパッケージ " + consented + " です。"};
}

Sentence proxy_turned(const std::string& token_id, const std::string& where, const std::string& found,
                      const std::string& consented) {
  return {"The proxy " + where + " of token " + token_id + " points to " + found +
              ", but the user consented to the program at " + consented + ".",
          "トークン " + token_id + " のプロキシ " + where + " は " + found +
              " を指していますが、利用者が同意したのは " + consented + " のプログラムです。"};
}

Sentence program_gone(const std::string& token_id, const std::string& where) {
  return {"There is no program at " + where + ", where token " + token_id + " should run.",
          "トークン " + token_id + " が動作するはずの " + where + " にプログラムがありません。"};
}

Sentence use_without_consent(const AuditPair& pair, ApplicationNumber application) {
  const auto number = std::to_string(application);
  return {"User " + pair.user_id + " may use token " + pair.token_id + " by application " + number +
              ", which is not the user's own or does not stand.",
          "利用者 " + pair.user_id + " は申請 " + number + " によりトークン " + pair.token_id +
              " を利用できますが、その申請は本人のものでないか、有効ではありません。"};
}

Sentence refused_attempt(const std::string& organization, const std::string& sender, const Sentence& tried,
                         const Sentence& reason) {
  const bool known = !organization.empty();
  return {"Unauthorized attempt, refused: " + (known ? organization + " (" + sender + ")" : "the account " + sender) +
              " tried to " + tried.en + ": " + reason.en + ".",
          "拒否された不正な試み: " + (known ? "組織 " + organization + " (" + sender + ")" : "アカウント " + sender) +
              " が" + tried.ja + "を試みました。理由: " + reason.ja + "。"};
}

}  // namespace kaisho::governance::texts

namespace kaisho::governance {

Sentence title_of(FindingCode code) {
  switch (code) {
    case FindingCode::policy_unauthorized:
      return {"unauthorized policy", "許可のないポリシー"};
    case FindingCode::policy_unreadable:
      return {"unreadable policy", "読み取れないポリシー"};
    case FindingCode::policy_unsatisfiable:
      return {"policy that nobody can satisfy", "満たせないポリシー"};
    case FindingCode::entrusted_left:
      return {"entrusted organization left", "委任先の組織の脱退"};
    case FindingCode::entrustment_missing:
      return {"no consent to entrust", "委任への同意なし"};
    case FindingCode::entrustment_expired:
      return {"consent to entrust expired", "委任への同意の期限切れ"};
    case FindingCode::entrustment_withdrawn:
      return {"consent to entrust withdrawn", "委任への同意の撤回"};
    case FindingCode::consent_missing:
      return {"application without consent", "同意のない申請"};
    case FindingCode::consent_expired:
      return {"consent expired", "同意の期限切れ"};
    case FindingCode::consent_withdrawn:
      return {"consent withdrawn", "同意の撤回"};
    case FindingCode::runs_without_consent:
      return {"program without consent", "同意なしに動作するプログラム"};
    case FindingCode::runs_other_program:
      return {"another program runs than was agreed", "同意と異なるプログラム"};
    case FindingCode::program_gone:
      return {"program gone", "プログラムの消失"};
    case FindingCode::use_without_consent:
      return {"use without consent", "同意のない利用"};
    case FindingCode::refused_attempt:
      return {"unauthorized attempt refused", "不正な試みの拒否"};
  }
  return {};
}

}  // namespace kaisho::governance
