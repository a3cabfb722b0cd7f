#include <algorithm>
#include <utility>

#include <kaisho/base/assert.hpp>

#include "kaisho/codec/abi.hpp"

namespace kaisho::codec::abi {

template <class T>
const T& Value::get() const {
  const T* value = std::get_if<T>(&held_);
  KAISHO_ASSERT(value != nullptr);
  return *value;
}

template const U256& Value::get<U256>() const;
template const Address& Value::get<Address>() const;
template const bool& Value::get<bool>() const;
template const Bytes& Value::get<Bytes>() const;
template const std::string& Value::get<std::string>() const;
template const Value::List& Value::get<Value::List>() const;

Value Value::of_signed(std::int64_t number) {
  std::array<std::uint8_t, 32> word{};
  if (number < 0) word.fill(0xff);
  for (std::size_t i = 0; i < 8; ++i) {
    word[31 - i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
  }
  return of(U256::from_be_bytes(word));
}

std::uint64_t Value::u64() const {
  KAISHO_ASSERT(number().fits_u64());
  return number().low_u64();
}

Hash Value::hash() const { return hash_of(word()); }

Word Value::word() const {
  KAISHO_ASSERT(bytes().size() == Word::kSize);
  return Word::from(std::span<const std::uint8_t, Word::kSize>(bytes()));
}

const Value& Value::operator[](std::size_t index) const {
  KAISHO_ASSERT(index < elements().size());
  return elements()[index];
}

}  // namespace kaisho::codec::abi
