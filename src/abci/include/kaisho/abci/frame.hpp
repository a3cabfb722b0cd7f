#pragma once

#include <cstddef>
#include <expected>
#include <optional>

#include <kaisho/base/bytes.hpp>

/// A frame is its length (unsigned LEB128 varint) and that many bytes of one Protobuf message.
namespace kaisho::abci {

enum class FrameError : std::uint8_t {
  bad_length,  ///< no varint ends within ten bytes
  too_large,   ///< the announced length is over the limit; refused before the bytes are read
};

/// Cuts a stream into frames. Memory grows with what really arrived, never with what a length promises.
class FrameReader {
 public:
  explicit FrameReader(std::size_t max_frame) : max_frame_(max_frame) {}

  /// Takes the next bytes of the stream.
  void push(ByteView bytes);

  /// The next whole frame's message, if it has arrived; valid until the next `push` or `next`. After an error the
  /// stream has no more frames: every later call gives the same error.
  [[nodiscard]] std::expected<std::optional<ByteView>, FrameError> next();

  /// Bytes that arrived and belong to no frame given out yet; not 0 at the end of a stream means a cut frame.
  [[nodiscard]] std::size_t unread() const { return buffer_.size() - at_; }

 private:
  Bytes buffer_;
  std::size_t at_ = 0;  ///< what stands before was given out
  std::size_t max_frame_;
};

/// Appends the varint of `length`.
void append_length(Bytes& to, std::uint64_t length);

}  // namespace kaisho::abci
