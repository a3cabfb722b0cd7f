#pragma once

#include "ledger_of_one.hpp"
#include "model.hpp"

/// The model's people, tokens and documents as the contract knows them: keys, packages, texts, digests, signatures.
namespace kaisho::model {

using namespace governance::testing;  // keys, accounts, packages of the governance's own tests

inline constexpr Timestamp kShort = kNow + 100, kLong = kNow + 10'000, kLate = kNow + 200;
/// Every organization of the model registers users.
inline constexpr auto kRegistrar = static_cast<std::uint32_t>(governance::Role::registrar);
inline constexpr const char* kNames[] = {"bank", "broker", "exchange"};
inline constexpr const char* kIds[] = {"acme", "iris"};
inline constexpr const char* kTokenIds[] = {"BOND", "NOTE", "FUND"};

inline std::uint8_t key_of(Person person) {
  // Of the vault: its owner's; paul has none.
  constexpr std::uint8_t kKeys[] = {kBank, kBroker, kExchange, kAcme, kIris, kStranger, 31, 0, 32, 33};
  return kKeys[static_cast<unsigned>(person)];
}

/// Of the key; of the passkey, of the contract, or of the user without a key.
[[nodiscard]] Address account_of(Person person);

/// Bytes of every constructor's arguments.
inline constexpr std::size_t kArgumentsSize = 32;

/// Where a program runs: here by its code alone, so that a document can name the place before there is one.
[[nodiscard]] Address address_of_code(ByteView code);
/// Creation code of every proxy.
[[nodiscard]] const Bytes& proxy_code();
/// Of a version of a token: of its program, or of the proxy before it.
[[nodiscard]] Address address_of_running(unsigned token, unsigned version);
[[nodiscard]] const governance::Package& package_of(unsigned token, unsigned version);
[[nodiscard]] Bytes arguments_of(unsigned which);

[[nodiscard]] governance::EntrustConsent entrust_of(const Document& d);
[[nodiscard]] governance::EntrustAnew anew_of(const Document& d);
/// That the user takes this consent to entrust back.
[[nodiscard]] governance::Withdrawal end_of(const Document& d);
[[nodiscard]] governance::IssueConsent issue_of(const Document& d);
[[nodiscard]] governance::DistributeConsent distribute_of(const Document& d);
[[nodiscard]] governance::UpgradeConsent upgrade_of(const Document& d);
[[nodiscard]] governance::ChangeConsent change_of(const Document& d);
[[nodiscard]] Hash digest_of(const Document& d);
[[nodiscard]] Bytes signed_by(Person person, const Hash& hash, Step::Touch touch = Step::Touch::verified);
/// What the vault's contract answers to isValidSignature.
[[nodiscard]] ledger::Host::Called answer_of_vault(ByteView input);
/// Root of the private record that a scope names.
[[nodiscard]] Hash private_record();

/// Every policy that the model can tell from its text.
[[nodiscard]] const std::vector<Form>& all_forms();

}  // namespace kaisho::model
