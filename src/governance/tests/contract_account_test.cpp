#include <boost/json/parse.hpp>

#include "chain_of_one.hpp"

// G5, G10: users whose account is a contract (ERC-1271), on the real EVM.
namespace kaisho::governance::testing {
namespace {

namespace abi = codec::abi;
using abi::Value;

/// A wallet whose owner is key 41, installed at an address that is no key's.
class ContractAccount : public ::testing::Test {
 protected:
  static constexpr std::uint8_t kOwner = 41;

  ContractAccount() {
    wallet.bytes[0] = 0xaa;
    story.package = note_package({"artifacts/Note.json", "src/Note.sol"}, "[]");
    story.arguments = abi::encode(abi::types_of("string,address,uint256"),
                                  abi::Values{Value::of("BOND"), Value::of(account(kAcme)), Value::of(100)})
                          .value();
    install(0);
  }
  void install(std::uint64_t mood) {
    const auto artifact = boost::json::parse(to_text(fixture({"artifacts/Wallet.json"}).front()));
    const auto code = from_hex(std::string_view(artifact.at("deployedBytecode").as_string())).value();
    chain.install(wallet, code,
                  {{word_of(U256(0)), word_of(account(kOwner))}, {word_of(U256(1)), word_of(U256(mood))}});
  }
  static std::string to_text(const File& file) { return {file.bytes.begin(), file.bytes.end()}; }
  void expect_ok(std::uint8_t from, const Bytes& data) { ASSERT_EQ(chain.send(from, data), ""); }
  [[nodiscard]] EntrustConsent entrust() const {
    return with_text(EntrustConsent{"wanda", wallet, "broker", crypto::sha256(view_of("salted")), terms()});
  }
  std::string register_user(std::uint8_t signer = kOwner) {
    const auto consent = entrust();
    return chain.send(kBroker, calls::register_user(consent, sign_digest(key(signer), digest(consent, kChain))));
  }
  static Bytes transfer(const Address& to, std::uint64_t amount) {
    return abi::Function::of("transfer(address,uint256)")
        .encode_call(abi::Values{Value::of(to), Value::of(amount)})
        .value();
  }
  static Bytes execute(const Address& to, const Bytes& data) {
    return abi::Function::of("execute(address,bytes)").encode_call(abi::Values{Value::of(to), Value::of(data)}).value();
  }

  Chain chain;
  Story story;
  Address wallet;
};

TEST_F(ContractAccount, G10_signs_by_what_its_contract_answers) {
  const std::string refused =
      "the contract account " + to_hex(wallet) + " does not take this for its signature (ERC-1271)";
  EXPECT_EQ(register_user(kStranger), refused);
  EXPECT_EQ(register_user(kBroker), refused);
  ASSERT_EQ(register_user(), "");
  const auto consent = find_consent(chain.slots(), digest(entrust(), kChain));
  ASSERT_TRUE(consent);
  EXPECT_EQ(consent->form, SignatureForm::contract_account);
  EXPECT_EQ(consent->account, wallet);
}

TEST_F(ContractAccount, G10_counts_only_the_one_answer_of_the_standard) {
  for (const auto mood : std::vector<std::uint64_t>{1, 2, 3, 4}) {  // another word, never ends, reverts, writes
    install(mood);
    EXPECT_EQ(register_user().substr(0, 20), "the contract account") << mood;
  }
  install(0);
  EXPECT_EQ(register_user(), "");
}

TEST_F(ContractAccount, G10_is_not_replaced_by_a_passkey_or_a_clerk) {
  const auto consent = entrust();
  for (const std::uint8_t mark : {kPasskeyMark, kWitnessMark}) {
    Bytes other(100, 0);
    other[0] = mark;
    EXPECT_EQ(chain.send(kBroker, calls::register_user(consent, other)).substr(0, 20), "the contract account");
  }
}

TEST_F(ContractAccount, G5_holds_and_moves_a_token_that_it_may_use) {
  expect_ok(kBank, calls::register_program("BOND", "https://acme.example/bond", story.package.canonical_manifest));
  for (const auto organization : {kBank, kBroker, kExchange}) expect_ok(organization, story.attest(organization));
  expect_ok(kBank, story.register_user("acme", kAcme));
  ASSERT_EQ(register_user(), "");
  expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  expect_ok(kBank, story.deploy({kBank, kBroker}));
  const auto note = find_application(chain.slots(), 1)->deployed;
  EXPECT_NE(chain.send(kAcme, note, transfer(wallet, 10)), "");  // not without the wallet's consent

  auto consent = story.distribute_consent();
  consent.user_id = "wanda";
  consent = with_text(consent);
  const auto hash = digest(consent, kChain);
  EXPECT_NE(chain.send(kBroker, calls::apply_to_distribute(consent, sign_digest(key(kStranger), hash))), "");
  expect_ok(kBroker, calls::apply_to_distribute(consent, sign_digest(key(kOwner), hash)));
  EXPECT_NE(usable(chain.slots(), "BOND", wallet), 0u);
  EXPECT_EQ(usable(chain.slots(), "BOND", account(kOwner)), 0u);

  EXPECT_EQ(chain.send(kAcme, note, transfer(wallet, 10)), "");
  EXPECT_NE(chain.send(kOwner, note, transfer(account(kAcme), 3)), "");  // the owner's own key may not use it
  EXPECT_EQ(chain.send(kOwner, wallet, execute(note, transfer(account(kAcme), 3))), "");
  EXPECT_NE(chain.send(kStranger, wallet, execute(note, transfer(account(kAcme), 3))), "");
}

}  // namespace
}  // namespace kaisho::governance::testing
