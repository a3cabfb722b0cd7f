#pragma once

#include <expected>
#include <string>
#include <utility>

#include <kaisho/base/bytes.hpp>

#include "address.hpp"

/// The few things that the server does with file descriptors.
namespace kaisho::abci {

/// Owns a file descriptor.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(value_, other.value_);
    return *this;
  }
  ~Descriptor();
  [[nodiscard]] int get() const { return value_; }
  [[nodiscard]] bool open() const { return value_ >= 0; }

 private:
  int value_ = -1;
};

/// A socket that listens; a unix socket's file goes with it, unless another process has put its own in that place.
class Listener {
 public:
  [[nodiscard]] static std::expected<Listener, std::string> open(const ListenAddress& address);
  Listener(Listener&&) = default;
  Listener& operator=(Listener&&) = delete;
  ~Listener();

  [[nodiscard]] int get() const { return socket_.get(); }
  [[nodiscard]] const ListenAddress& address() const { return address_; }  ///< with the port that was given
  /// The next connection; not open where that one has gone already.
  [[nodiscard]] Descriptor accept() const;

 private:
  Listener(Descriptor socket, ListenAddress address);
  Descriptor socket_;
  ListenAddress address_;
  std::uint64_t device_ = 0;  ///< with inode_: the socket's file, as we made it
  std::uint64_t inode_ = 0;
};

/// Reads what is there, at least one byte; 0 at the end of the stream, -1 on an error.
[[nodiscard]] std::ptrdiff_t read_some(int socket, std::span<std::uint8_t> into);
/// False where the other side has gone.
[[nodiscard]] bool write_all(int socket, ByteView bytes);
/// Whether the other side has closed, whatever it may have left to read.
[[nodiscard]] bool hung_up(int socket);

}  // namespace kaisho::abci
