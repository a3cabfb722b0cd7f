#include "phrases.hpp"

#include <algorithm>
#include <kaisho/base/assert.hpp>

namespace kaisho::analysis {
namespace {

struct Phrase {
  std::string_view key, english, japanese;
};

// Keys of powers, findings, parties and verdicts are their names for machines.
constexpr Phrase kPhrases[] = {
    {"title", "What you are asked to agree to", "同意の前にお読みください"},
    {"of token", "Token {0}: {1}, version {2}", "トークン {0}：{1} バージョン {2}"},
    {"subject", "The program", "プログラム"},
    {"token", "Token", "トークン"},
    {"name", "Name", "名称"},
    {"version", "Version", "バージョン"},
    {"standard", "It says it follows", "準拠すると称する規格"},
    {"interfaces", "Its functions are those of", "関数から見て一致する規格"},
    {"package", "Package hash", "パッケージのハッシュ"},
    {"arguments hash", "Hash of what it starts with", "初期値のハッシュ"},
    {"argument", "It starts with, {0}", "初期値 {0}"},
    {"user", "User", "利用者"},
    {"vorg", "Entrusted organization", "委託先の組織"},
    {"policy", "DeployPolicy", "配備ポリシー"},
    {"none", "none", "なし"},
    {"first", "Look at this first", "まず確認してください"},
    {"nothing first", "Nothing that needs a warning was found.", "警告すべき点は見つかりませんでした。"},
    {"powers", "Who has power over the token", "トークンに対する権限を持つ者"},
    {"no powers", "Nobody was found who has power over the token or its holders.",
     "トークンや保有者に対する権限を持つ者は見つかりませんでした。"},
    {"nobody can", "Nobody was found who can: {0}.", "次のことができる者は見つかりませんでした：{0}。"},
    {"anyone", "anyone", "誰でも"},
    {"and", ", ", "、"},
    {"usable", "Does the program ask who may use the token?", "利用資格を確認しているか"},
    {"functions", "What can be done with it", "できること"},
    {"reads", "Only reads", "参照のみ"},
    {"who can", "Can be called by: {0}.", "呼び出せる者：{0}。"},
    {"nobody", "nobody who was tried", "試した範囲では誰もいない"},
    {"everyone", "every holder", "保有者全員"},
    {"only later", "Only after a long time has passed.", "長い期間が過ぎた後に限る。"},
    {"only after", "Only after {0} was called.", "{0} が呼ばれた後に限る。"},
    {"author says", "The author says: {0}", "作成者の説明：{0}"},
    {"hidden here", "Not in the interface; found in the code.", "インターフェースに無く、コードから見つかった。"},
    {"tests", "What the organizations found", "各組織の確認結果"},
    {"no tests", "No organization has recorded a test.", "試験結果を記録した組織はまだありません。"},
    {"tested", "{0}: {1}. Report {2}. Rebuilt from source: {3}.", "{0}：{1}。報告 {2}。ソースからの再構築：{3}。"},
    {"not tested", "{0}: has not tested it. Rebuilt from source: {1}.", "{0}：未試験。ソースからの再構築：{1}。"},
    {"success", "all tests passed", "すべての試験に合格"},
    {"error", "a test failed", "試験に不合格あり"},
    {"matches", "matches", "一致"},
    {"matches but for metadata", "matches but for metadata", "メタデータを除き一致"},
    {"differs", "differs", "不一致"},
    {"not tried", "not tried", "未実施"},
    {"difference", "Differences to the version running now", "現在稼働中のバージョンとの違い"},
    {"no running", "No other version runs now.", "稼働中の別バージョンはありません。"},
    {"running unknown", "A version runs now, but it could not be examined: {0}.",
     "稼働中のバージョンがありますが、調べられませんでした：{0}。"},
    {"running version", "Version {0} runs now.", "現在はバージョン {0} が稼働しています。"},
    {"no difference", "Functions and powers are the same.", "関数と権限に違いはありません。"},
    {"function added", "New: {0}", "追加：{0}"},
    {"function removed", "Gone: {0}", "削除：{0}"},
    {"power added", "New power. {0}", "新しい権限。{0}"},
    {"power removed", "No longer possible. {0}", "なくなる権限。{0}"},
    {"power changed", "Before: {0} From now on: {1}", "これまで：{0} 今後：{1}"},
    {"finding added", "New: {0}", "新たな指摘：{0}"},
    {"finding removed", "No longer: {0}", "解消：{0}"},
    {"method", "How this was found", "調べ方"},
    {"how",
     "The program was started in a world of its own with exactly these values; every function was called as each of "
     "the parties "
     "below, and what changed was compared. Names and comments were not trusted.",
     "プログラムを隔離した環境で、ここに示す初期値のまま動かしました。下に挙げる各当事者として全関数を呼び出し、"
     "変化を比べました。名称や注釈は判断の根拠にしていません。"},
    {"limits",
     "What is said to be possible was done. That something is impossible cannot be shown by trying: a secret, a "
     "signature or another "
     "contract may open more.",
     "「できる」と書いたことは実際に行いました。「できない」ことは試行では証明できません。秘密の値、署名、"
     "他の契約によって別の動作が可能になる場合があります。"},
    {"party", "{0}: {1}", "{0}：{1}"},
    {"with", "{0} With: {1}", "{0}（関数：{1}）"},
    {"severity 3", "Serious", "重大"},
    {"severity 2", "Attention", "注意"},
    {"severity 1", "Note", "参考"},
    {"printed", "Package {0}", "パッケージ {0}"},
    // parties
    {"issuer", "{0} (issuer)", "{0}（発行者）"},
    {"organization", "{0} (entrusted organization)", "{0}（委託先の組織）"},
    {"creator", "the governance contract (creator)", "ガバナンス契約（作成者）"},
    {"stored", "an account in the program's storage ({0})", "プログラムの記憶領域にあるアカウント（{0}）"},
    {"coded", "an account in the program's code ({0})", "プログラムのコードにあるアカウント（{0}）"},
    {"party argument", "account given at the start ({0})", "初期値で指定されたアカウント（{0}）"},
    {"holder", "a holder ({0})", "保有者（{0}）"},
    {"stranger", "an account that may use the token", "トークンを使えるアカウント"},
    {"outsider", "an account that may not use the token", "トークンを使えないアカウント"},
    // powers, with who
    {"creates tokens", "New tokens can be made by {0}.", "新しいトークンを発行できる者：{0}。"},
    {"destroys tokens of others", "Tokens of others can be destroyed by {0}.", "他人のトークンを消却できる者：{0}。"},
    {"takes tokens from others", "Tokens of others can be moved away by {0}.", "他人のトークンを移転できる者：{0}。"},
    {"stops everyone", "All transfers can be stopped by {0}.", "すべての移転を停止できる者：{0}。"},
    {"stops an account", "A single holder can be stopped by {0}.", "特定の保有者を停止できる者：{0}。"},
    {"replaces the code", "The program itself can be replaced by {0}.", "プログラム自体を置き換えられる者：{0}。"},
    {"changes who has power", "Who has power can be changed by {0}.", "権限を持つ者を変更できる者：{0}。"},
    {"changes terms", "Values that the program works with can be changed by {0}.",
     "プログラムの条件を変更できる者：{0}。"},
    {"resumes", "Stopped transfers can be resumed by {0}.", "停止した移転を再開できる者：{0}。"},
    {"destroys the program", "The program can be destroyed by {0}.", "プログラムを消滅させられる者：{0}。"},
    // the same, where nobody was found
    {"no creates tokens", "make new tokens", "新しいトークンの発行"},
    {"no destroys tokens of others", "destroy tokens of others", "他人のトークンの消却"},
    {"no takes tokens from others", "move tokens of others away", "他人のトークンの移転"},
    {"no stops everyone", "stop all transfers", "すべての移転の停止"},
    {"no stops an account", "stop a single holder", "特定の保有者の停止"},
    {"no replaces the code", "replace the program", "プログラムの置き換え"},
    {"no changes who has power", "change who has power", "権限を持つ者の変更"},
    // findings, with their subject
    {"hidden function", "The code has a function that its interface does not show: {0}.",
     "インターフェースに無い関数がコードにあります：{0}。"},
    {"unreachable function", "Nobody who was tried could call {0}. Who can is not visible from outside.",
     "{0} は試した範囲では誰も呼び出せませんでした。呼び出せる者は外からは分かりません。"},
    {"asks the origin",
     "The program asks who began a transaction, not who calls it: a contract in between can use that power.",
     "呼び出し元ではなく取引の起点を確認しています。間に入る契約がその権限を使うおそれがあります。"},
    {"delegates", "The program can run code of others as its own (DELEGATECALL).",
     "他のコードを自身のものとして実行できます（DELEGATECALL）。"},
    {"destroys itself", "The code holds an instruction with which a program destroys itself.",
     "自己消滅の命令がコードに含まれています。"},
    {"creates programs", "The code can create further programs; after the deployment the ledger refuses that.",
     "別のプログラムを生成するコードがあります。配備後は台帳がこれを拒否します。"},
    {"upgradable", "The program can be replaced by another one. What you read here holds only until then.",
     "プログラムは別のものに置き換えられます。ここに書かれた内容はそれまでの間だけ有効です。"},
    {"holders cannot transfer", "A holder cannot pass its tokens on, not even to an account that may use them.",
     "保有者はトークンを譲渡できません。利用資格のある相手に対してもできません。"},
    {"transfer takes a fee", "Less arrives than is sent: {0}.", "送った数量より少なく届きます：{0}。"},
    {"calls others", "The program calls other contracts.", "他の契約を呼び出します。"},
    {"asks for another token", "The program asks who may use another token: {0}.",
     "別のトークンの利用資格を確認しています：{0}。"},
    {"not created", "The program cannot be started with these values: {0}.",
     "この初期値ではプログラムを開始できません：{0}。"},
    {"budget spent", "The trial ended before everything was tried; there may be more than is said here.",
     "すべてを試す前に上限に達しました。ここに無い動作があるかもしれません。"},
    {"anyone has power", "Anyone can do this: {0}. See who has power.",
     "誰でも次の操作ができます：{0}。権限の欄を見てください。"},
    {"accepts unknown calls", "The program takes calls of functions that it does not have.",
     "存在しない関数の呼び出しも受け付けます。"},
    {"depends on time", "Only possible after a long time: {0}.", "長い期間の後にだけ可能になります：{0}。"},
    {"funded by force", "No way was found in which holders get tokens; balances were written for the trial.",
     "保有者がトークンを得る方法が見つからず、試行のために残高を書き込みました。"},
    // verdicts
    {"asks", "Yes. No way was found to move tokens to an account that may not use them.",
     "確認しています。利用資格のないアカウントへ移す方法は見つかりませんでした。"},
    {"does not ask", "No. Tokens reach accounts that may not use them, by: {0}.",
     "確認していません。次の関数で利用資格のないアカウントへ届きます：{0}。"},
    {"no value moved", "No tokens were moved in the trial, so nothing can be said.",
     "試行でトークンが動かなかったため、判断できません。"},
    // functions that nobody knows
    {"unknown purpose", "“{0}”", "「{0}」"},
};

constexpr Phrase kPurposes[] = {
    {"transfer(address,uint256)", "Passes own tokens on.", "自分のトークンを渡す。"},
    {"approve(address,uint256)", "Allows another account to take own tokens up to an amount.",
     "自分のトークンを一定量まで他者が引き出すことを許可する。"},
    {"transferFrom(address,address,uint256)", "Moves tokens of somebody who allowed it before.",
     "事前に許可した者のトークンを移す。"},
    {"mint(address,uint256)", "Makes new tokens for an account.", "アカウントに新しいトークンを発行する。"},
    {"burn(uint256)", "Destroys own tokens.", "自分のトークンを消却する。"},
    {"burn(address,uint256)", "Destroys tokens of an account.", "アカウントのトークンを消却する。"},
    {"burnFrom(address,uint256)", "Destroys tokens of an account.", "アカウントのトークンを消却する。"},
    {"redeem(address,uint256)", "Takes repaid tokens back.", "償還したトークンを回収する。"},
    {"pause()", "Stops the program.", "プログラムを停止する。"},
    {"unpause()", "Lets the program go on.", "プログラムを再開する。"},
    {"freeze(address)", "Stops an account.", "アカウントを凍結する。"},
    {"unfreeze(address)", "Lets an account go on.", "アカウントの凍結を解く。"},
    {"owner()", "Tells who the owner is.", "所有者を答える。"},
    {"transferOwnership(address)", "Makes another account the owner.", "所有者を変更する。"},
    {"renounceOwnership()", "Gives the ownership up; nobody is owner then.",
     "所有権を放棄する。以後の所有者はいない。"},
    {"acceptOwnership()", "Takes an offered ownership.", "申し出のあった所有権を引き受ける。"},
    {"grantRole(bytes32,address)", "Gives an account a role.", "アカウントに役割を与える。"},
    {"revokeRole(bytes32,address)", "Takes a role from an account.", "アカウントから役割を取り上げる。"},
    {"renounceRole(bytes32,address)", "Gives an own role up.", "自分の役割を放棄する。"},
    {"hasRole(bytes32,address)", "Tells whether an account has a role.", "アカウントが役割を持つかを答える。"},
    {"getRoleAdmin(bytes32)", "Tells who gives a role.", "役割を与える者の役割を答える。"},
    {"upgradeTo(address)", "Puts another program in place of this one.", "プログラムを別のものに置き換える。"},
    {"upgradeToAndCall(address,bytes)", "Puts another program in place of this one and calls it.",
     "プログラムを別のものに置き換え、呼び出す。"},
    {"permit(address,address,uint256,uint256,uint8,bytes32,bytes32)", "Allows taking tokens by a signature.",
     "署名によってトークンの引き出しを許可する。"},
    {"delegate(address)", "Hands the own votes to an account.", "自分の議決権をアカウントに委ねる。"},
    {"balanceOf(address)", "Tells how many tokens an account has.", "アカウントの残高を答える。"},
    {"totalSupply()", "Tells how many tokens there are.", "発行総量を答える。"},
    {"allowance(address,address)", "Tells how much one account allowed another.", "許可された残量を答える。"},
    {"decimals()", "Tells how many decimals are shown.", "表示上の小数桁数を答える。"},
    {"name()", "Tells the name.", "名称を答える。"},
    {"symbol()", "Tells the symbol.", "記号を答える。"},
    {"paused()", "Tells whether the program is stopped.", "停止中かを答える。"},
    {"supportsInterface(bytes4)", "Tells which standards it follows.", "対応する規格を答える。"},
    {"tokenId()", "Tells the token's ID in the governance.", "ガバナンス上のトークン ID を答える。"},
    {"isUsableBy(address)", "Tells whether an account may use the token.", "アカウントに利用資格があるかを答える。"},
    {"GOVERNANCE()", "Tells where the governance is.", "ガバナンスの所在を答える。"},
};

const Phrase* find(std::span<const Phrase> list, std::string_view key) {
  const auto found = std::ranges::find(list, key, &Phrase::key);
  return found == list.end() ? nullptr : &*found;
}

std::string_view in(const Phrase& phrase, Language language) {
  return language == Language::japanese ? phrase.japanese : phrase.english;
}

}  // namespace

std::string say(Language language, std::string_view key, std::initializer_list<std::string> values) {
  const auto* phrase = find(kPhrases, key);
  KAISHO_ASSERT(phrase != nullptr);
  const auto text = in(*phrase, language);
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_place = text[i] == '{' && i + 2 < text.size() && text[i + 2] == '}';
    if (!is_place) {
      result += text[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(text[i + 1] - '0');
    KAISHO_ASSERT(index < values.size());
    result += values.begin()[index];
    i += 2;
  }
  return result;
}

std::string known_purpose(Language language, std::string_view signature) {
  const auto* purpose = find(kPurposes, signature);
  return purpose == nullptr ? std::string() : std::string(in(*purpose, language));
}

}  // namespace kaisho::analysis
