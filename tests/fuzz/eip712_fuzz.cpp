#include <kaisho/base/assert.hpp>
#include <kaisho/codec/eip712.hpp>
#include <kaisho/codec/json.hpp>

/// A document and its canonical form have one digest, and encodeType texts never break the builder.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace eip712 = kaisho::codec::eip712;
  using kaisho::codec::abi::Value;
  const std::string_view text = kaisho::text_of({data, size});

  if (const auto digest = eip712::digest_of_json(text)) {
    const auto canonical = kaisho::codec::json::canonicalize(text);
    KAISHO_ASSERT(canonical.has_value());
    KAISHO_ASSERT(eip712::digest_of_json(*canonical) == *digest);
  }

  const Value values[] = {Value::of(1), Value::list({Value::of("a")})};
  const eip712::Domain domain{.name = "fuzz", .version = "1", .chain_id = 1, .verifying_contract = {}, .salt = {}};
  const auto hash = eip712::struct_hash(text, values);
  const auto document = eip712::to_json(domain, text, values);
  KAISHO_ASSERT(hash.has_value() == document.has_value());
  if (hash) KAISHO_ASSERT(eip712::digest_of_json(*document) == eip712::digest(domain, *hash));
  return 0;
}
