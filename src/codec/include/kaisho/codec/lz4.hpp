#pragma once

#include <cstddef>
#include <optional>

#include <kaisho/base/bytes.hpp>

/// Blocks of the LZ4 block format ("LZ4 Block Format Description"), without a frame around them.
namespace kaisho::codec::lz4 {

/// At most 0x7E000000 bytes (asserted). What it makes depends on liblz4's version; what `decode` gives back does not.
[[nodiscard]] Bytes encode(ByteView bytes);

/// Exactly `size` bytes from a block that ends there; nothing where it does not. Our own, so that members with
/// different versions of the library can not judge a block differently: the library enforces some of the rules for
/// compressors (how a block has to end), and not the same ones in every version. Here all sequences count that the
/// format can tell.
[[nodiscard]] std::optional<Bytes> decode(ByteView block, std::size_t size);

}  // namespace kaisho::codec::lz4
