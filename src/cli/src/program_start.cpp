#include "program_start.hpp"

#include <kaisho/analysis/program_facts.hpp>

#include "abi_text.hpp"

namespace kaisho::cli {
namespace {

/// A value of the type that no program has a reason to refuse.
codec::abi::Value made_up(const codec::abi::Type& type, const std::string& token_id) {
  using Kind = codec::abi::Type::Kind;
  using codec::abi::Value;
  switch (type.kind()) {
    case Kind::uint:
      return Value::of(type.size() > 24 ? 1'000'000 : 1);
    case Kind::integer:
      return Value::of(1);
    case Kind::address:
      return Value::of(Address{{0xac, 0xc0, 0x17, 0x75, 0x9a, 0x3c, 0x51, 0x8e, 0x2b, 0xd4,
                                0x66, 0xf0, 0x97, 0x1d, 0xc8, 0x3a, 0x5f, 0xe2, 0x84, 0x0b}});
    case Kind::boolean:
      return Value::of(true);
    case Kind::fixed_bytes:
      return Value::of(Bytes(type.size()));
    case Kind::bytes:
      return Value::of(Bytes{});
    case Kind::string:
      return Value::of(token_id);
    case Kind::array:
      return Value::list({made_up(type.inner()[0], token_id)});
    case Kind::fixed_array:
      return Value::list(Value::List(type.size(), made_up(type.inner()[0], token_id)));
    case Kind::tuple:
      break;
  }
  Value::List parts;
  for (const auto& inner : type.inner()) parts.push_back(made_up(inner, token_id));
  return Value::list(std::move(parts));
}

Result<Start> encoded(const codec::abi::Function& function, const codec::abi::Values& values) {
  auto data = function.encode_call(values);
  if (!data) return bad_input("bad_argument", std::string(codec::abi::describe(data.error())));
  return Start{std::move(*data), function.signature()};
}

Result<Start> encoded(const std::string& inputs, const std::vector<codec::abi::Type>& types,
                      const codec::abi::Values& values) {
  auto data = codec::abi::encode(types, values);
  if (!data) return bad_input("bad_argument", std::string(codec::abi::describe(data.error())));
  return Start{std::move(*data), inputs};
}

Result<std::vector<codec::abi::Type>> constructor_types(const governance::Package& package) {
  auto types = codec::abi::parse_types(package.constructor_inputs);
  if (!types) return bad_input("bad_package", "the constructor takes types that are not supported");
  return std::move(*types);
}

codec::abi::Values made_up(const std::vector<codec::abi::Type>& types, const std::string& token_id) {
  codec::abi::Values values;
  for (const auto& type : types) values.push_back(made_up(type, token_id));
  return values;
}

}  // namespace

Result<Start> start_of(const governance::Package& package, const std::string& call,
                       const std::vector<std::string>& arguments) {
  if (!package.proxy_code.empty()) {
    if (call.empty()) return Start{};
    const auto signature = parse_signature(call);
    if (!signature) return std::unexpected(signature.error());
    const auto values = parse_values(signature->function.inputs, arguments);
    return values ? encoded(signature->function, *values) : std::unexpected(values.error());
  }
  const auto types = constructor_types(package);
  if (!types) return std::unexpected(types.error());
  const auto values = parse_values(*types, arguments);
  return values ? encoded(package.constructor_inputs, *types, *values) : std::unexpected(values.error());
}

Result<Start> made_up_start(const governance::Package& package) {
  const auto& token_id = package.manifest.token_id;
  if (!package.proxy_code.empty()) {
    const auto function = analysis::initializer_of(package);
    return function ? encoded(*function, made_up(function->inputs, token_id)) : Start{};
  }
  const auto types = constructor_types(package);
  return types ? encoded(package.constructor_inputs, *types, made_up(*types, token_id))
               : std::unexpected(types.error());
}

}  // namespace kaisho::cli
