#include <random>

#include "kaisho/governance/policy.hpp"
#include "ledger_of_one.hpp"

namespace kaisho::governance::testing {
namespace {

/// Random steps of members, a user and thieves against one ledger. What the user and the bank really agreed to is known
/// here and nowhere else: signatures of theirs exist for that only, everything else is forged, replayed or withheld.
class Walk {
 public:
  explicit Walk(unsigned seed) : random_(seed) {
    for (std::size_t i = 0; i < kOffers; ++i) agreed_[i] = chance(2);
    bank_signs_ = !chance(4);
    prepare();
  }

  /// One step; asserts that no program came to run that should not.
  void step() {
    switch (random_() % 6) {
      case 0:
      case 1:
        return apply(random_() % kOffers);
      case 2:
        return withdraw();
      case 3:
        return change_policy();
      case 4:
        return deploy();
      default:
        ledger_.now += chance(8) ? 500u : 1u;
    }
  }

  [[nodiscard]] bool is_deployed() const { return deployed_; }
  [[nodiscard]] bool could_deploy() const { return bank_signs_ && (agreed_[0] || agreed_[1] || agreed_[2]); }

 private:
  // What can be offered to the user: version 1, version 1 with other arguments, version 2.
  static constexpr std::size_t kOffers = 3;

  bool chance(unsigned one_in) { return random_() % one_in == 0; }
  template <class T>
  const T& any_of(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }

  void expect_ok(std::uint8_t from, const Bytes& input) { ASSERT_EQ(ledger_.send(from, input), ""); }

  void prepare() {
    std::string second = samples::draft();
    second.replace(second.find("1.0.0"), 5, "2.0.0");
    auto files = samples::folder("0x6001600c60003960016000f300");
    files.push_back(samples::file("program.json", make_manifest(second, files).value()));
    stories_[1].arguments = Bytes(32, 9);
    stories_[2].package = load_package(std::move(files)).value();
    for (const std::size_t i : {0u, 2u}) {
      expect_ok(kBank, calls::register_program("BOND", "", stories_[i].package.canonical_manifest));
      for (const auto organization : {kBank, kBroker, kExchange})
        expect_ok(organization, stories_[i].attest(organization));
    }
    expect_ok(kBank, stories_[0].register_user("acme", kAcme));
  }

  void apply(std::size_t offer) {
    const auto consent = stories_[offer].issue_consent(salt_++);
    // A thief has the user's signature for another offer at best.
    const auto signed_consent = agreed_[offer] ? consent : stories_[(offer + 1) % kOffers].issue_consent();
    const bool is_genuine = agreed_[offer] && !chance(3);
    const std::uint8_t signer = is_genuine || agreed_[(offer + 1) % kOffers] ? kAcme : kStranger;
    const auto signature = sign_digest(key(signer), digest(is_genuine ? consent : signed_consent, kChain));
    const std::uint8_t sender = any_of<std::uint8_t>({kBank, kBank, kBroker, kStranger});
    const auto refusal = ledger_.send(sender, calls::apply_to_issue(consent, stories_[offer].arguments, signature));
    if (refusal.empty()) offers_.push_back({offer, consent, false});
  }

  void withdraw() {
    const bool is_genuine = chance(2);
    const auto number = application_count(ledger_.slots());
    if (number == 0) return;
    auto withdrawal = stories_[0].withdrawal(offers_.back().consent);
    withdrawal.application = number;
    withdrawal = with_text(withdrawal);
    const auto signature = sign_digest(key(is_genuine ? kAcme : kBank), digest(withdrawal, kChain));
    const auto refusal = ledger_.send(kStranger, calls::withdraw(withdrawal, signature));
    if (!refusal.empty()) return;
    EXPECT_TRUE(is_genuine);
    offers_.back().withdrawn = true;
  }

  void change_policy() {
    const auto text = any_of<std::string>({"broker OR exchange", "Majority[bank, broker, exchange]", "bank",
                                           "bank AND broker", "All[bank, broker, exchange]", "Any[bank, broker]"});
    static_cast<void>(
        ledger_.send(any_of<std::uint8_t>({kBank, kBroker, kStranger}), calls::change_policy("BOND", text)));
    const auto policy = current_policy(ledger_.slots(), "BOND");
    if (offers_.empty()) return;
    EXPECT_TRUE(indispensable(Policy::parse(policy->text).value()).contains("bank"));
  }

  void deploy() {
    if (offers_.empty()) return;
    const auto number = chance(3) ? 1 + random_() % 3 : offers_.size();
    const auto& offered = stories_[chance(3) ? random_() % kOffers : offers_.back().index];
    const auto policy = current_policy(ledger_.slots(), "BOND")->text;
    auto approval = offered.approval(policy);
    approval.application = number;
    std::vector<std::uint8_t> signers;
    for (const auto signer : {kBroker, kExchange, kStranger}) {
      if (chance(signer == kStranger ? 8 : 2)) signers.push_back(signer);
    }
    if (bank_signs_) signers.push_back(kBank);
    Bytes code = offered.package.creation_code;
    const bool is_changed = chance(6);
    if (is_changed) code.back() ^= 1;
    const auto call = calls::deploy(number, code, offered.arguments, Story::signatures(approval, signers));
    if (!ledger_.send(any_of<std::uint8_t>({kBank, kBroker, kExchange}), call).empty()) return;

    EXPECT_FALSE(deployed_) << "deployed twice";
    deployed_ = true;
    ASSERT_LE(number, offers_.size());
    const auto& offer = offers_[number - 1];
    EXPECT_TRUE(agreed_[offer.index]) << "the user never agreed";
    EXPECT_EQ(&stories_[offer.index], &offered) << "another program than the consented one";
    EXPECT_TRUE(bank_signs_) << "the entrusted organization never signed";
    EXPECT_FALSE(offer.withdrawn) << "the consent was withdrawn";
    EXPECT_LE(ledger_.now, kNow + 1000) << "the consent was expired";
    EXPECT_FALSE(is_changed) << "the program was changed after its test";
  }

  struct Offer {
    std::size_t index;
    IssueConsent consent;
    bool withdrawn;
  };

  std::mt19937 random_;
  Ledger ledger_;
  std::array<Story, kOffers> stories_;
  std::array<bool, kOffers> agreed_{};
  bool bank_signs_ = false;
  bool deployed_ = false;
  std::uint8_t salt_ = 1;
  std::vector<Offer> offers_;  // accepted applications in order of their numbers
};

TEST(Thieves, G7_find_no_sequence_of_steps_that_runs_a_program_without_its_users_consent) {
  unsigned deployed = 0;
  unsigned refused = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Walk walk(seed);
    for (int i = 0; i < 24; ++i) walk.step();
    if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
    if (walk.is_deployed()) ++deployed;
    if (!walk.could_deploy()) ++refused;
  }
  EXPECT_GT(deployed, 20u);  // the walks do reach deployments, so that the checks above mean something
  EXPECT_GT(refused, 20u);
}

}  // namespace
}  // namespace kaisho::governance::testing
