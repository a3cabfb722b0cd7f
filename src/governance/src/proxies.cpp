#include <kaisho/crypto/hash.hpp>

#include "functions.hpp"
#include "proxy_slots.hpp"

// G7: programs behind proxies. The ledger does not believe a proxy: it reads where it points (ERC-1967).
namespace kaisho::governance {
namespace {

namespace abi = codec::abi;

Bytes encoded(std::string_view types, const Values& values) {
  return abi::encode(abi::types_of(types), values).value_or(Bytes{});
}

/// Arguments of the proxy's own constructor: it calls the implementation with `first_call` where that is not empty.
Bytes proxy_arguments(ProxyKind kind, const Address& self, const Address& implementation, const Bytes& first_call) {
  if (kind == ProxyKind::uups) {
    return encoded("address,bytes", {Value::of(implementation), Value::of(first_call)});
  }
  return encoded("address,address,bytes", {Value::of(implementation), Value::of(self), Value::of(first_call)});
}

Checked<Address> created(Context& context, ByteView code, const Bytes& arguments) {
  Bytes init_code = bytes_of(code);
  append(init_code, arguments);
  const auto result = context.host.create(init_code);
  if (!result.success) return refuse("CreationFailed(bytes)", {Value::of(result.output)});
  return result.address;
}

Checked<void> points_to(Context& context, const Address& proxy, const Address& implementation) {
  const Address found = address_of(context.host.load_of(proxy, implementation_slot()));
  if (found == implementation) return {};
  return refuse("ProxyPointsElsewhere(address,address)", {Value::of(proxy), Value::of(found)});
}

}  // namespace

Word implementation_slot() {
  static const Word kSlot = erc1967_slot("eip1967.proxy.implementation");
  return kSlot;
}

Word admin_slot() {
  static const Word kSlot = erc1967_slot("eip1967.proxy.admin");
  return kSlot;
}

Word erc1967_slot(std::string_view name) {
  auto bytes = crypto::keccak256(name).bytes;
  for (auto at = bytes.rbegin(); at != bytes.rend() && (*at)-- == 0; ++at) {
  }
  return Word{bytes};
}

SplitCode split_code(Context& context, const Hash& package, const Bytes& code) {
  const auto rules = package_rules(context.slots, package);
  if (rules.proxy == ProxyKind::none || code.size() < rules.code_size) return {code, {}};
  return {ByteView(code).first(rules.code_size), ByteView(code).subspan(rules.code_size)};
}

Checked<void> same_proxy(Context& context, const Hash& package, ByteView proxy_code) {
  const auto rules = package_rules(context.slots, package);
  if (rules.proxy == ProxyKind::none) return {};
  const Hash hash = ledger::charged_sha256(context.host, proxy_code);
  if (hash == rules.proxy_code_hash) return {};
  return refuse("WrongCreationCode(bytes32,bytes32)", {Value::of(rules.proxy_code_hash), Value::of(hash)});
}

Checked<CreatedProgram> create_program(Context& context, const Hash& package, const Bytes& code,
                                       const Bytes& arguments) {
  const auto rules = package_rules(context.slots, package);
  const auto parts = split_code(context, package, code);
  const auto program = created(context, parts.program, rules.proxy == ProxyKind::none ? arguments : Bytes{});
  if (!program) return std::unexpected(program.error());
  if (rules.proxy == ProxyKind::none) return CreatedProgram{*program, {}};
  const auto proxy =
      created(context, parts.proxy, proxy_arguments(rules.proxy, context.call.self, *program, arguments));
  if (!proxy) return std::unexpected(proxy.error());
  if (auto points = points_to(context, *proxy, *program); !points) return std::unexpected(points.error());
  return CreatedProgram{*proxy, *program};
}

Checked<Address> upgrade_proxy(Context& context, ProxyKind kind, const Address& proxy, const Bytes& code,
                               const Bytes& first_call) {
  const auto implementation = created(context, code, {});
  if (!implementation) return implementation;
  const bool uups = kind == ProxyKind::uups;
  const Address upgrader = uups ? proxy : address_of(context.host.load_of(proxy, admin_slot()));
  Values values{Value::of(*implementation), Value::of(first_call)};
  if (!uups) values.insert(values.begin(), Value::of(proxy));
  const auto data =
      abi::Function::of(uups ? "upgradeToAndCall(address,bytes)" : "upgradeAndCall(address,address,bytes)")
          .encode_call(values)
          .value_or(Bytes{});
  constexpr std::size_t kReason = 1'024;
  const auto called = context.host.call(upgrader, data, context.host.gas_left(), kReason);
  if (!called.success) return refuse("UpgradeFailed(bytes)", {Value::of(called.output)});
  if (auto points = points_to(context, proxy, *implementation); !points) return std::unexpected(points.error());
  return implementation;
}

}  // namespace kaisho::governance
