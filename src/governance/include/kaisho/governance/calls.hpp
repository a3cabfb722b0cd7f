#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kaisho/governance/consent.hpp"
#include "kaisho/governance/membership.hpp"

/// Call data for the governance contract, and its answers: for the command line, services and tests.
namespace kaisho::governance::calls {

[[nodiscard]] Bytes register_program(std::string_view token_id, std::string_view source_path,
                                     std::string_view canonical_manifest);
[[nodiscard]] Bytes attest(const Attestation& attestation, ByteView signature);
[[nodiscard]] Bytes register_user(const EntrustConsent& consent, ByteView signature);
[[nodiscard]] Bytes entrust_anew(const EntrustAnew& consent, ByteView signature);
[[nodiscard]] Bytes withdraw_entrustment(const Withdrawal& withdrawal, ByteView signature);
[[nodiscard]] Bytes set_clerk(const Address& account, bool active);
[[nodiscard]] Bytes set_region(std::string_view region, std::string_view vorg);
[[nodiscard]] Bytes apply_to_issue(const IssueConsent& consent, ByteView constructor_arguments, ByteView signature);
[[nodiscard]] Bytes apply_to_distribute(const DistributeConsent& consent, ByteView signature);
[[nodiscard]] Bytes record_refusal(std::string_view user_id, std::string_view token_id, const Hash& package,
                                   std::uint8_t application_class, std::string_view reason);
[[nodiscard]] Bytes apply_to_upgrade(const UpgradeConsent& consent, ByteView arguments, ByteView signature);
[[nodiscard]] Bytes apply_to_change(const ChangeConsent& consent, ByteView signature);
[[nodiscard]] Bytes upgrade(std::uint64_t application, ByteView creation_code, ByteView arguments,
                            const std::vector<Bytes>& signatures);
[[nodiscard]] Bytes change_state(std::uint64_t application, const std::vector<Bytes>& signatures);
[[nodiscard]] Bytes withdraw_application(const Withdrawal& withdrawal, ByteView signature);
[[nodiscard]] Bytes withdraw(const Withdrawal& withdrawal, ByteView signature);
[[nodiscard]] Bytes change_policy(std::string_view token_id, std::string_view policy);
[[nodiscard]] Bytes deploy(std::uint64_t application, ByteView creation_code, ByteView constructor_arguments,
                           const std::vector<Bytes>& signatures);

[[nodiscard]] Bytes propose_membership(const MembershipChange& change, Timestamp expiry);
[[nodiscard]] Bytes approve_membership(std::uint64_t proposal);
[[nodiscard]] Bytes withdraw_proposal(std::uint64_t proposal);
[[nodiscard]] Bytes rotate_validator_key(const crypto::ed25519::PublicKey& key);
[[nodiscard]] Bytes rotate_checkpoint_key(const crypto::ed25519::PublicKey& key);
[[nodiscard]] Bytes update_endpoints(const NodeId& id, std::string_view p2p_address, std::string_view service_url,
                                     const Hash& service_pin);

/// Revert data of the governance in a sentence: the custom error's name and values in words, or Error(string)'s text.
/// Nothing for revert data that is not known here.
[[nodiscard]] std::optional<std::string> explain_revert(ByteView revert_data);

/// Name of the governance's custom error in revert data, for machines: "EntrustedSignatureMissing". Nothing for others.
[[nodiscard]] std::optional<std::string> error_name(ByteView revert_data);

}  // namespace kaisho::governance::calls
