#include "socket.hpp"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace kaisho::abci {
namespace {

std::unexpected<std::string> failed(const ListenAddress& address, std::string_view what) {
  return std::unexpected(
      fmt::format("cannot listen on {}: {}: {}", text_of_address(address), what, std::strerror(errno)));
}

sockaddr_un unix_name(const UnixAddress& address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::memcpy(name.sun_path, address.path.c_str(), address.path.size() + 1);
  return name;
}

sockaddr_in tcp_name(const TcpAddress& address) {
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(address.ip);
  name.sin_port = htons(address.port);
  return name;
}

template <class Name>
const sockaddr* as_sockaddr(const Name& name) {
  return reinterpret_cast<const sockaddr*>(&name);
}

/// Removes the file of a server that has died. Anything else in that place stays, and is an error.
std::expected<void, std::string> clear_stale(const UnixAddress& address) {
  struct stat status{};
  if (lstat(address.path.c_str(), &status) != 0) return {};  // nothing there; bind will tell of anything worse
  if (!S_ISSOCK(status.st_mode)) {
    return std::unexpected(
        fmt::format("{} exists and is no socket: move it away or choose another path", address.path));
  }
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto name = unix_name(address);
  if (::connect(probe.get(), as_sockaddr(name), sizeof name) == 0 || errno != ECONNREFUSED) {
    return std::unexpected(fmt::format("another process listens on {}: stop it first", address.path));
  }
  if (::unlink(address.path.c_str()) != 0) return failed(address, "the file of a dead server stays there");
  return {};
}

std::expected<Descriptor, std::string> bind_unix(const UnixAddress& address) {
  if (auto clear = clear_stale(address); !clear) return std::unexpected(clear.error());
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.open()) return failed(address, "no socket");
  // Before bind: Linux gives the file this mode from its first moment on.
  if (::fchmod(socket.get(), S_IRUSR | S_IWUSR) != 0) return failed(address, "its mode");
  const auto name = unix_name(address);
  if (::bind(socket.get(), as_sockaddr(name), sizeof name) != 0) return failed(address, "bind");
  return socket;
}

std::expected<Descriptor, std::string> bind_tcp(TcpAddress& address) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.open()) return failed(address, "no socket");
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  auto name = tcp_name(address);
  if (::bind(socket.get(), as_sockaddr(name), sizeof name) != 0) return failed(address, "bind");
  socklen_t size = sizeof name;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size) != 0) return failed(address, "its port");
  address.port = ntohs(name.sin_port);
  return socket;
}

}  // namespace

Descriptor::~Descriptor() {
  if (value_ >= 0) ::close(value_);
}

Listener::Listener(Descriptor socket, ListenAddress address)
    : socket_(std::move(socket)), address_(std::move(address)) {
  const auto* local = std::get_if<UnixAddress>(&address_);
  struct stat status{};
  if (local == nullptr || lstat(local->path.c_str(), &status) != 0) return;
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

Listener::~Listener() {
  const auto* local = std::get_if<UnixAddress>(&address_);
  struct stat status{};
  if (!socket_.open() || local == nullptr || lstat(local->path.c_str(), &status) != 0) return;
  if (status.st_dev == device_ && status.st_ino == inode_) ::unlink(local->path.c_str());
}

std::expected<Listener, std::string> Listener::open(const ListenAddress& wanted) {
  auto address = wanted;
  auto* tcp = std::get_if<TcpAddress>(&address);
  auto socket = tcp != nullptr ? bind_tcp(*tcp) : bind_unix(std::get<UnixAddress>(address));
  if (!socket) return std::unexpected(socket.error());
  if (::listen(socket->get(), SOMAXCONN) != 0) return failed(address, "listen");
  return Listener(std::move(*socket), std::move(address));
}

Descriptor Listener::accept() const {
  Descriptor socket(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  const int on = 1;
  if (socket.open() && std::holds_alternative<TcpAddress>(address_)) {
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return socket;
}

std::ptrdiff_t read_some(int socket, std::span<std::uint8_t> into) {
  while (true) {
    const auto count = ::recv(socket, into.data(), into.size(), 0);
    if (count >= 0 || errno != EINTR) return count;
  }
}

bool write_all(int socket, ByteView bytes) {
  while (!bytes.empty()) {
    const auto count = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return true;
}

bool hung_up(int socket) {
  pollfd one{socket, POLLRDHUP, 0};
  return ::poll(&one, 1, 0) == 1 && (one.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

}  // namespace kaisho::abci
