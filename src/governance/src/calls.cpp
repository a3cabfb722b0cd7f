#include "kaisho/governance/calls.hpp"

#include <kaisho/base/assert.hpp>
#include <kaisho/base/hex.hpp>

#include "errors.hpp"
#include "words.hpp"

namespace kaisho::governance::calls {
namespace {

namespace abi = codec::abi;
using abi::Value;
using abi::Values;

Bytes call(std::string_view signature, const Values& values) {
  auto data = abi::Function::of(signature).encode_call(values);
  KAISHO_ASSERT(data.has_value());  // the values are made for the signature beside them
  return std::move(*data);
}

Value tuple_of(const Terms& terms) {
  return Value::list({Value::of(terms.text_hash), Value::of(terms.language), Value::of(terms.purpose),
                      Value::of(terms.scope), Value::of(terms.expiry), Value::of(terms.salt)});
}

}  // namespace

Bytes register_program(std::string_view token_id, std::string_view source_path, std::string_view canonical_manifest) {
  return call("registerProgram(string,string,bytes)",
              {Value::of(token_id), Value::of(source_path), Value::of(view_of(canonical_manifest))});
}

Bytes attest(const Attestation& attestation, ByteView signature) {
  return call("attest(bytes32,bool,bytes32,bytes)",
              {Value::of(attestation.package_hash), Value::of(attestation.success), Value::of(attestation.report_hash),
               Value::of(signature)});
}

Bytes register_user(const EntrustConsent& consent, ByteView signature) {
  return call("registerUser(string,address,string,bytes32,(bytes32,string,string,string,uint64,bytes32),bytes)",
              {Value::of(consent.user_id), Value::of(consent.account), Value::of(consent.vorg),
               Value::of(consent.profile_hash), tuple_of(consent.terms), Value::of(signature)});
}

Bytes entrust_anew(const EntrustAnew& consent, ByteView signature) {
  return call("entrustAnew(string,string,bytes32,bytes32,(bytes32,string,string,string,uint64,bytes32),bytes)",
              {Value::of(consent.user_id), Value::of(consent.vorg), Value::of(consent.profile_hash),
               Value::of(consent.replaces), tuple_of(consent.terms), Value::of(signature)});
}

Bytes withdraw_entrustment(const Withdrawal& withdrawal, ByteView signature) {
  return call("withdrawEntrustment(string,string,bytes32,bytes)",
              {Value::of(withdrawal.user_id), Value::of(withdrawal.language), Value::of(withdrawal.text_hash),
               Value::of(signature)});
}

Bytes set_clerk(const Address& account, bool active) {
  return call("setClerk(address,bool)", {Value::of(account), Value::of(active)});
}

Bytes set_region(std::string_view region, std::string_view vorg) {
  return call("setRegion(string,string)", {Value::of(region), Value::of(vorg)});
}

Bytes apply_to_issue(const IssueConsent& consent, ByteView constructor_arguments, ByteView signature) {
  return call(
      "applyToIssue(string,string,bytes32,bytes,string,(bytes32,string,string,string,uint64,bytes32),bytes)",
      {Value::of(consent.user_id), Value::of(consent.token_id), Value::of(consent.package_hash),
       Value::of(constructor_arguments), Value::of(consent.vorg), tuple_of(consent.terms), Value::of(signature)});
}

Bytes apply_to_distribute(const DistributeConsent& consent, ByteView signature) {
  return call("applyToDistribute(string,string,bytes32,string,(bytes32,string,string,string,uint64,bytes32),bytes)",
              {Value::of(consent.user_id), Value::of(consent.token_id), Value::of(consent.package_hash),
               Value::of(consent.vorg), tuple_of(consent.terms), Value::of(signature)});
}

Bytes record_refusal(std::string_view user_id, std::string_view token_id, const Hash& package,
                     std::uint8_t application_class, std::string_view reason) {
  return call("recordRefusal(string,string,bytes32,uint8,string)",
              {Value::of(user_id), Value::of(token_id), Value::of(package), Value::of(std::uint64_t{application_class}),
               Value::of(reason)});
}

Bytes withdraw(const Withdrawal& withdrawal, ByteView signature) {
  return call("withdraw(string,string,string,bytes32,bytes)",
              {Value::of(withdrawal.user_id), Value::of(withdrawal.token_id), Value::of(withdrawal.language),
               Value::of(withdrawal.text_hash), Value::of(signature)});
}

Bytes withdraw_application(const Withdrawal& withdrawal, ByteView signature) {
  return call("withdrawApplication(uint64,string,bytes32,bytes)",
              {Value::of(withdrawal.application), Value::of(withdrawal.language), Value::of(withdrawal.text_hash),
               Value::of(signature)});
}

Bytes apply_to_upgrade(const UpgradeConsent& consent, ByteView arguments, ByteView signature) {
  return call("applyToUpgrade(string,string,bytes32,bytes,string,(bytes32,string,string,string,uint64,bytes32),bytes)",
              {Value::of(consent.user_id), Value::of(consent.token_id), Value::of(consent.package_hash),
               Value::of(arguments), Value::of(consent.vorg), tuple_of(consent.terms), Value::of(signature)});
}

Bytes apply_to_change(const ChangeConsent& consent, ByteView signature) {
  return call("applyToChange(string,string,string,string,(bytes32,string,string,string,uint64,bytes32),bytes)",
              {Value::of(consent.user_id), Value::of(consent.token_id), Value::of(consent.action),
               Value::of(consent.vorg), tuple_of(consent.terms), Value::of(signature)});
}

namespace {

Value list_of(const std::vector<Bytes>& signatures) {
  Value::List list;
  for (const auto& signature : signatures) list.push_back(Value::of(signature));
  return Value::list(std::move(list));
}

}  // namespace

Bytes upgrade(std::uint64_t application, ByteView creation_code, ByteView arguments,
              const std::vector<Bytes>& signatures) {
  return call("upgrade(uint64,bytes,bytes,bytes[])",
              {Value::of(application), Value::of(creation_code), Value::of(arguments), list_of(signatures)});
}

Bytes change_state(std::uint64_t application, const std::vector<Bytes>& signatures) {
  return call("changeState(uint64,bytes[])", {Value::of(application), list_of(signatures)});
}

Bytes change_policy(std::string_view token_id, std::string_view policy) {
  return call("changePolicy(string,string)", {Value::of(token_id), Value::of(policy)});
}

Bytes deploy(std::uint64_t application, ByteView creation_code, ByteView constructor_arguments,
             const std::vector<Bytes>& signatures) {
  Value::List list;
  for (const auto& signature : signatures) list.push_back(Value::of(signature));
  return call("deploy(uint64,bytes,bytes,bytes[])", {Value::of(application), Value::of(creation_code),
                                                     Value::of(constructor_arguments), Value::list(std::move(list))});
}

Bytes propose_membership(const MembershipChange& change, Timestamp expiry) {
  const auto node = change.node.value_or(MemberNode{});
  const auto tuple =
      Value::list({Value::of(static_cast<std::uint64_t>(change.kind)), Value::of(change.name),
                   Value::of(change.operator_account), Value::of(change.roles), Value::of(node.validator_key.view()),
                   Value::of(node.node_id.view()), Value::of(node.p2p_address), Value::of(node.service_url),
                   Value::of(node.service_pin), Value::of(node.checkpoint_key.view()), Value::of(change.policy)});
  return call(
      "proposeMembership((uint8,string,address,uint32,bytes32,bytes20,string,string,bytes32,bytes32,string),uint64)",
      {tuple, Value::of(expiry)});
}

Bytes approve_membership(std::uint64_t proposal) { return call("approveMembership(uint64)", {Value::of(proposal)}); }

Bytes withdraw_proposal(std::uint64_t proposal) { return call("withdrawProposal(uint64)", {Value::of(proposal)}); }

Bytes rotate_validator_key(const crypto::ed25519::PublicKey& key) {
  return call("rotateValidatorKey(bytes32)", {Value::of(key.view())});
}

Bytes rotate_checkpoint_key(const crypto::ed25519::PublicKey& key) {
  return call("rotateCheckpointKey(bytes32)", {Value::of(key.view())});
}

Bytes update_endpoints(const NodeId& id, std::string_view p2p_address, std::string_view service_url,
                       const Hash& service_pin) {
  return call("updateEndpoints(bytes20,string,string,bytes32)",
              {Value::of(id.view()), Value::of(p2p_address), Value::of(service_url), Value::of(service_pin)});
}

std::optional<std::string> explain_revert(ByteView revert_data) {
  for (const auto& error : kErrors) {
    const auto values = abi::Function::of(error.signature).decode_call(revert_data);
    if (values) return words::filled(error.sentence, *values);
  }
  return abi::revert_reason(revert_data);
}

std::optional<std::string> error_name(ByteView revert_data) {
  for (const auto& error : kErrors) {
    auto function = abi::Function::of(error.signature);
    if (function.decode_call(revert_data)) return std::move(function.name);
  }
  return std::nullopt;
}

}  // namespace kaisho::governance::calls
