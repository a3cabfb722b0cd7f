#pragma once

#include <functional>

#include <gtest/gtest.h>

#include <kaisho/crypto/hash.hpp>
#include <kaisho/ledger/system_dispatch.hpp>

#include "kaisho/governance/calls.hpp"
#include "kaisho/governance/governance.hpp"
#include "package_samples.hpp"

/// The contract alone, over slots in memory: for rules that need no EVM. A refused call leaves the slots as they were,
/// as the EVM's journal would.
namespace kaisho::governance::testing {

/// A key that is no secret, different for every number.
inline crypto::PrivateKey key(std::uint8_t number) {
  std::array<std::uint8_t, 32> bytes{};
  bytes[31] = number;
  return crypto::PrivateKey::from(crypto::Secret<32>::copy_of(bytes)).value();
}
inline Address account(std::uint8_t number) { return crypto::address_of(key(number)); }

// Who is who: keys 1 to 3 act for bank, broker and exchange; 11 and 12 are users; 21 is a stranger.
inline constexpr std::uint8_t kBank = 1, kBroker = 2, kExchange = 3, kAcme = 11, kIris = 12, kStranger = 21;
inline constexpr ChainId kChain = 31337;
inline constexpr Timestamp kNow = 1'800'000'000;

inline GenesisConfig three_members() {
  return {
      .consortium = "demo",
      .members = {{"bank", account(kBank), 3}, {"broker", account(kBroker), 2}, {"exchange", account(kExchange), 6}},
      .time = 1'700'000'000};
}

/// A call from the governance to a program, and what answers it.
struct ProgramCall {
  Address to;
  Bytes input;
  bool is_static = false;
  std::size_t max_output = 0;
};
using Programs = std::function<ledger::Host::Called(const ProgramCall&)>;

class MemoryHost final : public ledger::Host {
 public:
  explicit MemoryHost(const ledger::MapSlots& before) {
    for (const auto& [slot, value] : before.all()) slots.store(slot, value);
  }
  Word load(const Word& slot) override { return slots.load(slot); }
  void store(const Word& slot, const Word& value) override { slots.store(slot, value); }
  void log(std::vector<Word> topics, Bytes data) override {
    logs.push_back({kGovernanceAddress, std::move(topics), std::move(data)});
  }
  Word load_of(const Address& address, const Word& slot) override {
    const auto found = others.find({address, slot});
    return found == others.end() ? Word{} : found->second;
  }
  Hash code_hash(const Address&) override { return {}; }
  Created create(ByteView init_code) override {
    created_code = bytes_of(init_code);
    if (creation_fails) return {false, {}, codec::abi::encode_error("no")};
    return {true, account(next_created++), {}};
  }
  Called call(const Address& to, ByteView input, Gas, std::size_t max_output) override {
    return programs ? programs({to, bytes_of(input), false, max_output}) : Called{.success = true, .output = {}};
  }
  Called static_call(const Address& to, ByteView input, Gas, std::size_t max_output) override {
    return programs ? programs({to, bytes_of(input), true, max_output}) : Called{.success = true, .output = {}};
  }
  void charge(Gas gas) override { charged += gas; }
  Gas gas_left() const override { return 100'000'000; }
  bool failed() const override { return false; }

  ledger::MapSlots slots;
  std::vector<ledger::Log> logs;
  Bytes created_code;
  Gas charged = 0;
  bool creation_fails = false;
  std::uint8_t next_created = 99;                   ///< key of the next contract's address
  std::map<std::pair<Address, Word>, Word> others;  ///< slots of other accounts
  Programs programs;                                ///< who answers calls; nobody: accounts without code
};

/// A ledger with nothing but the governance.
class Ledger {
 public:
  explicit Ledger(const GenesisConfig& config = three_members()) {
    const auto genesis = genesis_state(config).value();
    for (const auto& [slot, value] : genesis.accounts.at(kGovernanceAddress).storage) slots_.store(slot, value);
  }

  /// Sends call data from an account's key number; empty text if it went well, else the reason in words.
  std::string send(std::uint8_t from, const Bytes& input) {
    MemoryHost host(slots_);
    host.creation_fails = creation_fails;
    host.programs = programs;
    host.next_created = next_created;
    ledger::BlockContext block;
    block.chain_id = kChain;
    block.height = ++height_;
    block.timestamp = now;
    const auto answer =
        contract().call(host, {kGovernanceAddress, account(from), account(from), {}, false, input, block});
    output = answer.output;
    charged = host.charged;
    logs.clear();
    if (!answer.success) return calls::explain_revert(answer.output).value_or("?");
    logs = host.logs;
    next_created = host.next_created;
    created_code = host.created_code;
    ledger::MapSlots after;
    for (const auto& [slot, value] : host.slots.all()) after.store(slot, value);
    replace(after);
    return "";
  }

  /// Name of the error that the last call reverted with, "UnknownUser".
  [[nodiscard]] const ledger::Slots& slots() const { return slots_; }

  Timestamp now = kNow;
  bool creation_fails = false;
  Programs programs;
  std::uint8_t next_created = 99;
  Bytes output, created_code;
  Gas charged = 0;
  std::vector<ledger::Log> logs;

 private:
  void replace(const ledger::MapSlots& after) {
    std::vector<Word> gone;
    for (const auto& [slot, value] : slots_.all()) {
      if (after.load(slot).is_zero()) gone.push_back(slot);
    }
    for (const auto& slot : gone) slots_.store(slot, Word{});
    for (const auto& [slot, value] : after.all()) slots_.store(slot, value);
  }

  ledger::MapSlots slots_;
  Height height_ = 0;
};

inline Terms terms(std::uint8_t salt = 0, Timestamp expiry = kNow + 1000) {
  Terms terms{.text_hash = {}, .language = "en", .purpose = "bond", .scope = "one bond", .expiry = expiry, .salt = {}};
  terms.salt.bytes[0] = salt;
  return terms;
}

/// Everything of one deployment, to be changed by a test before it is sent.
struct Story {
  Package package = load_package(samples::with_manifest(samples::folder())).value();
  Bytes arguments = Bytes(32, 7);

  [[nodiscard]] Bytes attest(std::uint8_t organization, bool success = true) const {
    const Attestation attestation{"BOND", package.hash, success, crypto::sha256(view_of("report"))};
    return calls::attest(attestation, sign_digest(key(organization), digest(attestation, kChain)));
  }
  [[nodiscard]] EntrustConsent entrust(std::string id, std::uint8_t user, std::string vorg = "bank") const {
    return with_text(
        EntrustConsent{std::move(id), account(user), std::move(vorg), crypto::sha256(view_of("salted")), terms()});
  }
  [[nodiscard]] Bytes register_user(std::string id, std::uint8_t user, std::string vorg = "bank") const {
    const auto consent = entrust(std::move(id), user, std::move(vorg));
    return calls::register_user(consent, sign_digest(key(user), digest(consent, kChain)));
  }
  [[nodiscard]] IssueConsent issue_consent(std::uint8_t salt = 0) const {
    return with_text(IssueConsent{"acme", "BOND", package.hash, crypto::keccak256(arguments), "bank", terms(salt)});
  }
  [[nodiscard]] Bytes apply_to_issue(const IssueConsent& consent, std::uint8_t signer = kAcme) const {
    return calls::apply_to_issue(consent, arguments, sign_digest(key(signer), digest(consent, kChain)));
  }
  [[nodiscard]] DistributeConsent distribute_consent(std::uint8_t salt = 0) const {
    return with_text(DistributeConsent{"iris", "BOND", package.hash, "broker", terms(salt)});
  }
  [[nodiscard]] Bytes apply_to_distribute(const DistributeConsent& consent, std::uint8_t signer = kIris) const {
    return calls::apply_to_distribute(consent, sign_digest(key(signer), digest(consent, kChain)));
  }
  [[nodiscard]] DeployApproval approval(std::string_view policy = "bank AND Majority[bank, broker, exchange]") const {
    return {1, "BOND", package.hash, crypto::keccak256(arguments), crypto::keccak256(policy)};
  }
  [[nodiscard]] static std::vector<Bytes> signatures(const DeployApproval& approval,
                                                     std::vector<std::uint8_t> signers) {
    std::vector<Bytes> all;
    for (const auto signer : signers) all.push_back(sign_digest(key(signer), digest(approval, kChain)));
    return all;
  }
  [[nodiscard]] Bytes deploy(std::vector<std::uint8_t> signers) const {
    return calls::deploy(1, package.creation_code, arguments, signatures(approval(), std::move(signers)));
  }
  [[nodiscard]] Withdrawal withdrawal(const IssueConsent& consent) const {
    return with_text(Withdrawal{"acme", "BOND", 1, digest(consent, kChain), {}, "en"});
  }
};

/// A ledger on which the story has come up to some point; each step asserts that it was accepted.
class GovernanceTest : public ::testing::Test {
 protected:
  void expect_ok(std::uint8_t from, const Bytes& input) { ASSERT_EQ(ledger.send(from, input), ""); }
  void register_program() {
    expect_ok(kBank, calls::register_program("BOND", "https://acme.example/bond", story.package.canonical_manifest));
  }
  void test_program() {
    register_program();
    for (const auto organization : {kBank, kBroker, kExchange}) expect_ok(organization, story.attest(organization));
  }
  void register_users() {
    expect_ok(kBank, story.register_user("acme", kAcme));
    expect_ok(kBroker, story.register_user("iris", kIris, "broker"));
  }
  void prepare() {
    test_program();
    register_users();
  }
  void apply() {
    prepare();
    expect_ok(kBank, story.apply_to_issue(story.issue_consent()));
  }
  void deploy() {
    apply();
    expect_ok(kBank, story.deploy({kBank, kBroker}));
  }

  Ledger ledger;
  Story story;
};

}  // namespace kaisho::governance::testing
