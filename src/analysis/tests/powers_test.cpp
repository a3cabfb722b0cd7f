#include <kaisho/codec/json.hpp>

#include "programs.hpp"

#include <kaisho/governance/records.hpp>

namespace kaisho::analysis {
namespace {

TEST(Powers, G13_finds_no_power_where_there_is_none) {
  const auto facts = facts_of(package_of("Fixed"), {Value::of("BOND"), Value::of(kIssuer), Value::of(1'000'000)});
  EXPECT_EQ(facts.creation_fault, "");
  EXPECT_TRUE(facts.powers.empty()) << facts.to_json();
  EXPECT_EQ(facts.interfaces, Names{"ERC-20"});
  EXPECT_EQ(facts.usable.verdict, UsableCheck::Verdict::asks);
  EXPECT_EQ(facts.usable.asked_tokens, Names{"BOND"});
  for (const auto& finding : facts.findings) EXPECT_LT(severity(finding.kind), 3u) << describe(finding.kind);
}

TEST(Powers, G13_names_minter_burner_pauser_freezer_and_who_grants_roles) {
  const auto facts = facts_of(package_of("Managed"), {Value::of("BOND"), Value::of(kIssuer), Value::of(kFriend)});
  EXPECT_EQ(holders(facts, Effect::creates_tokens), Names{"argument 3"}) << facts.to_json();
  EXPECT_EQ(holders(facts, Effect::destroys_others), Names{"acme"});
  EXPECT_EQ(holders(facts, Effect::takes_from_others), Names{"acme"});
  EXPECT_EQ(holders(facts, Effect::stops_everyone), Names{"acme"});
  EXPECT_EQ(holders(facts, Effect::stops_an_account), Names{"acme"});
  EXPECT_EQ(holders(facts, Effect::changes_powers), Names{"acme"});
  EXPECT_EQ(holders(facts, Effect::changes_terms), Names{"acme"});
  EXPECT_EQ(holders(facts, Effect::resumes), Names{"acme"});
  EXPECT_EQ(power(facts, Effect::stops_everyone)->functions, Names{"pause()"});
  EXPECT_EQ(power(facts, Effect::stops_an_account)->functions, Names{"freeze(address)"});
  EXPECT_EQ(power(facts, Effect::resumes)->functions, Names{"unpause()"});
  EXPECT_TRUE(std::ranges::find(facts.interfaces, "AccessControl") != facts.interfaces.end());
}

TEST(Powers, G13_finds_a_mint_that_the_interface_does_not_show_and_who_may_use_it) {
  const auto facts = facts_of(package_of("HiddenMint"), {Value::of("BOND"), Value::of(kIssuer), Value::of(kFriend)});
  EXPECT_TRUE(has(facts, FindingKind::hidden_function, "mint(address,uint256)")) << facts.to_json();
  EXPECT_EQ(holders(facts, Effect::creates_tokens), Names{"argument 3"});
}

TEST(Powers, G13_is_not_fooled_by_an_artifact_whose_interface_leaves_a_function_out) {
  auto artifact = fixture("artifacts/Managed.json");
  for (std::size_t at; (at = artifact.find("\"mint\"")) != std::string::npos;) artifact.replace(at, 6, "\"name\"");
  const auto facts =
      facts_of(package_of("Managed", artifact), {Value::of("BOND"), Value::of(kIssuer), Value::of(kFriend)});
  EXPECT_TRUE(has(facts, FindingKind::hidden_function, "mint(address,uint256)")) << facts.to_json();
  EXPECT_EQ(holders(facts, Effect::creates_tokens), Names{"argument 3"});
}

TEST(Powers, G13_finds_an_owner_in_disguise_by_the_slot_in_which_it_lies) {
  const auto facts = facts_of(package_of("Disguised"), {Value::of("BOND"), Value::of(kIssuer)});
  const auto* taking = power(facts, Effect::takes_from_others);
  ASSERT_NE(taking, nullptr) << facts.to_json();
  ASSERT_EQ(taking->parties.size(), 1u);
  const auto& party = facts.parties[taking->parties[0]];
  EXPECT_EQ(party.kind, PartyKind::stored);
  EXPECT_EQ(to_hex(party.account), "0x9af3c2d15e84b76098a1fb30cd4e5d27a86b19ff");
  EXPECT_FALSE(taking->anyone);
}

TEST(Powers, G13_says_that_a_program_asks_who_began_the_transaction) {
  const auto facts = facts_of(package_of("OriginOwner"), {Value::of("BOND"), Value::of(kIssuer)});
  EXPECT_TRUE(has(facts, FindingKind::asks_origin));
  EXPECT_EQ(holders(facts, Effect::destroys_others), Names{"acme"});
}

TEST(Powers, G13_says_that_the_program_behind_a_proxy_can_be_replaced_and_by_whom) {
  const auto package = package_of("Upgradable", fixture("artifacts/Upgradable.json"),
                                  {{"artifacts/TokenV1.json", bytes_of(fixture("artifacts/TokenV1.json"))}});
  const auto facts = facts_of(package, {Value::of("BOND"), Value::of(kIssuer)});
  EXPECT_TRUE(has(facts, FindingKind::upgradable)) << facts.to_json();
  EXPECT_TRUE(has(facts, FindingKind::delegates));
  EXPECT_EQ(holders(facts, Effect::replaces_code), Names{"acme"}) << facts.to_json();
}

Bytes initialize(const Address& keeper) {
  const codec::abi::Values values{Value::of("BOND"), Value::of(keeper)};
  return codec::abi::Function::of("initialize(string,address)").encode_call(values).value();
}

TEST(Powers, G13_looks_behind_the_proxy_of_a_package_at_functions_powers_and_who_may_upgrade) {
  const auto facts =
      analyse(proxied("TokenV1", "PackagedProxy", "uups"), question_of(initialize(kIssuer)), *evm::make_executor());
  EXPECT_EQ(facts.creation_fault, "");
  EXPECT_EQ(facts.constructor_inputs, "initialize(string,address)");
  EXPECT_TRUE(std::ranges::any_of(facts.functions, [](const auto& one) {
    return one.signature == "transfer(address,uint256)" && !one.trials.empty();
  })) << facts.to_json();
  EXPECT_EQ(holders(facts, Effect::replaces_code), Names{"acme"}) << facts.to_json();
  EXPECT_TRUE(has(facts, FindingKind::upgradable));
  EXPECT_EQ(facts.powers.size(), 1u) << facts.to_json();
  EXPECT_TRUE(has(facts, FindingKind::unreachable_function, "initialize(string,address)"));
  EXPECT_FALSE(has(facts, FindingKind::hidden_function)) << facts.to_json();
  EXPECT_EQ(facts.usable.verdict, UsableCheck::Verdict::asks);
  EXPECT_EQ(facts.usable.asked_tokens, Names{"BOND"});
}

TEST(Powers, G13_says_that_the_governance_alone_upgrades_a_transparent_proxy) {
  const auto facts = analyse(proxied("TokenV1", "PackagedTransparentProxy", "transparent"),
                             question_of(initialize(kIssuer)), *evm::make_executor());
  EXPECT_EQ(facts.creation_fault, "");
  const auto* upgrade = power(facts, Effect::replaces_code);
  ASSERT_NE(upgrade, nullptr) << facts.to_json();
  // The program's own upgradeToAndCall asks for its keeper; the proxy's admin asks for the governance.
  EXPECT_EQ(upgrade->functions, (Names{"upgradeAndCall(address,address,bytes)", "upgradeToAndCall(address,bytes)"}));
  EXPECT_EQ(holders(facts, Effect::replaces_code), (Names{"acme", "governance"}));
}

TEST(Powers, G13_tries_an_upgrade_on_what_the_earlier_version_left_behind_its_proxy) {
  // The keeper stands in storage that only the first version's initialize wrote. Here it is the governance, so that it
  // may upgrade.
  auto question = question_of({});
  question.earlier.push_back({proxied("TokenV1", "PackagedProxy", "uups"), initialize(governance::kGovernanceAddress)});
  const auto facts = analyse(proxied("TokenV2", "PackagedProxy", "uups"), question, *evm::make_executor());
  EXPECT_EQ(facts.creation_fault, "");
  EXPECT_EQ(holders(facts, Effect::creates_tokens), Names{"governance"}) << facts.to_json();
  // A program that does not take the governance's upgrade cannot come.
  question.earlier[0].arguments = initialize(kIssuer);
  EXPECT_TRUE(has(analyse(proxied("TokenV2", "PackagedProxy", "uups"), question, *evm::make_executor()),
                  FindingKind::not_created));
}

TEST(Powers, G7_tells_the_powers_that_an_upgrade_behind_a_proxy_brings) {
  const auto executor = evm::make_executor();
  const auto before = analyse(proxied("TokenV1", "PackagedProxy", "uups"), question_of(initialize(kIssuer)), *executor);
  const auto after = analyse(proxied("TokenV2", "PackagedProxy", "uups"), question_of(initialize(kIssuer)), *executor);
  const auto change = difference(before, after);
  EXPECT_EQ(change.functions_added, Names{"mint(address,uint256)"});
  ASSERT_EQ(change.powers_added.size(), 1u);
  EXPECT_EQ(change.powers_added[0].effect, Effect::creates_tokens);
  EXPECT_TRUE(change.powers_removed.empty() && change.powers_changed.empty());
}

TEST(Powers, G13_takes_no_balance_for_real_that_the_trials_own_code_tells) {
  // Nobody but the governance has a part here: no transfer gives holders tokens, and an upgrade would only seem to.
  Question question;
  question.constructor_arguments = initialize(governance::kGovernanceAddress);
  const auto facts = analyse(proxied("TokenV1", "PackagedProxy", "uups"), question, *evm::make_executor());
  EXPECT_EQ(holders(facts, Effect::replaces_code), Names{"governance"}) << facts.to_json();
  EXPECT_FALSE(has(facts, FindingKind::accepts_unknown_calls));
}

TEST(Powers, G13_a_new_contract_finds_the_one_that_it_replaces_at_its_address) {
  const Address there = kOperator;
  Question question;
  const codec::abi::Values before{Value::of("BOND"), Value::of(kIssuer), Value::of(1'000'000)};
  const auto old = package_of("Fixed");
  question.earlier.push_back(
      {old, codec::abi::encode(codec::abi::types_of(old.constructor_inputs), before).value(), there});
  const auto successor = package_of("Successor");
  question.constructor_arguments =
      codec::abi::encode(codec::abi::types_of(successor.constructor_inputs), codec::abi::Values{Value::of(there)})
          .value();
  EXPECT_EQ(analyse(successor, question, *evm::make_executor()).creation_fault, "");
  question.earlier.clear();
  EXPECT_NE(analyse(successor, question, *evm::make_executor()).creation_fault, "") << "nothing stands there";
}

TEST(Powers, G7_an_account_is_the_same_holder_wherever_a_version_has_it_from) {
  ProgramFacts before, after;
  before.parties = {{PartyKind::argument, "argument 8", kFriend}};
  after.parties = {{PartyKind::stored, "slot 3", kFriend}, {PartyKind::argument, "argument 1", kOperator}};
  before.powers = {{Effect::creates_tokens, {"mint()"}, {0}, false}};
  after.powers = {{Effect::creates_tokens, {"mint()"}, {0}, false}};
  EXPECT_TRUE(difference(before, after).is_empty());
  after.powers[0].parties = {1};
  EXPECT_EQ(difference(before, after).powers_changed.size(), 1u);
}

TEST(Powers, G13_says_that_holders_of_a_honeypot_cannot_pass_their_tokens_on) {
  const auto facts = facts_of(package_of("Honeypot"), {Value::of("BOND"), Value::of(kIssuer)});
  EXPECT_TRUE(has(facts, FindingKind::holders_cannot_transfer)) << facts.to_json();
  const auto honest = facts_of(package_of("Fixed"), {Value::of("BOND"), Value::of(kIssuer), Value::of(1'000'000)});
  EXPECT_FALSE(has(honest, FindingKind::holders_cannot_transfer));
}

TEST(Powers, G13_finds_what_becomes_possible_only_after_decades) {
  const auto facts = facts_of(package_of("Ages"), {Value::of("BOND"), Value::of(kIssuer)});
  EXPECT_TRUE(has(facts, FindingKind::depends_on_time, "clawBack(address)")) << facts.to_json();
  EXPECT_EQ(holders(facts, Effect::destroys_others), Names{"acme"});
}

TEST(Powers, G5_says_when_a_program_never_asks_who_may_use_the_token) {
  const auto facts = facts_of(package_of("Ungoverned"), {Value::of(kIssuer)});
  EXPECT_EQ(facts.usable.verdict, UsableCheck::Verdict::does_not_ask);
  EXPECT_EQ(facts.usable.moved_to_outsiders, (Names{"mint(address,uint256)", "transfer(address,uint256)"}))
      << facts.to_json();
  EXPECT_TRUE(facts.usable.asked_tokens.empty());
}

TEST(Powers, G5_says_when_a_program_asks_for_another_token) {
  const auto facts = facts_of(package_of("Fixed"), {Value::of("OTHER"), Value::of(kIssuer), Value::of(5)});
  EXPECT_TRUE(has(facts, FindingKind::not_created) || has(facts, FindingKind::wrong_token_asked, "OTHER"))
      << facts.to_json();
}

TEST(Powers, G13_says_why_a_program_cannot_be_created_with_these_arguments) {
  const auto facts = facts_of(package_of("Ungoverned"), {Value::of(Address{})});
  EXPECT_NE(facts.creation_fault, "");
  EXPECT_TRUE(has(facts, FindingKind::not_created));
}

TEST(Powers, G13_gives_the_same_facts_every_time_within_its_gas) {
  const codec::abi::Values arguments{Value::of("BOND"), Value::of(kIssuer), Value::of(kFriend)};
  const auto package = package_of("Managed");
  const auto first = facts_of(package, arguments);
  EXPECT_EQ(facts_of(package, arguments).to_json(), first.to_json());
  EXPECT_EQ(codec::json::canonicalize(first.to_json()), first.to_json());
  TrialLimits small;
  small.gas_total = 30'000'000;
  const auto cut = facts_of(package, arguments, small);
  EXPECT_LT(cut.gas_used, small.gas_total + 2 * small.gas_per_call);
  EXPECT_TRUE(has(cut, FindingKind::budget_spent));
  EXPECT_EQ(severity(FindingKind::budget_spent), 3u);
}

TEST(Powers, G13_says_so_where_a_program_has_more_functions_than_are_tried) {
  const codec::abi::Values arguments{Value::of("BOND"), Value::of(kIssuer), Value::of(kFriend)};
  const auto package = package_of("Managed");
  const auto whole = facts_of(package, arguments);
  TrialLimits few;
  few.functions = 3;
  const auto cut = facts_of(package, arguments, few);
  EXPECT_FALSE(has(whole, FindingKind::budget_spent));
  EXPECT_TRUE(has(cut, FindingKind::budget_spent));
  ASSERT_EQ(cut.functions.size(), whole.functions.size()) << "each is told all the same";
  for (std::size_t i = 0; i < whole.functions.size(); ++i) {
    EXPECT_EQ(cut.functions[i].signature, whole.functions[i].signature);
  }
  EXPECT_LE(std::ranges::count_if(cut.functions, &FunctionFacts::was_tried), 3);
}

TEST(Powers, G13_says_so_where_a_program_knows_more_accounts_than_are_tried) {
  const codec::abi::Values arguments{Value::of("BOND"), Value::of(kIssuer)};
  const auto package = package_of("Disguised");
  EXPECT_FALSE(has(facts_of(package, arguments), FindingKind::budget_spent));
  TrialLimits few;
  few.parties = 1;
  EXPECT_TRUE(has(facts_of(package, arguments, few), FindingKind::budget_spent));
}

TEST(Powers, G7_tells_what_differs_between_two_versions) {
  const auto before = facts_of(package_of("Fixed"), {Value::of("BOND"), Value::of(kIssuer), Value::of(1'000'000)});
  const auto after = facts_of(package_of("Managed"), {Value::of("BOND"), Value::of(kIssuer), Value::of(kFriend)});
  const auto change = difference(before, after);
  EXPECT_TRUE(std::ranges::find(change.functions_added, "pause()") != change.functions_added.end());
  EXPECT_TRUE(change.functions_removed.empty());
  EXPECT_EQ(change.powers_added.size(), after.powers.size());
  EXPECT_TRUE(difference(after, after).is_empty());
}

}  // namespace
}  // namespace kaisho::analysis
