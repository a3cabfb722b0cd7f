#include "kaisho/codec/lz4.hpp"

#include <lz4.h>

#include <cstring>

#include <kaisho/base/assert.hpp>

namespace kaisho::codec::lz4 {
namespace {

constexpr std::size_t kLengthGoesOn = 15, kShortestMatch = 4;

/// Reads sequences: literals, then a piece of what was written before.
class Decoder {
 public:
  Decoder(ByteView block, std::size_t size) : in_(block), out_(size) {}

  std::optional<Bytes> run() {
    while (!in_.empty()) {
      const std::size_t token = in_.front();
      in_ = in_.subspan(1);
      if (!literals(token >> 4)) return std::nullopt;
      if (in_.empty()) return written_ == out_.size() ? std::optional(std::move(out_)) : std::nullopt;
      if (!match(token & 15)) return std::nullopt;
    }
    return std::nullopt;  // the last sequence has literals only
  }

 private:
  [[nodiscard]] std::size_t room() const { return out_.size() - written_; }

  /// A length of 15 goes on in bytes of which all but the last are 255. Never much above the room that is left.
  std::optional<std::size_t> length(std::size_t start) {
    if (start < kLengthGoesOn) return start;
    while (!in_.empty() && start <= room() + kLengthGoesOn) {
      const auto more = in_.front();
      in_ = in_.subspan(1);
      start += more;
      if (more != 255) return start;
    }
    return std::nullopt;
  }

  bool literals(std::size_t start) {
    const auto count = length(start);
    if (!count || *count > in_.size() || *count > room()) return false;
    if (*count > 0) std::memcpy(&out_[written_], in_.data(), *count);
    in_ = in_.subspan(*count);
    written_ += *count;
    return true;
  }

  bool match(std::size_t start) {
    if (in_.size() < 2) return false;
    const std::size_t offset = in_[0] | std::size_t{in_[1]} << 8;
    in_ = in_.subspan(2);
    const auto rest = length(start);
    if (!rest || offset == 0 || offset > written_ || *rest + kShortestMatch > room()) return false;
    const auto count = *rest + kShortestMatch;
    if (offset >= count) {
      std::memcpy(&out_[written_], &out_[written_ - offset], count);
    } else {  // it repeats what it writes
      for (std::size_t i = 0; i < count; ++i) out_[written_ + i] = out_[written_ + i - offset];
    }
    written_ += count;
    return true;
  }

  ByteView in_;
  Bytes out_;
  std::size_t written_ = 0;
};

}  // namespace

Bytes encode(ByteView bytes) {
  KAISHO_ASSERT(bytes.size() <= LZ4_MAX_INPUT_SIZE);
  const int size = static_cast<int>(bytes.size());
  Bytes block(static_cast<std::size_t>(LZ4_compressBound(size)));
  const int made = LZ4_compress_default(reinterpret_cast<const char*>(bytes.data()),
                                        reinterpret_cast<char*>(block.data()), size, static_cast<int>(block.size()));
  KAISHO_ASSERT(made > 0);
  block.resize(static_cast<std::size_t>(made));
  return block;
}

std::optional<Bytes> decode(ByteView block, std::size_t size) { return Decoder(block, size).run(); }

}  // namespace kaisho::codec::lz4
