#include <kaisho/base/assert.hpp>
#include <kaisho/codec/abi.hpp>

/// The input is a type list, a zero byte, and an encoding. Types come back from their texts, values from their
/// encodings, and what is canonical has no second encoding.
namespace abi = kaisho::codec::abi;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input = kaisho::text_of({data, size});
  const std::size_t zero = input.find('\0');
  const auto types = abi::parse_types(input.substr(0, zero));
  if (!types) return 0;
  KAISHO_ASSERT(abi::parse_types(abi::text_of(*types)) == *types);
  if (zero == std::string_view::npos) return 0;

  const kaisho::ByteView bytes = kaisho::view_of(input.substr(zero + 1));
  static_cast<void>(abi::revert_reason(bytes));  // must not crash; any answer is good
  const auto values = abi::decode(*types, bytes);
  const auto canonical = abi::decode_canonical(*types, bytes);
  if (!values) {
    KAISHO_ASSERT(!canonical);
    return 0;
  }
  const auto again = abi::encode(*types, *values);
  KAISHO_ASSERT(again.has_value());
  KAISHO_ASSERT(abi::decode_canonical(*types, *again) == *values);
  KAISHO_ASSERT(canonical.has_value() == kaisho::equal(*again, bytes));
  return 0;
}
