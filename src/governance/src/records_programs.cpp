#include "layout.hpp"
#include "records_write.hpp"

namespace kaisho::governance {
namespace {

using layout::slot_after;
using ledger::load_number;
using ledger::load_string;
using ledger::PackedWord;
using ledger::store_number;
using ledger::store_string;

constexpr std::uint64_t kSuccess = 1;
constexpr std::uint64_t kError = 2;

}  // namespace

std::optional<PackageRecord> find_package(const Slots& slots, const Hash& hash) {
  const Word at = layout::package(hash);
  const PackedWord origin(slots.load(slot_after(at, 6)));
  if (origin.word().is_zero()) return std::nullopt;
  return PackageRecord{.hash = hash,
                       .token_id = load_string(slots, at),
                       .name = load_string(slots, slot_after(at, 1)),
                       .version = load_string(slots, slot_after(at, 2)),
                       .standard = load_string(slots, slot_after(at, 3)),
                       .source_path = load_string(slots, slot_after(at, 4)),
                       .creation_code_hash = hash_of(slots.load(slot_after(at, 5))),
                       .organization = static_cast<OrganizationNumber>(origin.number(0, 4)),
                       .height = origin.number(4, 8),
                       .time = origin.number(12, 8)};
}

void add_package(WritableSlots& slots, const PackageRecord& package) {
  const Word at = layout::package(package.hash);
  store_string(slots, at, package.token_id);
  store_string(slots, slot_after(at, 1), package.name);
  store_string(slots, slot_after(at, 2), package.version);
  store_string(slots, slot_after(at, 3), package.standard);
  store_string(slots, slot_after(at, 4), package.source_path);
  slots.store(slot_after(at, 5), word_of(package.creation_code_hash));
  slots.store(slot_after(at, 6),
              PackedWord().set(0, 4, package.organization).set(4, 8, package.height).set(12, 8, package.time).word());
}

std::optional<AttestationRecord> find_attestation(const Slots& slots, const Hash& package,
                                                  OrganizationNumber organization) {
  const Word at = layout::attestation(package, organization);
  const PackedWord packed(slots.load(slot_after(at, 1)));
  if (packed.word().is_zero()) return std::nullopt;
  return AttestationRecord{.organization = organization,
                           .success = packed.number(0, 1) == kSuccess,
                           .time = packed.number(1, 8),
                           .report_hash = hash_of(slots.load(at)),
                           .signature = ledger::load_bytes(slots, slot_after(at, 2))};
}

std::vector<AttestationRecord> attestations(const Slots& slots, const Hash& package) {
  std::vector<AttestationRecord> all;
  const OrganizationNumber count = member_count(slots);
  for (OrganizationNumber number = 1; number <= count; ++number) {
    if (auto one = find_attestation(slots, package, number)) all.push_back(std::move(*one));
  }
  return all;
}

void add_attestation(WritableSlots& slots, const Hash& package, const AttestationRecord& attestation) {
  const Word at = layout::attestation(package, attestation.organization);
  slots.store(at, word_of(attestation.report_hash));
  slots.store(slot_after(at, 1),
              PackedWord().set(0, 1, attestation.success ? kSuccess : kError).set(1, 8, attestation.time).word());
  ledger::store_bytes(slots, slot_after(at, 2), attestation.signature);
}

std::optional<TokenRecord> find_token_head(const Slots& slots, std::string_view token_id) {
  const PackedWord packed(slots.load(layout::token(token_id)));
  if (packed.word().is_zero()) return std::nullopt;
  TokenRecord token;
  token.token_id = token_id;
  token.organization = static_cast<OrganizationNumber>(packed.number(0, 4));
  token.application = packed.number(4, 8);
  token.deployed = packed.address(12);
  return token;
}

std::optional<TokenRecord> find_token(const Slots& slots, std::string_view token_id) {
  auto token = find_token_head(slots, token_id);
  if (!token) return std::nullopt;
  token->package_hash = hash_of(slots.load(slot_after(layout::token(token_id), 1)));
  token->package_count = load_number(slots, layout::token_packages(token_id));
  token->policy_count = load_number(slots, layout::token_policies(token_id));
  return token;
}

void write_token(WritableSlots& slots, const TokenRecord& token) {
  const Word at = layout::token(token.token_id);
  slots.store(at,
              PackedWord().set(0, 4, token.organization).set(4, 8, token.application).set(12, token.deployed).word());
  slots.store(slot_after(at, 1), word_of(token.package_hash));
}

std::optional<Hash> package_at(const Slots& slots, std::string_view token_id, std::uint64_t index) {
  const Word list = layout::token_packages(token_id);
  if (index >= load_number(slots, list)) return std::nullopt;
  return hash_of(slots.load(slot_after(layout::array_slot(list), index)));
}

std::optional<Hash> find_version(const Slots& slots, std::string_view token_id, std::string_view version) {
  const Word hash = slots.load(layout::token_version(token_id, version));
  return hash.is_zero() ? std::nullopt : std::optional(hash_of(hash));
}

void add_package_of_token(WritableSlots& slots, std::string_view token_id, std::string_view version, const Hash& hash) {
  const Word list = layout::token_packages(token_id);
  const std::uint64_t count = load_number(slots, list);
  store_number(slots, list, count + 1);
  slots.store(slot_after(layout::array_slot(list), count), word_of(hash));
  slots.store(layout::token_version(token_id, version), word_of(hash));
}

std::optional<PolicyRecord> policy_at(const Slots& slots, std::string_view token_id, std::uint64_t index) {
  if (index >= load_number(slots, layout::token_policies(token_id))) return std::nullopt;
  const Word at = layout::policy(token_id, index);
  const PackedWord packed(slots.load(slot_after(at, 1)));
  return PolicyRecord{.text = load_string(slots, at),
                      .organization = static_cast<OrganizationNumber>(packed.number(0, 4)),
                      .application = packed.number(4, 8),
                      .time = packed.number(12, 8),
                      .height = packed.number(20, 8)};
}

std::optional<PolicyRecord> current_policy(const Slots& slots, std::string_view token_id) {
  const std::uint64_t count = load_number(slots, layout::token_policies(token_id));
  return count == 0 ? std::nullopt : policy_at(slots, token_id, count - 1);
}

void write_policy(WritableSlots& slots, const Word& at, const PolicyRecord& policy) {
  store_string(slots, at, policy.text);
  slots.store(slot_after(at, 1), PackedWord()
                                     .set(0, 4, policy.organization)
                                     .set(4, 8, policy.application)
                                     .set(12, 8, policy.time)
                                     .set(20, 8, policy.height)
                                     .word());
}

void add_policy(WritableSlots& slots, std::string_view token_id, const PolicyRecord& policy) {
  const Word list = layout::token_policies(token_id);
  const std::uint64_t count = load_number(slots, list);
  store_number(slots, list, count + 1);
  write_policy(slots, layout::policy(token_id, count), policy);
}

std::string token_of(const Slots& slots, const Address& contract) {
  return load_string(slots, layout::token_of(contract));
}

void write_token_of(WritableSlots& slots, const Address& contract, std::string_view token_id) {
  store_string(slots, layout::token_of(contract), token_id);
}

}  // namespace kaisho::governance
