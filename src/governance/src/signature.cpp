#include "kaisho/governance/signature.hpp"

#include <kaisho/base/assert.hpp>
#include <kaisho/codec/abi.hpp>
#include <kaisho/crypto/hash.hpp>

namespace kaisho::governance {
namespace {

namespace abi = codec::abi;
using abi::Value;
using abi::Values;

const std::vector<abi::Type>& passkey_types() {
  static const auto kTypes = abi::types_of("bytes32,bytes32,bytes,string,bytes32,bytes32");
  return kTypes;
}

const std::vector<abi::Type>& witnessed_types() {
  static const auto kTypes = abi::types_of("string,string,bytes32,bytes");
  return kTypes;
}

Bytes marked(std::uint8_t mark, const std::vector<abi::Type>& types, const Values& values) {
  const auto encoded = abi::encode(types, values);
  KAISHO_ASSERT(encoded.has_value());  // the values are made for these types
  Bytes bytes{mark};
  append(bytes, *encoded);
  return bytes;
}

std::optional<Values> fields_of(ByteView signature, std::uint8_t mark, const std::vector<abi::Type>& types) {
  if (signature.empty() || signature[0] != mark) return std::nullopt;
  auto values = abi::decode_canonical(types, signature.subspan(1));
  if (!values) return std::nullopt;
  return std::move(*values);
}

/// Two words side by side, as keys and signatures of P-256 are kept.
template <class Pair>
Pair joined(const Value& first, const Value& second) {
  Bytes both = first.bytes();
  append(both, second.bytes());
  return Pair::from(std::span<const std::uint8_t, 64>(both));
}

template <class Pair>
Value half(const Pair& pair, std::size_t index) {
  return Value::of(pair.view().subspan(index * 32, 32));
}

Address account_of(std::string_view what, ByteView subject) {
  Bytes named = bytes_of(view_of(what));
  append(named, subject);
  return address_of(word_of(crypto::keccak256(named)));
}

}  // namespace

std::string_view describe(SignatureForm form) {
  switch (form) {
    case SignatureForm::own_key:
      return "the user's own key";
    case SignatureForm::contract_account:
      return "the user's contract account (ERC-1271)";
    case SignatureForm::passkey:
      return "the user's passkey";
    case SignatureForm::witnessed:
      return "a clerk who witnessed it on paper: WEAKER than a signature of the user's own";
  }
  return "an unknown form of signature";
}

Bytes encode(const PasskeyAssertion& a) {
  return marked(kPasskeyMark, passkey_types(),
                {half(a.key, 0), half(a.key, 1), Value::of(a.authenticator_data), Value::of(a.client_data),
                 half(a.signature, 0), half(a.signature, 1)});
}

Bytes encode(const WitnessedSignature& w) {
  return marked(kWitnessMark, witnessed_types(),
                {Value::of(w.user_id), Value::of(w.organization), Value::of(w.paper), Value::of(w.signature)});
}

std::optional<PasskeyAssertion> parse_passkey(ByteView signature) {
  const auto fields = fields_of(signature, kPasskeyMark, passkey_types());
  if (!fields) return std::nullopt;
  const auto& f = *fields;
  return PasskeyAssertion{.key = joined<crypto::p256::PublicKey>(f[0], f[1]),
                          .authenticator_data = f[2].bytes(),
                          .client_data = f[3].text(),
                          .signature = joined<crypto::p256::Signature>(f[4], f[5])};
}

std::optional<WitnessedSignature> parse_witnessed(ByteView signature) {
  const auto fields = fields_of(signature, kWitnessMark, witnessed_types());
  if (!fields) return std::nullopt;
  const auto& f = *fields;
  return WitnessedSignature{
      .user_id = f[0].text(), .organization = f[1].text(), .paper = f[2].hash(), .signature = f[3].bytes()};
}

Address passkey_account(const crypto::p256::PublicKey& key) { return account_of("Kaisho P-256 account", key.view()); }

Address witnessed_account(std::string_view user_id) { return account_of("Kaisho witnessed account", view_of(user_id)); }

}  // namespace kaisho::governance
