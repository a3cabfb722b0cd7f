#include "rpc/args.hpp"

namespace kaisho::api {
namespace json = boost::json;

namespace {

std::string_view view(const json::string& text) { return {text.data(), text.size()}; }

/// Storage slots come as DATA of 32 bytes or as QUANTITY, "0x0" and even "0x00" (geth takes both up to 64 digits).
std::optional<Word> loose_word(std::string_view text) {
  if (!text.starts_with("0x") || text.size() < 3 || text.size() > 66) return std::nullopt;
  const auto digits = std::string(66 - text.size(), '0') + std::string(text.substr(2));
  return fixed_from_hex<Word>("0x" + digits);
}

}  // namespace

const json::value* member(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains({key.data(), key.size()});
  return value == nullptr || value->is_null() ? nullptr : value;
}

void Reader::fail(std::string_view where, std::string_view what) {
  if (!error_) error_ = RpcError{RpcCode::invalid_params, std::string(where) + ": " + std::string(what), {}};
}

const json::string* Reader::string(const json::value* value, std::string_view where, std::string_view what) {
  if (value == nullptr) {
    fail(where, "missing value, expected " + std::string(what));
  } else if (!value->is_string()) {
    fail(where, "expected a text: " + std::string(what));
  } else {
    return &value->get_string();
  }
  return nullptr;
}

Address Reader::address(const json::value* value, std::string_view where) {
  constexpr std::string_view kWhat = "an address, 0x and 40 hexadecimal digits";
  const auto* text = string(value, where, kWhat);
  if (text == nullptr) return {};
  const auto address = view(*text).starts_with("0x") ? fixed_from_hex<Address>(view(*text)) : std::nullopt;
  if (!address) fail(where, "expected " + std::string(kWhat));
  return address.value_or(Address{});
}

Hash Reader::hash(const json::value* value, std::string_view where) {
  constexpr std::string_view kWhat = "a hash, 0x and 64 hexadecimal digits";
  const auto* text = string(value, where, kWhat);
  if (text == nullptr) return {};
  const auto hash = view(*text).starts_with("0x") ? fixed_from_hex<Hash>(view(*text)) : std::nullopt;
  if (!hash) fail(where, "expected " + std::string(kWhat));
  return hash.value_or(Hash{});
}

Word Reader::word(const json::value* value, std::string_view where) {
  constexpr std::string_view kWhat = "a storage slot, 0x and up to 64 hexadecimal digits";
  const auto* text = string(value, where, kWhat);
  if (text == nullptr) return {};
  const auto word = loose_word(view(*text));
  if (!word) fail(where, "expected " + std::string(kWhat));
  return word.value_or(Word{});
}

U256 Reader::quantity(const json::value* value, std::string_view where) {
  constexpr std::string_view kWhat = "a quantity, 0x and hexadecimal digits without leading zeros";
  const auto* text = string(value, where, kWhat);
  if (text == nullptr) return {};
  const auto number = from_quantity(view(*text));
  if (!number) fail(where, "expected " + std::string(kWhat));
  return number.value_or(U256{});
}

std::uint64_t Reader::number(const json::value* value, std::string_view where) {
  const auto wide = quantity(value, where);
  if (!wide.fits_u64()) fail(where, "the number does not fit 64 bits");
  return wide.low_u64();
}

Bytes Reader::data(const json::value* value, std::string_view where) {
  constexpr std::string_view kWhat = "bytes, 0x and an even number of hexadecimal digits";
  const auto* text = string(value, where, kWhat);
  if (text == nullptr) return {};
  auto bytes = view(*text).starts_with("0x") ? from_hex(view(*text)) : std::nullopt;
  if (!bytes) fail(where, "expected " + std::string(kWhat));
  return std::move(bytes).value_or(Bytes{});
}

bool Reader::boolean(const json::value* value, std::string_view where) {
  if (value == nullptr || !value->is_bool()) {
    fail(where, "expected true or false");
    return false;
  }
  return value->get_bool();
}

std::string Reader::text(const json::value* value, std::string_view where) {
  const auto* text = string(value, where, "a text");
  return text == nullptr ? std::string() : std::string(view(*text));
}

const json::object* Reader::object(const json::value* value, std::string_view where) {
  if (value != nullptr && value->is_object()) return &value->get_object();
  fail(where, "expected an object");
  return nullptr;
}

const json::array* Reader::array(const json::value* value, std::string_view where) {
  if (value != nullptr && value->is_array()) return &value->get_array();
  fail(where, "expected an array");
  return nullptr;
}

BlockChoice Reader::block(const json::value* value, std::string_view where) {
  using Kind = BlockChoice::Kind;
  constexpr std::string_view kWhat = "a block: a number, latest, pending, earliest, safe, finalized, or {blockHash}";
  if (value != nullptr && value->is_object()) return block_object(value->get_object(), where);
  const auto* text = string(value, where, kWhat);
  if (text == nullptr) return {};
  const auto tag = view(*text);
  if (tag == "latest") return {};
  if (tag == "pending") return {Kind::pending, 0, {}};
  if (tag == "earliest") return {Kind::earliest, 0, {}};
  if (tag == "safe") return {Kind::safe, 0, {}};
  if (tag == "finalized") return {Kind::finalized, 0, {}};
  const auto height = from_quantity(tag);
  if (height && height->fits_u64()) return {Kind::number, height->low_u64(), {}};
  if (tag.size() == 66) return {Kind::hash, 0, hash(value, where)};
  fail(where, "expected " + std::string(kWhat));
  return {};
}

/// EIP-1898. `requireCanonical` changes nothing here: there is one chain.
BlockChoice Reader::block_object(const json::object& object, std::string_view where) {
  if (const auto* hash_value = member(object, "blockHash")) {
    return {BlockChoice::Kind::hash, 0, hash(hash_value, where)};
  }
  if (const auto* number_value = member(object, "blockNumber")) {
    return {BlockChoice::Kind::number, number(number_value, where), {}};
  }
  fail(where, "expected blockHash or blockNumber");
  return {};
}

const json::value* Args::at(std::size_t index) const {
  if (index >= list_.size() || list_[index].is_null()) return nullptr;
  return &list_[index];
}

void Args::expect_at_most(std::size_t count) {
  if (list_.size() > count) {
    fail("parameters", "too many: at most " + std::to_string(count) + ", got " + std::to_string(list_.size()));
  }
}

}  // namespace kaisho::api
