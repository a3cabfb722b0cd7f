// Stands in for the step of the same name (src/governance/src/proxies.cpp): the proxy is told, and believed.
#include "functions.hpp"

namespace kaisho::governance {

Checked<Address> upgrade_proxy(Context& context, ProxyKind, const Address& proxy, const Bytes& code,
                               const Bytes& first_call) {
  const auto implementation = context.host.create(code).address;
  const auto data = codec::abi::Function::of("upgradeToAndCall(address,bytes)")
                        .encode_call(Values{Value::of(implementation), Value::of(first_call)})
                        .value();
  if (!context.host.call(proxy, data, context.host.gas_left(), 0).success) return refuse("UpgradeFailed(bytes)");
  return implementation;
}

}  // namespace kaisho::governance
