#include "population.hpp"

#include <algorithm>

#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/calls.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/governance/policy.hpp>

#include "records_write.hpp"

namespace kaisho::bench {
namespace {

constexpr const char* kMembers[] = {"bank", "broker", "exchange", "insurer"};

crypto::PrivateKey key(const std::string& name) {
  const auto seed = crypto::sha256(view_of("kaisho bench governance " + name));
  return *crypto::PrivateKey::from(crypto::Secret<32>::copy_of(seed.bytes));
}

/// An account whose key nobody knows.
Address account_of(const std::string& name) {
  const auto hash = crypto::sha256(view_of(name));
  Address address;
  std::copy_n(hash.bytes.begin(), address.bytes.size(), address.bytes.begin());
  return address;
}

/// Writes straight into the storage of the governance's account.
class DiffSlots final : public ledger::WritableSlots {
 public:
  explicit DiffSlots(std::map<Word, Word>& storage) : storage_(storage) {}
  [[nodiscard]] Word load(const Word& slot) const override {
    const auto found = storage_.find(slot);
    return found == storage_.end() ? Word{} : found->second;
  }
  void store(const Word& slot, const Word& value) override { storage_[slot] = value; }

 private:
  std::map<Word, Word>& storage_;
};

void add_users(ledger::WritableSlots& slots, const PopulationSize& size) {
  for (std::size_t i = 0; i < size.users; ++i) {
    const std::string id = user_id(i);
    const Address account = i < size.with_keys ? crypto::address_of(user_key(i)) : account_of(id);
    const Hash consent = crypto::sha256(view_of("consent of " + id));
    governance::add_consent(slots, {.digest = consent,
                                    .kind = governance::ConsentKind::entrust,
                                    .account = account,
                                    .application = 0,
                                    .expiry = kExpiry,
                                    .time = kFounded,
                                    .withdrawn = 0,
                                    .signature = Bytes(65, 1)});
    governance::add_user(slots, {.user_id = id,
                                 .account = account,
                                 .vorg = 1,
                                 .registrar = 1,
                                 .time = kFounded,
                                 .profile_hash = crypto::sha256(view_of("profile of " + id)),
                                 .consent = consent,
                                 .tokens = {}});
  }
}

void add_package(ledger::WritableSlots& slots, std::size_t number) {
  const std::string id = token_id(number);
  const Hash hash = package_hash(number);
  governance::add_package(slots, {.hash = hash,
                                  .token_id = id,
                                  .name = "Bond of " + id,
                                  .version = "1.0.0",
                                  .standard = "ERC-20",
                                  .source_path = "https://programs.example/" + id,
                                  .creation_code_hash = crypto::sha256(view_of("code of " + id)),
                                  .organization = 1,
                                  .height = 1,
                                  .time = kFounded});
  governance::add_package_of_token(slots, id, "1.0.0", hash);
  for (governance::OrganizationNumber member = 1; member <= std::size(kMembers); ++member) {
    governance::add_attestation(slots, hash, {member, true, kFounded, hash, Bytes(65, 1)});
  }
}

void add_tokens(ledger::WritableSlots& slots, const PopulationSize& size) {
  const std::vector<std::string> members(std::begin(kMembers), std::end(kMembers));
  const std::string policy = governance::Policy::majority_of(members).text();
  for (std::size_t i = 0; i < size.tokens; ++i) {
    governance::TokenRecord token;
    token.token_id = token_id(i);
    token.organization = 1;
    governance::write_token(slots, token);
    governance::add_policy(slots, token.token_id, {policy, 0, 0, kFounded, 1});
    add_package(slots, i);
  }
}

}  // namespace

const crypto::PrivateKey& bank_key() {
  static const auto kKey = key("bank");
  return kKey;
}
crypto::PrivateKey user_key(std::size_t user) { return key("user " + std::to_string(user)); }
std::string user_id(std::size_t user) { return "user-" + std::to_string(user); }
std::string token_id(std::size_t token) { return "TOKEN-" + std::to_string(token); }
Hash package_hash(std::size_t token) { return crypto::sha256(view_of("package of " + token_id(token))); }

ledger::Genesis population(const PopulationSize& size) {
  governance::GenesisConfig config{.consortium = "bench", .members = {}, .time = kFounded};
  config.members.push_back({kMembers[0], crypto::address_of(bank_key()), 0});
  for (std::size_t i = 1; i < std::size(kMembers); ++i) {
    config.members.push_back({kMembers[i], crypto::address_of(key(kMembers[i])), 0});
  }
  ledger::Genesis genesis;
  genesis.chain_id = kChainId;
  genesis.timestamp = kFounded;
  genesis.state = governance::genesis_state(config).value();
  DiffSlots slots(genesis.state.accounts.at(governance::kGovernanceAddress).storage);
  add_users(slots, size);
  add_tokens(slots, size);
  return genesis;
}

Bytes application_to_issue(std::size_t user, std::size_t token) {
  const Bytes arguments(32, 1);
  const auto consent = with_text(
      governance::IssueConsent{user_id(user),
                               token_id(token),
                               package_hash(token),
                               crypto::keccak256(arguments),
                               kMembers[0],
                               {{}, "en", "to issue a bond", "one token", kExpiry, crypto::sha256(view_of("salt"))}});
  return governance::calls::apply_to_issue(consent, arguments,
                                           governance::sign_digest(user_key(user), digest(consent, kChainId)));
}

}  // namespace kaisho::bench
