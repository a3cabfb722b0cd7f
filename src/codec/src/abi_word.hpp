#pragma once

#include "kaisho/codec/abi.hpp"

/// Values that fill one 32-byte word, shared by the encoder and the decoder. Private to the module.
namespace kaisho::codec::abi {

/// Types of an array's elements or of a tuple's components.
class Shape {
 public:
  static Shape of_tuple(std::span<const Type> types) { return {types, types.size()}; }
  static Shape of_array(const Type& element, std::size_t count) { return {{&element, 1}, count}; }

  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] const Type& operator[](std::size_t index) const {
    return types_.size() == 1 ? types_[0] : types_[index];
  }
  [[nodiscard]] std::size_t head_size() const {
    if (types_.size() == 1) return count_ * types_[0].head_size();
    std::size_t size = 0;
    for (const Type& type : types_) size += type.head_size();
    return size;
  }

 private:
  Shape(std::span<const Type> types, std::size_t count) : types_(types), count_(count) {}

  std::span<const Type> types_;  // one for all elements of an array
  std::size_t count_;
};

/// Whether a two's-complement number fits intN: all bits above N-1 equal the sign.
[[nodiscard]] bool fits_signed(const U256& number, std::size_t bits);

/// Two's complement of a number below zero (or of 0) from its absolute value, and back.
[[nodiscard]] U256 negated(const U256& number);

}  // namespace kaisho::codec::abi
