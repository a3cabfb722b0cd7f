#include "kaisho/abci/frame.hpp"

namespace kaisho::abci {
namespace {

constexpr std::size_t kLongestVarint = 10;

struct Length {
  std::size_t header = 0;  ///< bytes of the varint itself
  std::uint64_t value = 0;
};

/// The length at the front; nothing while its last byte has not arrived.
std::expected<std::optional<Length>, FrameError> length_of(ByteView bytes, std::size_t limit) {
  Length length;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t part = bytes[i] & 0x7f;
    if (i == kLongestVarint - 1 && bytes[i] > 1) return std::unexpected(FrameError::bad_length);
    length.value |= part << (7 * i);
    if ((bytes[i] & 0x80) == 0) {
      length.header = i + 1;
      if (length.value > limit) return std::unexpected(FrameError::too_large);
      return length;
    }
  }
  return std::nullopt;
}

}  // namespace

void FrameReader::push(ByteView bytes) {
  if (at_ > 0) {
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
  }
  append(buffer_, bytes);
}

std::expected<std::optional<ByteView>, FrameError> FrameReader::next() {
  const ByteView rest = ByteView(buffer_).subspan(at_);
  const auto length = length_of(rest, max_frame_);
  if (!length) return std::unexpected(length.error());
  if (!*length || rest.size() - (*length)->header < (*length)->value) return std::nullopt;
  at_ += (*length)->header + static_cast<std::size_t>((*length)->value);
  return rest.subspan((*length)->header, static_cast<std::size_t>((*length)->value));
}

void append_length(Bytes& to, std::uint64_t length) {
  while (length >= 0x80) {
    to.push_back(static_cast<std::uint8_t>(length | 0x80));
    length >>= 7;
  }
  to.push_back(static_cast<std::uint8_t>(length));
}

}  // namespace kaisho::abci
