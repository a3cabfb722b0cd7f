#include "functions.hpp"
#include "kaisho/governance/governance.hpp"
#include "kaisho/governance/package.hpp"

// G1, G2: the program repository on the ledger, and who tested what with which result.
namespace kaisho::governance {
namespace {

constexpr Gas kParseByte = 20;  // reading a manifest, each byte

Checked<Manifest> readable_manifest(Context& context, const std::string& token_id, const Bytes& bytes) {
  if (bytes.size() > Limits::kManifest) {
    return refuse("TooLong(string,uint256,uint256)", {Value::of("manifest"), Value::of(std::uint64_t{bytes.size()}),
                                                      Value::of(std::uint64_t{Limits::kManifest})});
  }
  context.host.charge(kParseByte * bytes.size());
  auto manifest = parse_canonical_manifest(text_of(bytes));
  if (!manifest) return refuse("BadManifest(string)", {Value::of(manifest.error().detail)});
  if (manifest->token_id != token_id) {
    return refuse("BadManifest(string)", {Value::of("it is for token " + manifest->token_id)});
  }
  return *manifest;
}

/// A token's first package makes the token; later ones come from the same organization and have another version.
Checked<void> may_add(Context& context, const Manifest& manifest, const Hash& hash, const Member& member) {
  if (find_package(context.slots, hash)) return refuse("PackageAlreadyRegistered(bytes32)", {Value::of(hash)});
  const auto token = find_token(context.slots, manifest.token_id);
  if (!token) return {};
  if (token->organization != member.number) {
    return refuse("TokenBelongsTo(string,string)",
                  {Value::of(manifest.token_id), Value::of(organization_name(context.slots, token->organization))});
  }
  if (find_version(context.slots, manifest.token_id, manifest.version)) {
    return refuse("VersionAlreadyRegistered(string,string)",
                  {Value::of(manifest.token_id), Value::of(manifest.version)});
  }
  return {};
}

void record_program(Context& context, const Manifest& manifest, const Hash& hash, const std::string& source_path,
                    const Member& member) {
  if (!find_token(context.slots, manifest.token_id)) {
    TokenRecord token;
    token.token_id = manifest.token_id;
    token.organization = member.number;
    write_token(context.slots, token);
    begin_policy(context, manifest.token_id);
  }
  add_package(context.slots, {.hash = hash,
                              .token_id = manifest.token_id,
                              .name = manifest.name,
                              .version = manifest.version,
                              .standard = manifest.standard,
                              .source_path = source_path,
                              .creation_code_hash = manifest.creation_code_hash,
                              .organization = member.number,
                              .height = context.call.block.height,
                              .time = context.now()});
  add_package_rules(context.slots, hash, manifest);
  add_package_of_token(context.slots, manifest.token_id, manifest.version, hash);
}

Handled register_program(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto& token_id = arguments[0].text();
  const auto& source_path = arguments[1].text();
  const auto& bytes = arguments[2].bytes();
  const auto member = calling_member(context);
  if (!member) return std::unexpected(member.error());
  if (!is_id(token_id)) return refuse("BadName(string,string)", {Value::of("tokenId"), shown(token_id)});
  if (auto path = free_text("sourcePath", source_path, Limits::kSourcePath); !path)
    return std::unexpected(path.error());
  const auto manifest = readable_manifest(context, token_id, bytes);
  if (!manifest) return std::unexpected(manifest.error());
  const Hash hash = ledger::charged_sha256(host, bytes);
  if (auto may = may_add(context, *manifest, hash, *member); !may) return std::unexpected(may.error());

  record_program(context, *manifest, hash, source_path, *member);
  ledger::emit(host, "ProgramRegistered(bytes32,string,string,string,string,string,bytes)", {0, 1},
               {Value::of(hash), Value::of(token_id), Value::of(token_id), Value::of(manifest->version),
                Value::of(member->name), Value::of(source_path), Value::of(bytes)});
  return Values{Value::of(hash)};
}

Handled attest(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const Hash hash = arguments[0].hash();
  const auto& signature = arguments[3].bytes();
  const auto package = find_package(context.slots, hash);
  if (!package) return refuse("UnknownPackage(bytes32)", {Value::of(hash)});
  const Attestation attestation{package->token_id, hash, arguments[1].flag(), arguments[2].hash()};
  const auto signer = recovered(context, digest(attestation, context.chain()), signature);
  if (!signer) return std::unexpected(signer.error());
  const auto member = find_operator(context.slots, *signer);
  if (!member || !member->active) return refuse("NotAMember(address)", {Value::of(*signer)});
  if (find_attestation(context.slots, hash, member->number)) {
    return refuse("AlreadyAttested(bytes32,string)", {Value::of(hash), Value::of(member->name)});
  }

  add_attestation(context.slots, hash,
                  {member->number, attestation.success, context.now(), attestation.report_hash, signature});
  ledger::emit(host, "Attested(bytes32,string,bool,bytes32,bytes)", {0},
               {arguments[0], Value::of(member->name), arguments[1], arguments[2], arguments[3]});
  return Values{};
}

Handled package(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = find_package(context.slots, arguments[0].hash()).value_or(PackageRecord{});
  return Values{
      Value::list({Value::of(found.hash), Value::of(found.token_id), Value::of(found.name), Value::of(found.version),
                   Value::of(found.standard), Value::of(found.creation_code_hash), Value::of(found.source_path),
                   Value::of(organization_name(context.slots, found.organization)), Value::of(found.height),
                   Value::of(found.time)})};
}

Handled package_at_index(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(package_at(context.slots, arguments[0].text(), arguments[1].u64()).value_or(Hash{}))};
}

Value attestation_value(Context& context, const AttestationRecord& one) {
  return Value::list({Value::of(organization_name(context.slots, one.organization)), Value::of(one.success),
                      Value::of(one.report_hash), Value::of(one.time), Value::of(one.signature)});
}

Handled attestation_of(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto member = find_member(context.slots, arguments[1].text()).value_or(Member{});
  const auto found = find_attestation(context.slots, arguments[0].hash(), member.number);
  return Values{attestation_value(context, found.value_or(AttestationRecord{}))};
}

Handled all_attestations(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  Value::List list;
  for (const auto& one : attestations(context.slots, arguments[0].hash())) {
    list.push_back(attestation_value(context, one));
  }
  return Values{Value::list(std::move(list))};
}

Handled token(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  const auto found = find_token(context.slots, arguments[0].text()).value_or(TokenRecord{});
  return Values{Value::list({Value::of(found.token_id), Value::of(organization_name(context.slots, found.organization)),
                             Value::of(found.application), Value::of(found.deployed), Value::of(found.package_hash),
                             Value::of(found.package_count), Value::of(found.policy_count)})};
}

Handled token_of_contract(ledger::Host& host, const ledger::SystemCall& call, const Values& arguments) {
  Context context(host, call);
  return Values{Value::of(token_of(context.slots, arguments[0].address()))};
}

constexpr SystemFunction kFunctions[] = {
    {"registerProgram(string,string,bytes)", "bytes32", register_program},
    {"attest(bytes32,bool,bytes32,bytes)", "", attest},
    {"package(bytes32)", "(bytes32,string,string,string,string,bytes32,string,string,uint64,uint64)", package},
    {"packageAt(string,uint64)", "bytes32", package_at_index},
    {"attestation(bytes32,string)", "(string,bool,bytes32,uint64,bytes)", attestation_of},
    {"attestations(bytes32)", "(string,bool,bytes32,uint64,bytes)[]", all_attestations},
    {"token(string)", "(string,string,uint64,address,bytes32,uint64,uint64)", token},
    {"tokenOf(address)", "string", token_of_contract},
};

}  // namespace

std::span<const SystemFunction> program_functions() { return kFunctions; }

}  // namespace kaisho::governance
