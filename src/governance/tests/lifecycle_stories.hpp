#pragma once

#include "ledger_of_one.hpp"

/// Steps of a running token's life: upgrade, pause, resume, retire, withdrawal (G7, G12).
namespace kaisho::governance::testing {

/// A package of the samples with another version and, where wanted, declared rules.
inline Package version_of(std::string_view version, std::string_view lifecycle = "",
                          std::string_view code = "0x600b600c600039600b6000f3602a60005260206000f300") {
  auto files = samples::folder(code);
  std::string draft = samples::draft();
  draft.replace(draft.find("1.0.0"), 5, version);
  if (!lifecycle.empty()) draft.insert(draft.size() - 1, ",\"lifecycle\":" + std::string(lifecycle));
  files.push_back(samples::file("program.json", make_manifest(draft, files).value()));
  return load_package(std::move(files)).value();
}

inline constexpr std::string_view kPolicy = "bank AND Majority[bank, broker, exchange]";

/// One change of a running token, to be altered by a test before it is sent.
struct Change {
  std::uint64_t number = 2;
  std::string action = "upgrade";
  Address deployed = account(99);
  Hash from_package, package;
  Bytes arguments;
  OnWithdrawal rule = OnWithdrawal::none;
  std::uint8_t salt = 40;
  std::string policy{kPolicy};
  std::string vorg = "bank";
  std::optional<std::string> scope{};

  [[nodiscard]] Terms agreed() const {
    auto made = terms(salt);
    if (scope) made.scope = *scope;
    return made;
  }
  [[nodiscard]] UpgradeConsent upgrade_consent() const {
    return with_text(UpgradeConsent{"acme", "BOND", deployed, from_package, package, crypto::keccak256(arguments), vorg,
                                    agreed(), rule});
  }
  [[nodiscard]] ChangeConsent change_consent() const {
    return with_text(ChangeConsent{"acme", "BOND", action, deployed, package, vorg, agreed()});
  }
  [[nodiscard]] Bytes apply(std::uint8_t signer = kAcme) const {
    if (action == "upgrade") {
      const auto consent = upgrade_consent();
      return calls::apply_to_upgrade(consent, arguments, sign_digest(key(signer), digest(consent, kChain)));
    }
    const auto consent = change_consent();
    return calls::apply_to_change(consent, sign_digest(key(signer), digest(consent, kChain)));
  }
  [[nodiscard]] std::vector<Bytes> signatures(const std::vector<std::uint8_t>& signers) const {
    const bool upgrades = action == "upgrade";
    const ChangeApproval approval{number,
                                  "BOND",
                                  action,
                                  deployed,
                                  package,
                                  upgrades ? crypto::keccak256(arguments) : Hash{},
                                  crypto::keccak256(policy)};
    std::vector<Bytes> all;
    for (const auto signer : signers) all.push_back(sign_digest(key(signer), digest(approval, kChain)));
    return all;
  }
  [[nodiscard]] Bytes run(const std::vector<std::uint8_t>& signers) const {
    return calls::change_state(number, signatures(signers));
  }
};

inline Bytes attest_package(const Package& package, std::uint8_t organization, bool success = true) {
  const Attestation attestation{"BOND", package.hash, success, crypto::sha256(view_of("report"))};
  return calls::attest(attestation, sign_digest(key(organization), digest(attestation, kChain)));
}

inline Withdrawal withdrawal_of(std::string user, std::uint64_t number, const Hash& consent, WithdrawalEffect effect) {
  return with_text(Withdrawal{std::move(user), "BOND", number, consent, {}, "en", effect});
}
inline Bytes withdraw(const Withdrawal& withdrawal, std::uint8_t signer) {
  return calls::withdraw(withdrawal, sign_digest(key(signer), digest(withdrawal, kChain)));
}

}  // namespace kaisho::governance::testing
