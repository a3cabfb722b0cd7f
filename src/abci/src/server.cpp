#include "kaisho/abci/server.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <limits>
#include <list>
#include <mutex>
#include <thread>

#include "connection.hpp"

namespace kaisho::abci {
namespace {

constexpr int kAcceptPauseMs = 100;

}  // namespace

class Server::Impl {
 public:
  Impl(const ServerSettings& settings, Application& application, ServerEvents events, Listener listener)
      : settings_(settings),
        events_(std::move(events)),
        address_(text_of_address(listener.address())),
        listener_(std::move(listener)),
        dispatcher_(application, events_.observe),
        wake_(::eventfd(0, EFD_CLOEXEC)),
        acceptor_([this] { accept(); }) {}
  ~Impl() { stop(); }

  const std::string& address() const { return address_; }
  void stop();
  void halt(const std::string& reason);

 private:
  void accept();
  void welcome(Descriptor socket);
  void close_all();
  void log(const std::string& line);

  const ServerSettings settings_;
  const ServerEvents events_;
  const std::string address_;
  std::optional<Listener> listener_;  ///< the acceptor's alone
  Dispatcher dispatcher_;
  std::mutex logging_;
  std::mutex mutex_;  ///< of what follows
  std::list<Connection> connections_;
  bool ended_ = false;
  bool halted_ = false;
  std::uint64_t opened_ = 0;
  std::uint64_t life_ = 0;
  Descriptor wake_;
  std::jthread acceptor_;
};

void Server::Impl::log(const std::string& line) {
  if (!events_.log) return;
  const std::lock_guard lock(logging_);
  events_.log(line);
}

void Server::Impl::accept() {
  while (true) {
    std::array<pollfd, 2> waiting{{{listener_->get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[1].revents != 0) break;
    if (auto socket = listener_->accept(); socket.open()) {
      welcome(std::move(socket));
    } else {
      ::poll(&waiting[1], 1, kAcceptPauseMs);  // no descriptors left, perhaps: do not spin on what stays ready
    }
  }
  listener_.reset();
}

/// A new connection comes after the end of every call of connections whose other side has gone: an engine that was
/// started again is told of a last height that no late Commit of its forerunner can change any more.
void Server::Impl::welcome(Descriptor socket) {
  std::list<Connection> gone;
  {
    const std::lock_guard lock(mutex_);
    for (auto one = connections_.begin(); one != connections_.end();) {
      const auto next = std::next(one);
      if (one->dead()) gone.splice(gone.end(), connections_, one);
      one = next;
    }
  }
  for (auto& one : gone) one.close();
  gone.clear();

  const std::lock_guard lock(mutex_);
  if (ended_) return;
  if (connections_.size() >= settings_.max_connections) {
    return log(fmt::format("a connection is closed at once: {} are open already", settings_.max_connections));
  }
  if (connections_.empty()) ++life_;
  connections_.emplace_back(
      std::move(socket), Dispatcher::Origin{life_, ++opened_}, dispatcher_,
      Connection::Limits{settings_.max_frame, {settings_.max_pending, settings_.max_pending_bytes}},
      Connection::Hooks{[this](const std::string& line) { log(line); }, [this](const std::string& why) { halt(why); }});
}

void Server::Impl::close_all() {
  ended_ = true;
  for (auto& one : connections_) one.close();
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
}

void Server::Impl::halt(const std::string& reason) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(halted_, true)) return;
    close_all();
  }
  log("halted: " + reason);
  if (events_.on_halt) events_.on_halt(reason);
}

void Server::Impl::stop() {
  {
    const std::lock_guard lock(mutex_);
    close_all();
  }
  if (acceptor_.joinable()) acceptor_.join();
  std::list<Connection> last;
  {
    const std::lock_guard lock(mutex_);
    last.swap(connections_);
  }
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() = default;

std::expected<std::unique_ptr<Server>, std::string> Server::start(const ServerSettings& settings,
                                                                  Application& application, ServerEvents events) {
  if (settings.max_frame > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return std::unexpected("max_frame is over 2 GiB, the most that Protobuf can hold");
  }
  auto address = parse_address(settings.listen);
  if (!address) return std::unexpected(address.error());
  auto listener = Listener::open(*address);
  if (!listener) return std::unexpected(listener.error());
  return std::unique_ptr<Server>(
      new Server(std::make_unique<Impl>(settings, application, std::move(events), std::move(*listener))));
}

const std::string& Server::address() const { return impl_->address(); }
void Server::stop() { impl_->stop(); }
void Server::halt(const std::string& reason) { impl_->halt(reason); }

}  // namespace kaisho::abci
