#include "chain_of_one.hpp"
#include "lifecycle_stories.hpp"

namespace kaisho::governance::testing {
namespace {

namespace abi = codec::abi;
using abi::Value;
using abi::Values;

Bytes calling(std::string_view signature, const Values& values = {}) {
  return abi::Function::of(signature).encode_call(values).value();
}

/// A package of the fixture with a main contract, and behind a proxy where one is named.
Package package_of(std::string_view contract, std::string_view version, std::string_view proxy = "",
                   std::string_view kind = "uups") {
  const std::string main = "artifacts/" + std::string(contract) + ".json";
  const std::string proxy_path = "artifacts/" + std::string(proxy) + ".json";
  auto files = proxy.empty() ? fixture({main}) : fixture({main, proxy_path});
  std::string draft = samples::draft();
  const std::string_view bond = "artifacts/Bond.json";
  draft.replace(draft.find(bond), bond.size(), main);
  draft.replace(draft.find("1.0.0"), 5, version);
  const std::string proxy_part =
      proxy.empty() ? "" : R"(,"proxy":{"kind":")" + std::string(kind) + R"(","artifact":")" + proxy_path + R"("})";
  draft.insert(draft.size() - 1, R"(,"lifecycle":{"onWithdrawal":"pause")" + proxy_part + "}");
  files.push_back(samples::file("program.json", make_manifest(draft, files).value()));
  return load_package(std::move(files)).value();
}

/// A token on the real EVM: registered, tested, issued for acme.
class EvmLifecycle : public ::testing::Test {
 protected:
  void expect_ok(std::uint8_t from, const Bytes& data) { ASSERT_EQ(chain.send(from, data), ""); }
  void add(const Package& package) {
    expect_ok(kBank, calls::register_program("BOND", "", package.canonical_manifest));
    for (const auto organization : {kBank, kBroker}) expect_ok(organization, attest_package(package, organization));
  }
  void issue(Package package, Bytes arguments) {
    story.package = std::move(package);
    story.arguments = std::move(arguments);
    add(story.package);
    expect_ok(kBank, story.register_user("acme", kAcme));
    expect_ok(kBroker, story.register_user("iris", kIris, "broker"));
    auto consent = story.issue_consent();
    consent.on_withdrawal = OnWithdrawal::pause;
    consent = with_text(consent);
    issue_digest = digest(consent, kChain);
    expect_ok(kBank, story.apply_to_issue(consent));
    expect_ok(kBank, calls::deploy(1, story.package.code_to_issue(), story.arguments,
                                   story.signatures(story.approval(), {kBank, kBroker})));
    token = find_token(chain.slots(), "BOND")->deployed;
  }
  void issue_behind_proxy(std::string_view proxy, std::string_view kind) {
    issue(package_of("ProxiedNote", "1.0.0", proxy, kind),
          calling("initialize(string,address,uint256)",
                  {Value::of("BOND"), Value::of(account(kAcme)), Value::of(std::uint64_t{100})}));
  }
  [[nodiscard]] Change change(std::string action, std::uint64_t number) const {
    Change change;
    change.action = std::move(action);
    change.number = number;
    change.deployed = token;
    change.package = find_token(chain.slots(), "BOND")->package_hash;
    change.from_package = change.package;
    change.rule = OnWithdrawal::pause;
    change.salt = static_cast<std::uint8_t>(60 + number);
    return change;
  }
  void change_state(std::string action, std::uint64_t number) {
    const auto one = change(std::move(action), number);
    expect_ok(kBank, one.apply());
    expect_ok(kBank, one.run({kBank, kBroker}));
  }
  std::string upgrade_to(const Package& package, Bytes first_call, std::uint64_t number) {
    auto one = change("upgrade", number);
    one.package = package.hash;
    one.arguments = std::move(first_call);
    expect_ok(kBank, one.apply());
    return chain.send(kBank,
                      calls::upgrade(number, package.creation_code, one.arguments, one.signatures({kBank, kBroker})));
  }
  /// What a view of the token gives.
  Value ask(const Bytes& call, std::string_view type = "uint256") {
    EXPECT_EQ(chain.send(kAcme, token, call), "");
    return abi::decode(abi::types_of(type), chain.output).value()[0];
  }
  std::uint64_t version() { return ask(calling("version()")).u64(); }
  std::uint64_t balance(std::uint8_t who) {
    return ask(calling("balanceOf(address)", {Value::of(account(who))})).u64();
  }
  static Bytes transfer(std::uint8_t to, std::uint64_t amount) {
    return calling("transfer(address,uint256)", {Value::of(account(to)), Value::of(amount)});
  }

  Chain chain;
  Story story;
  Address token;
  Hash issue_digest;
};

TEST_F(EvmLifecycle, G7_upgrades_a_uups_proxy_in_place_and_keeps_what_it_holds) {
  issue_behind_proxy("NoteProxy", "uups");
  const auto second = package_of("ProxiedNote2", "2.0.0", "NoteProxy", "uups");
  add(second);
  EXPECT_EQ(version(), 1u);
  ASSERT_EQ(upgrade_to(second, calling("setRate(uint256)", {Value::of(std::uint64_t{7})}), 2), "");
  EXPECT_EQ(find_token(chain.slots(), "BOND")->deployed, token) << "the proxy stays";
  EXPECT_EQ(version(), 2u);
  EXPECT_EQ(ask(calling("rate()")).u64(), 7u) << "the consented call was made";
  EXPECT_EQ(balance(kAcme), 100u);
  const auto record = find_lifecycle(chain.slots(), *find_token(chain.slots(), "BOND"));
  EXPECT_EQ(record.implementation, find_application(chain.slots(), 2)->deployed);
}

TEST_F(EvmLifecycle, G7_upgrades_a_transparent_proxy_whose_admin_belongs_to_the_governance) {
  issue_behind_proxy("TransparentNoteProxy", "transparent");
  const auto second = package_of("ProxiedNote2", "2.0.0", "TransparentNoteProxy", "transparent");
  add(second);
  ASSERT_EQ(upgrade_to(second, {}, 2), "");
  EXPECT_EQ(version(), 2u);
  EXPECT_EQ(balance(kAcme), 100u);
}

TEST_F(EvmLifecycle, G7_nobody_but_the_governance_upgrades_a_proxy) {
  issue_behind_proxy("NoteProxy", "uups");
  const auto implementation = find_lifecycle(chain.slots(), *find_token(chain.slots(), "BOND")).implementation;
  EXPECT_EQ(chain.send(kAcme, token,
                       calling("upgradeToAndCall(address,bytes)", {Value::of(implementation), Value::of(Bytes{})})),
            "only the governance");
  EXPECT_NE(chain.send(kAcme, implementation, calling("version()")).find("is not what token BOND runs on"),
            std::string::npos);
}

TEST_F(EvmLifecycle, G7_an_upgrade_that_the_proxy_does_not_take_is_undone_wholly) {
  issue_behind_proxy("NoteProxy", "uups");
  const auto second = package_of("ProxiedNote2", "2.0.0", "NoteProxy", "uups");
  add(second);
  const auto before = find_token(chain.slots(), "BOND")->package_hash;
  EXPECT_NE(upgrade_to(second, calling("nonsense()"), 2).find("did not take the new version"), std::string::npos);
  EXPECT_EQ(find_token(chain.slots(), "BOND")->package_hash, before);
  EXPECT_EQ(find_application(chain.slots(), 2)->status, ApplicationStatus::open);
  EXPECT_EQ(version(), 1u);
}

TEST_F(EvmLifecycle, G7_a_program_turned_to_other_code_behind_the_governance_is_stopped_by_the_ledger) {
  issue(package_of("RogueNote", "1.0.0", "NoteProxy", "uups"),
        calling("initialize(string,address,uint256)",
                {Value::of("BOND"), Value::of(account(kAcme)), Value::of(std::uint64_t{100})}));
  const auto second = package_of("ProxiedNote2", "2.0.0", "NoteProxy", "uups");
  add(second);
  // It takes no upgrade from the governance, which looks and does not believe it.
  EXPECT_NE(upgrade_to(second, {}, 2).find("points to"), std::string::npos);
  // It lets its issuer turn it to code that nobody tested: no transaction reaches it after that one.
  EXPECT_EQ(version(), 666u);
  ASSERT_EQ(chain.send(kAcme, token, calling("seize(address)", {Value::of(kGovernanceAddress)})), "");
  EXPECT_NE(chain.send(kAcme, token, transfer(kIris, 1)).find("without the governance"), std::string::npos);
}

TEST_F(EvmLifecycle, G7_a_version_of_another_kind_is_refused) {
  issue_behind_proxy("NoteProxy", "uups");
  add(package_of("Note", "2.0.0"));
  auto one = change("upgrade", 2);
  one.package = *find_version(chain.slots(), "BOND", "2.0.0");
  EXPECT_NE(chain.send(kBank, one.apply()).find("behind a proxy"), std::string::npos);
}

TEST_F(EvmLifecycle, G7_the_old_contract_of_a_plain_upgrade_takes_no_transaction_and_moves_nothing) {
  const Bytes arguments =
      abi::encode(abi::types_of("string,address,uint256"),
                  Values{Value::of("BOND"), Value::of(account(kAcme)), Value::of(std::uint64_t{100})})
          .value();
  issue(package_of("Note", "1.0.0"), arguments);
  const Address old = token;
  const auto second = package_of("Note", "2.0.0");
  add(second);
  ASSERT_EQ(upgrade_to(second, arguments, 2), "");
  token = find_token(chain.slots(), "BOND")->deployed;
  EXPECT_NE(token, old);
  EXPECT_EQ(balance(kAcme), 100u);
  EXPECT_NE(chain.send(kAcme, old, transfer(kIris, 1)).find("is not what token BOND runs on"), std::string::npos);
}

TEST_F(EvmLifecycle, G7_the_ledger_takes_no_transaction_to_a_paused_or_retired_token) {
  issue_behind_proxy("NoteProxy", "uups");
  change_state("pause", 2);
  const auto refusal = chain.send(kAcme, token, transfer(kAcme, 1));
  EXPECT_EQ(refusal, "not admitted: token BOND is paused since " + std::to_string(kNow) +
                         " (seconds since 1970), as its issuer consented in application 2");
  EXPECT_EQ(chain.send(kBank, token, transfer(kAcme, 1)), refusal) << "nor from the entrusted organization";
  change_state("resume", 3);
  EXPECT_FALSE(ask(calling("paused()"), "bool").flag()) << "the program was told both times";
  EXPECT_EQ(chain.send(kAcme, token, transfer(kAcme, 1)), "");
  change_state("retire", 4);
  EXPECT_NE(chain.send(kAcme, token, transfer(kAcme, 1)).find("is retired since"), std::string::npos);
}

TEST_F(EvmLifecycle, G12_a_withdrawal_stops_the_token_for_everybody_and_tells_its_program) {
  issue_behind_proxy("NoteProxy", "uups");
  const auto withdrawal = withdrawal_of("acme", 1, issue_digest, WithdrawalEffect::token_pauses);
  expect_ok(kStranger, withdraw(withdrawal, kAcme));
  EXPECT_NE(
      chain.send(kAcme, token, transfer(kAcme, 1)).find("because its issuer withdrew the consent of application 1"),
      std::string::npos);
  const Word paused = chain.state().storage(token, word_of(U256(2)));
  EXPECT_FALSE(paused.is_zero()) << "its own flag";
}

TEST_F(EvmLifecycle, G12_a_hostile_program_can_not_hinder_or_undo_the_withdrawal) {
  issue(package_of("HostileNote", "1.0.0"), {});
  // Its pause() tries to register a user of its own and to attest: both change the governance.
  const Bytes revenge = attest_package(story.package, kExchange);
  ASSERT_EQ(chain.send(kAcme, token, calling("plan(bytes)", {Value::of(revenge)})), "");
  const auto withdrawal = withdrawal_of("acme", 1, issue_digest, WithdrawalEffect::token_pauses);
  expect_ok(kStranger, withdraw(withdrawal, kAcme));
  EXPECT_EQ(token_state(chain.slots(), "BOND"), TokenState::paused);
  EXPECT_FALSE(find_attestation(chain.slots(), story.package.hash, 3)) << "what it wanted to write is not there";
  const auto flags = chain.state().storage(token, word_of(U256(1)));
  EXPECT_EQ(flags.bytes[31], 1) << "it was asked";
  EXPECT_EQ(flags.bytes[30], 0) << "its own call failed";
  EXPECT_EQ(flags.bytes[29], static_cast<std::uint8_t>(TokenState::paused)) << "and it saw what was already decided";
  // The same call from outside is a good one.
  expect_ok(kStranger, revenge);
}

}  // namespace
}  // namespace kaisho::governance::testing
