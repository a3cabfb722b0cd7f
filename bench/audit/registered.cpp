#include "registered.hpp"

#include <kaisho/crypto/hash.hpp>
#include <kaisho/governance/governance.hpp>
#include <kaisho/governance/policy.hpp>

#include "records_write.hpp"

namespace kaisho::bench {
namespace {

using namespace governance;  // NOLINT(google-build-using-namespace): every line below writes its records

constexpr Timestamp kTime = 1'700'000'000, kExpiry = 4'000'000'000;

Hash hash_of_number(std::uint8_t kind, std::uint64_t number) {
  Hash hash;
  hash.bytes[0] = kind;
  for (int i = 0; i < 8; ++i)
    hash.bytes[31 - static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(number >> (8 * i));
  return hash;
}
Address address_of_number(std::uint8_t kind, std::uint64_t number) {
  return address_of(word_of(hash_of_number(kind, number)));
}

Address token_address(std::uint64_t number) { return address_of_number(9, 5'000'000 + number); }

/// The organizations' accounts begin with 1 in their last byte but one.
GenesisConfig members() {
  GenesisConfig config{.consortium = "bench", .members = {}, .time = kTime};
  for (const auto* name : {"bank", "broker", "exchange", "fund"}) {
    config.members.push_back({name, address_of_number(9, 256 + config.members.size()), 1});
  }
  return config;
}

void add_user_number(WritableSlots& slots, std::uint64_t number) {
  const Hash consent = hash_of_number(1, number);
  Address account = address_of_number(9, 1'000'000 + number);
  add_user(slots, {.user_id = "user-" + std::to_string(number),
                   .account = account,
                   .vorg = static_cast<OrganizationNumber>(1 + number % 4),
                   .registrar = 1,
                   .time = kTime,
                   .profile_hash = hash_of_number(2, number),
                   .consent = consent,
                   .tokens = {}});
  add_consent(slots, {.digest = consent,
                      .kind = ConsentKind::entrust,
                      .account = account,
                      .expiry = kExpiry,
                      .time = kTime,
                      .signature = {}});
}

void add_token_number(WritableSlots& slots, std::uint64_t number) {
  const std::string id = "TOKEN-" + std::to_string(number);
  const Hash package = hash_of_number(3, number), consent = hash_of_number(4, number);
  const auto user = find_user(slots, "user-" + std::to_string(number)).value();
  const Address contract = token_address(number);
  const ApplicationRecord application{.number = number + 1,
                                      .application_class = ApplicationClass::issue,
                                      .status = ApplicationStatus::deployed,
                                      .vorg = user.vorg,
                                      .user_id = user.user_id,
                                      .token_id = id,
                                      .package_hash = package,
                                      .arguments_hash = {},
                                      .consent = consent,
                                      .expiry = kExpiry,
                                      .time = kTime,
                                      .height = 0,
                                      .deployed = contract};
  add_application(slots, application);
  write_application_of(slots, application);
  add_consent(slots, {.digest = consent,
                      .kind = ConsentKind::issue,
                      .account = user.account,
                      .application = number + 1,
                      .expiry = kExpiry,
                      .time = kTime,
                      .signature = {}});
  write_token(
      slots,
      {.token_id = id, .organization = 1, .application = number + 1, .deployed = contract, .package_hash = package});
  const auto vorg = find_member(slots, user.vorg).value().name;
  add_policy(slots, id,
             {.text = Policy::majority_of({"bank", "broker", "exchange", "fund"}).with_indispensable(vorg).text()});
  write_token_of(slots, contract, id);
  grant_token(slots, user, id, number + 1);
}

}  // namespace

ledger::Genesis registered(std::size_t users, std::size_t tokens, const std::vector<Address>& senders) {
  ledger::Genesis genesis;
  genesis.timestamp = kTime;
  genesis.state = genesis_state(members()).value();
  ledger::MapSlots slots;
  auto& storage = genesis.state.accounts.at(kGovernanceAddress).storage;
  for (const auto& [slot, value] : storage) slots.store(slot, value);
  for (std::uint64_t number = 0; number < users; ++number) add_user_number(slots, number);
  for (std::uint64_t number = 0; number < tokens; ++number) add_token_number(slots, number);
  for (const auto& [slot, value] : slots.all()) storage[slot] = value;
  const auto code = std::make_shared<const Bytes>(Bytes{0});  // STOP: every token's program, so that something runs
  const Hash code_hash = crypto::keccak256(ByteView(*code));
  genesis.state.codes[code_hash] = code;
  for (std::uint64_t number = 0; number < tokens; ++number) {
    genesis.state.accounts[token_address(number)].account =
        ledger::Account{.nonce = 1, .balance = {}, .code_hash = code_hash};
  }
  for (const auto& sender : senders)
    genesis.state.accounts[sender].account = ledger::Account{.nonce = 0, .balance = 1'000'000'000};
  return genesis;
}

}  // namespace kaisho::bench
