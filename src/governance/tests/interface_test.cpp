#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>

#include "errors.hpp"
#include "functions.hpp"
#include "kaisho/governance/explain.hpp"
#include "kaisho/governance/rebuilds.hpp"
#include "lifecycle_stories.hpp"

namespace kaisho::governance::testing {
namespace {

std::string interface_text() {
  const std::ifstream file(std::string(KAISHO_SOURCE_DIR) + "/contracts/interfaces/IGovernance.sol");
  std::stringstream text;
  text << file.rdbuf();
  return std::regex_replace(text.str(), std::regex("//[^\n]*"), "");
}

/// The members of each struct as a tuple's type, "(bytes32,string)".
std::map<std::string, std::string> structs() {
  const std::string text = interface_text();
  const std::regex pattern("struct\\s+(\\w+)\\s*\\{([^}]*)\\}");
  std::map<std::string, std::string> all;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    std::stringstream members((*at)[2].str());
    std::string types;
    for (std::string member; std::getline(members, member, ';');) {
      std::stringstream words(member);
      std::string type;
      if (words >> type) types += (types.empty() ? "" : ",") + type;
    }
    all[(*at)[1].str()] = "(" + types + ")";
  }
  return all;
}

/// "string calldata a, Terms calldata b" as "string,(bytes32,…)".
std::string types_of_list(const std::string& list) {
  static const auto kStructs = structs();
  std::string types;
  std::stringstream parameters(list);
  for (std::string parameter; std::getline(parameters, parameter, ',');) {
    std::stringstream words(parameter);
    std::string type;
    if (!(words >> type)) continue;
    const auto brackets = std::min(type.find('['), type.size());
    const auto known = kStructs.find(type.substr(0, brackets));
    if (known != kStructs.end()) type = known->second + type.substr(brackets);
    types += (types.empty() ? "" : ",") + type;
  }
  return types;
}

/// Signatures of what the interface declares, and what each returns.
std::map<std::string, std::string> declared(const std::string& keyword) {
  const std::string text = interface_text();
  const std::regex pattern("\\b" + keyword + "\\s+(\\w+)\\s*\\(([^)]*)\\)([^;]*);");
  const std::regex returned("returns\\s*\\(([^)]*)\\)");
  std::map<std::string, std::string> all;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    const std::string rest = (*at)[3].str();
    std::smatch outputs;
    const bool returns = std::regex_search(rest, outputs, returned);
    all[(*at)[1].str() + "(" + types_of_list((*at)[2].str()) + ")"] = returns ? types_of_list(outputs[1].str()) : "";
  }
  return all;
}

TEST(Interface, G9_declares_exactly_the_errors_that_the_contract_gives) {
  std::map<std::string, std::string> known;
  for (const auto& error : kErrors) known[std::string(error.signature)] = "";
  EXPECT_EQ(declared("error"), known);
}

TEST(Interface, G9_declares_exactly_the_functions_that_the_contract_answers) {
  std::map<std::string, std::string> known;
  for (const auto& function : all_functions()) known[std::string(function.signature)] = function.outputs;
  EXPECT_EQ(declared("function"), known);
}

/// Topic 0 of each declared event, with its name and how many of its parameters are indexed.
std::map<Word, std::pair<std::string, std::size_t>> declared_events() {
  const std::string text = interface_text();
  const std::regex pattern("\\bevent\\s+(\\w+)\\s*\\(([^)]*)\\)");
  const std::regex indexed("\\bindexed\\b");
  std::map<Word, std::pair<std::string, std::size_t>> all;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    const std::string name = (*at)[1].str();
    const std::string list = (*at)[2].str();
    const auto count = std::distance(std::sregex_iterator(list.begin(), list.end(), indexed), std::sregex_iterator());
    all[codec::abi::event_topic(name + "(" + types_of_list(list) + ")")] = {name, static_cast<std::size_t>(count)};
  }
  return all;
}

using Events = GovernanceTest;

TEST_F(Events, G9_are_all_declared_and_each_makes_a_sentence) {
  const auto events = declared_events();
  std::set<std::string> seen;
  const auto send = [&](std::uint8_t from, const Bytes& input) {
    EXPECT_EQ(ledger.send(from, input), "");
    for (const auto& log : ledger.logs) {
      const auto event = events.find(log.topics.at(0));
      ASSERT_NE(event, events.end());
      EXPECT_EQ(log.topics.size(), event->second.second + 1) << event->second.first;
      EXPECT_FALSE(explain(log).value_or("").empty()) << event->second.first;
      seen.insert(event->second.first);
    }
  };
  send(kBank, calls::register_program("BOND", "", story.package.canonical_manifest));
  for (const auto organization : {kBank, kBroker, kExchange}) send(organization, story.attest(organization));
  const RebuildAttestation rebuilt{"BOND", story.package.hash, RebuildOutcome::matches, {}};
  send(kBank, calls::attest_rebuild(rebuilt, sign_digest(key(kBank), digest(rebuilt, kChain))));
  send(kBank, story.register_user("acme", kAcme));
  send(kBroker, story.register_user("iris", kIris, "broker"));
  send(kBank, calls::record_refusal("acme", "BOND", story.package.hash, 1, "not today"));
  send(kBank, story.apply_to_issue(story.issue_consent()));
  auto approval = story.approval();
  approval.application = 2;
  send(kBank,
       calls::deploy(2, story.package.creation_code, story.arguments, story.signatures(approval, {kBank, kBroker})));
  send(kBroker, story.apply_to_distribute(story.distribute_consent()));
  const auto second = version_of("2.0.0");
  send(kBank, calls::register_program("BOND", "", second.canonical_manifest));
  for (const auto organization : {kBank, kBroker}) send(organization, attest_package(second, organization));
  Change upgrade;
  upgrade.number = 4;
  upgrade.from_package = story.package.hash;
  upgrade.package = second.hash;
  send(kBank, upgrade.apply());
  send(kBank, calls::upgrade(4, second.creation_code, upgrade.arguments, upgrade.signatures({kBank, kBroker})));
  Change pause;
  pause.number = 5;
  pause.action = "pause";
  pause.deployed = account(100);
  pause.package = second.hash;
  send(kBank, pause.apply());
  send(kBank, pause.run({kBank, kBroker}));
  const auto holding = digest(story.distribute_consent(), kChain);
  send(kIris, withdraw(withdrawal_of("iris", 3, holding, WithdrawalEffect::right_ends), kIris));
  auto withdrawal = story.withdrawal(story.issue_consent());
  withdrawal.application = 2;
  withdrawal = with_text(withdrawal);
  send(kAcme, calls::withdraw(withdrawal, sign_digest(key(kAcme), digest(withdrawal, kChain))));
  send(kBank, calls::set_region("JP", "broker"));
  send(kBank, calls::set_clerk(account(31), true));
  const auto paul = with_text(EntrustConsent{"paul", witnessed_account("paul"), "bank", {}, terms()});
  const Witness witness{digest(paul, kChain), "paul", "bank", {}};
  send(kBank, calls::register_user(
                  paul, encode(WitnessedSignature{"paul", "bank", {}, sign_digest(key(31), digest(witness, kChain))})));
  const auto anew = with_text(
      EntrustAnew{"acme", account(kAcme), "broker", {}, find_user(ledger.slots(), "acme")->consent, terms(1)});
  send(kBroker, calls::entrust_anew(anew, sign_digest(key(kAcme), digest(anew, kChain))));
  const auto ended = with_text(Withdrawal{"acme", "", 0, digest(anew, kChain), {}, "en"});
  send(kStranger, calls::withdraw_entrustment(ended, sign_digest(key(kAcme), digest(ended, kChain))));
  const MembershipChange insurer{ChangeKind::add, "insurer", account(5), 0, {}, ""};
  send(kBank, calls::propose_membership(insurer, kNow + 100));
  send(kBank, calls::withdraw_proposal(1));
  send(kBank, calls::propose_membership(insurer, kNow + 100));
  send(kBroker, calls::approve_membership(2));
  const MembershipChange all{ChangeKind::policy, "", {}, 0, {}, "All[bank, broker]"};
  send(kBank, calls::propose_membership(all, kNow + 100));
  send(kBroker, calls::approve_membership(3));
  send(kExchange, calls::approve_membership(3));
  EXPECT_EQ(seen.size(), events.size());
}

TEST(Interface, G9_answers_every_view_with_what_it_declares_even_for_unknown_keys) {
  Ledger ledger;
  EXPECT_EQ(ledger.send(kStranger, {}), "the governance has no function 0x00000000");
  for (const auto& function : all_functions()) {
    const auto parsed = codec::abi::Function::of(function.signature);
    // Those without texts or bytes among their parameters are all views.
    const bool is_static = std::ranges::none_of(parsed.inputs, [](const auto& type) { return type.is_dynamic(); });
    if (!is_static || function.outputs.empty()) continue;
    Bytes input = bytes_of(parsed.selector().view());
    for (const auto& type : parsed.inputs) append(input, Bytes(type.head_size()));
    EXPECT_EQ(ledger.send(kStranger, input), "") << function.signature;
    EXPECT_TRUE(codec::abi::decode(codec::abi::types_of(function.outputs), ledger.output)) << function.signature;
  }
}

}  // namespace
}  // namespace kaisho::governance::testing
