#include <kaisho/base/assert.hpp>
#include <kaisho/codec/eip712.hpp>

#include "functions.hpp"
#include "kaisho/governance/rebuilds.hpp"
#include "layout.hpp"

// G2: who made a package's artifacts again from its sources, and what came of it.
namespace kaisho::governance {
namespace {

using ledger::PackedWord;
using ledger::slot_after;

constexpr std::string_view kType =
    "RebuildAttestation(string tokenId,bytes32 packageHash,uint8 outcome,bytes32 reportHash)";

void add_rebuild(ledger::WritableSlots& slots, const Hash& package, const RebuildRecord& rebuild) {
  const Word at = layout::rebuild(package, rebuild.organization);
  slots.store(at, word_of(rebuild.report_hash));
  slots.store(slot_after(at, 1),
              PackedWord().set(0, 1, static_cast<std::uint8_t>(rebuild.outcome)).set(1, 8, rebuild.time).word());
  ledger::store_bytes(slots, slot_after(at, 2), rebuild.signature);
}

Handled attest_rebuild(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const Hash hash = arguments[0].hash();
  const auto outcome = arguments[1].u64();
  const auto package = find_package(context.slots, hash);
  if (!package) return refuse("UnknownPackage(bytes32)", {Value::of(hash)});
  if (outcome < 1 || outcome > 3) return refuse("BadRebuildOutcome(uint8)", {arguments[1]});
  const RebuildAttestation attestation{package->token_id, hash, static_cast<RebuildOutcome>(outcome),
                                       arguments[2].hash()};
  const auto signer = recovered(context, digest(attestation, context.chain()), arguments[3].bytes());
  if (!signer) return std::unexpected(signer.error());
  const auto member = find_operator(context.slots, *signer);
  if (!member || !member->active) return refuse("NotAMember(address)", {Value::of(*signer)});
  if (find_rebuild(context.slots, hash, member->number)) {
    return refuse("AlreadyAttested(bytes32,string)", {Value::of(hash), Value::of(member->name)});
  }
  add_rebuild(context.slots, hash,
              {member->number, attestation.outcome, context.now(), attestation.report_hash, arguments[3].bytes()});
  ledger::emit(host, "Rebuilt(bytes32,string,uint8,bytes32,bytes)", {0},
               {arguments[0], Value::of(member->name), arguments[1], arguments[2], arguments[3]});
  return Values{};
}

Handled all_rebuilds(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  Value::List list;
  for (const auto& one : rebuilds(context.slots, arguments[0].hash())) {
    list.push_back(Value::list({Value::of(organization_name(context.slots, one.organization)),
                                Value::of(static_cast<std::uint8_t>(one.outcome)), Value::of(one.report_hash),
                                Value::of(one.time), Value::of(one.signature)}));
  }
  return Values{Value::list(std::move(list))};
}

constexpr SystemFunction kFunctions[] = {
    {"attestRebuild(bytes32,uint8,bytes32,bytes)", "", attest_rebuild},
    {"rebuilds(bytes32)", "(string,uint8,bytes32,uint64,bytes)[]", all_rebuilds},
};

}  // namespace

std::span<const SystemFunction> rebuild_functions() { return kFunctions; }

std::string_view describe(RebuildOutcome outcome) {
  switch (outcome) {
    case RebuildOutcome::matches:
      return "matches";
    case RebuildOutcome::matches_but_for_metadata:
      return "matches but for metadata";
    case RebuildOutcome::differs:
      return "differs";
  }
  return "";
}

std::optional<RebuildRecord> find_rebuild(const Slots& slots, const Hash& package, OrganizationNumber organization) {
  const Word at = layout::rebuild(package, organization);
  const PackedWord packed(slots.load(slot_after(at, 1)));
  if (packed.word().is_zero()) return std::nullopt;
  return RebuildRecord{.organization = organization,
                       .outcome = static_cast<RebuildOutcome>(packed.number(0, 1)),
                       .time = packed.number(1, 8),
                       .report_hash = hash_of(slots.load(at)),
                       .signature = ledger::load_bytes(slots, slot_after(at, 2))};
}

std::vector<RebuildRecord> rebuilds(const Slots& slots, const Hash& package) {
  std::vector<RebuildRecord> all;
  const OrganizationNumber count = member_count(slots);
  for (OrganizationNumber number = 1; number <= count; ++number) {
    if (auto one = find_rebuild(slots, package, number)) all.push_back(std::move(*one));
  }
  return all;
}

Hash digest(const RebuildAttestation& a, ChainId chain_id) {
  namespace eip712 = codec::eip712;
  const auto hash =
      eip712::struct_hash(kType, Values{Value::of(a.token_id), Value::of(a.package_hash),
                                        Value::of(static_cast<std::uint8_t>(a.outcome)), Value::of(a.report_hash)});
  KAISHO_ASSERT(hash.has_value());  // the values are made for the type above
  return eip712::digest({.name = "Kaisho Governance",
                         .version = "1",
                         .chain_id = chain_id,
                         .verifying_contract = kGovernanceAddress,
                         .salt = std::nullopt},
                        *hash);
}

Bytes calls::attest_rebuild(const RebuildAttestation& a, ByteView signature) {
  auto data = codec::abi::Function::of("attestRebuild(bytes32,uint8,bytes32,bytes)")
                  .encode_call(Values{Value::of(a.package_hash), Value::of(static_cast<std::uint8_t>(a.outcome)),
                                      Value::of(a.report_hash), Value::of(signature)});
  KAISHO_ASSERT(data.has_value());
  return std::move(*data);
}

}  // namespace kaisho::governance
