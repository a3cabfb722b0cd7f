#pragma once

#include <bit>

#include "kaisho/base/types.hpp"
#include "kaisho/native.h"

/// Between the house's types and those of the C ABI: the same bytes under another name.
namespace kaisho::evm {

static_assert(sizeof(kaisho_word) == sizeof(Word) && sizeof(kaisho_address) == sizeof(Address));

inline kaisho_word to_native(const Word& word) { return std::bit_cast<kaisho_word>(word); }
inline kaisho_word to_native(const Hash& hash) { return std::bit_cast<kaisho_word>(hash); }
inline kaisho_word to_native(const U256& number) { return std::bit_cast<kaisho_word>(number.to_be_bytes()); }
inline kaisho_address to_native(const Address& address) { return std::bit_cast<kaisho_address>(address); }
inline kaisho_slice to_native(ByteView view) { return {view.data(), view.size()}; }

inline Word to_word(const kaisho_word& word) { return std::bit_cast<Word>(word); }
inline Hash to_hash(const kaisho_word& word) { return std::bit_cast<Hash>(word); }
inline U256 to_number(const kaisho_word& word) { return U256::from_be_bytes(word.bytes); }
inline Address to_address(const kaisho_address& address) { return std::bit_cast<Address>(address); }
inline ByteView to_view(const kaisho_slice& slice) { return {slice.data, slice.size}; }

/// Words as the ABI takes them, without a copy.
inline const kaisho_word* words_at(const Word* words) { return reinterpret_cast<const kaisho_word*>(words); }

}  // namespace kaisho::evm
