#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "answers.hpp"
#include "dispatch.hpp"
#include "kaisho/abci/frame.hpp"
#include "socket.hpp"

namespace kaisho::abci {

/// One of the engine's connections: a thread that reads and calls the application, and one that writes the answers.
class Connection {
 public:
  struct Limits {
    std::size_t frame = 0;
    Answers::Limits pending;
  };
  struct Hooks {
    std::function<void(std::string)> log;
    std::function<void(std::string)> halt;
  };

  Connection(Descriptor socket, Dispatcher::Origin origin, Dispatcher& dispatcher, Limits limits, Hooks hooks);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  /// Closes and waits for the call at work.
  ~Connection();

  /// Wakes both threads up to end: nothing more is called or answered. From any thread, returns at once.
  void close();
  /// Over, or the other side has gone.
  [[nodiscard]] bool dead() const { return closed_ || hung_up(socket_.get()); }

 private:
  void read();
  void write();
  /// Serves what has arrived whole; false where the connection must end.
  [[nodiscard]] bool serve(FrameReader& frames);
  [[nodiscard]] bool serve_one(ByteView message);
  [[nodiscard]] bool refuse(const WireError& error, Answers::Ticket ticket);
  void leave(std::string why);

  Descriptor socket_;
  const Dispatcher::Origin origin_;
  Dispatcher& dispatcher_;
  const Limits limits_;
  const Hooks hooks_;
  std::shared_ptr<Answers> answers_;  ///< shared with the answers that the application still owes
  std::atomic<bool> closed_ = false;
  std::jthread writer_;
  std::jthread reader_;
};

}  // namespace kaisho::abci
