#include "chain_of_one.hpp"
#include "kaisho/governance/explain.hpp"

namespace kaisho::governance::testing {
namespace {

namespace abi = codec::abi;
using abi::Value;

/// The Note of the fixture, issued to acme by the bank, on the real EVM.
class EvmDeployment : public ::testing::Test {
 protected:
  EvmDeployment() {
    story.package = note_package({"artifacts/Note.json", "src/Note.sol"}, "[]");
    story.arguments = constructor_arguments("BOND");
  }
  static Bytes constructor_arguments(std::string_view token_id) {
    return abi::encode(abi::types_of("string,address,uint256"),
                       abi::Values{Value::of(token_id), Value::of(account(kAcme)), Value::of(100)})
        .value();
  }
  void expect_ok(std::uint8_t from, const Bytes& data) {
    ASSERT_EQ(chain.send(from, data), "");
    EXPECT_LT(chain.gas_used, ledger::kMaxTransactionGas / 2);
  }
  void apply() {
    expect_ok(kBank, calls::register_program("BOND", "https://acme.example/bond", story.package.canonical_manifest));
    for (const auto organization : {kBank, kBroker, kExchange}) expect_ok(organization, story.attest(organization));
    expect_ok(kBank, story.register_user("acme", kAcme));
    expect_ok(kBroker, story.register_user("iris", kIris, "broker"));
    expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  }
  void deploy() {
    apply();
    expect_ok(kBank, story.deploy({kBank, kBroker}));
    note = find_application(chain.slots(), 1)->deployed;
  }
  static Bytes transfer(std::uint8_t to, std::uint64_t amount) {
    return abi::Function::of("transfer(address,uint256)")
        .encode_call(abi::Values{Value::of(account(to)), Value::of(amount)})
        .value();
  }

  Chain chain;
  Story story;
  Address note;
};

TEST_F(EvmDeployment, G7_creates_the_contract_whose_constructor_already_asks_who_may_hold_the_token) {
  deploy();
  ASSERT_TRUE(chain.state().account(note));
  EXPECT_EQ(note, ledger::contract_address(kGovernanceAddress, 1));
  EXPECT_EQ(token_of(chain.slots(), note), "BOND");
  EXPECT_EQ(abi::decode(abi::types_of("address"), chain.output).value()[0].address(), note);
  const auto last = explain(chain.logs.back());
  EXPECT_EQ(last, "the program of token BOND was deployed with the signatures of bank, broker");
}

TEST_F(EvmDeployment, G5_moves_the_token_only_between_users_who_consented) {
  deploy();
  EXPECT_NE(chain.send(kAcme, note, transfer(kIris, 40)), "");  // the program refuses the receiver
  expect_ok(kBroker, story.apply_to_distribute(story.distribute_consent()));
  EXPECT_EQ(chain.send(kAcme, note, transfer(kIris, 40)), "");
  EXPECT_EQ(chain.send(kIris, note, transfer(kAcme, 15)), "");
  EXPECT_NE(chain.send(kIris, note, transfer(kStranger, 1)), "");
}

TEST_F(EvmDeployment, G5_the_ledger_itself_refuses_a_transfer_by_someone_without_the_right) {
  deploy();
  const auto refusal = "not admitted: " + to_hex(account(kIris)) + " may not use token BOND";
  EXPECT_TRUE(chain.send(kIris, note, transfer(kAcme, 0)).starts_with(refusal));
  EXPECT_TRUE(chain.send(kBroker, note, transfer(kAcme, 0)).starts_with("not admitted"));
  // The entrusted organization's operator is admitted, and then as far as the program lets it.
  EXPECT_FALSE(chain.send(kBank, note, transfer(kAcme, 0)).starts_with("not admitted"));
}

TEST_F(EvmDeployment, G7_refuses_an_ordinary_contract_creation) {
  Bytes init_code = story.package.creation_code;
  append(init_code, story.arguments);
  const auto refusal = chain.send(kBank, std::nullopt, init_code);
  EXPECT_TRUE(refusal.starts_with("not admitted: ordinary contract creation is closed")) << refusal;
}

TEST_F(EvmDeployment, G7_refuses_a_program_changed_by_one_byte_after_its_test_and_changes_nothing) {
  apply();
  auto code = story.package.creation_code;
  code[code.size() / 2] ^= 1;
  const auto call =
      calls::deploy(1, code, story.arguments, story.signatures(story.approval(), {kBank, kBroker, kExchange}));
  EXPECT_TRUE(chain.send(kBank, call).starts_with("the creation code is not the tested one"));
  EXPECT_EQ(find_application(chain.slots(), 1)->status, ApplicationStatus::open);
  EXPECT_EQ(usable(chain.slots(), "BOND", account(kAcme)), 0u);
  EXPECT_TRUE(chain.logs.empty());
}

TEST_F(EvmDeployment, G7_refuses_without_the_signature_of_the_entrusted_organization) {
  apply();
  EXPECT_EQ(chain.send(kBroker, story.deploy({kBroker, kExchange})),
            "the signature of bank is missing, the organization that the user entrusted");
}

TEST_F(EvmDeployment, G7_takes_everything_back_when_the_constructor_reverts) {
  story.arguments = constructor_arguments("OTHER");  // a token that acme may not use
  apply();
  EXPECT_TRUE(chain.send(kBank, story.deploy({kBank, kBroker})).starts_with("the program's constructor failed"));
  EXPECT_EQ(find_application(chain.slots(), 1)->status, ApplicationStatus::open);
  EXPECT_EQ(usable(chain.slots(), "BOND", account(kAcme)), 0u);
  EXPECT_EQ(chain.state().account(kGovernanceAddress)->nonce, 1u);
}

TEST_F(EvmDeployment, G7_runs_out_of_gas_without_a_trace) {
  apply();
  chain.gas_limit = 600'000;  // enough for every check, not for the contract
  EXPECT_NE(chain.send(kBank, story.deploy({kBank, kBroker})), "");
  EXPECT_EQ(find_application(chain.slots(), 1)->status, ApplicationStatus::open);
  EXPECT_EQ(usable(chain.slots(), "BOND", account(kAcme)), 0u);
  chain.gas_limit = ledger::kMaxTransactionGas;
  expect_ok(kBank, story.deploy({kBank, kBroker}));
}

TEST_F(EvmDeployment, G11_tells_its_story_with_the_slots_that_prove_it) {
  deploy();
  const auto slots = chain.slots();
  const auto story_lines = explain_application(slots, 1);
  ASSERT_GE(story_lines.size(), 8u);
  EXPECT_EQ(story_lines[1].substr(0, 34), "bank tested the program: success, ");
  EXPECT_EQ(story_lines[6], "the consent is not withdrawn");
  std::size_t present = 0;
  std::size_t absent = 0;
  for (const auto& [slot, label] : describe_application(slots, 1)) {
    EXPECT_FALSE(label.empty());
    (slots.load(slot).is_zero() ? absent : present) += 1;
  }
  EXPECT_EQ(absent, 4u) << "the time of a withdrawal; nothing declared, nothing changed, no proxy";
  EXPECT_GT(present, 30u);
  EXPECT_EQ(describe_user(slots, "acme").size(), 11u);
  EXPECT_EQ(describe_token(slots, "BOND").size(), 10u);
  EXPECT_TRUE(describe_application(slots, 2).empty());
  EXPECT_TRUE(describe_user(slots, "nobody").empty());
}

}  // namespace
}  // namespace kaisho::governance::testing
