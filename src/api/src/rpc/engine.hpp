#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "http/budget.hpp"
#include "kaisho/api/settings.hpp"
#include "rpc/method_table.hpp"
#include "rpc/worker_pool.hpp"

/// JSON-RPC 2.0 from text to text, without a socket in sight.
namespace kaisho::api {

/// The answer to one body, with the bytes of the process's budget that it holds until it is sent.
struct Answer {
  std::string text;  ///< empty: only notifications, nothing to say
  Charge charge;
};

class Engine {
 public:
  struct Dependencies {
    const MethodTable& methods;
    WorkerPool& workers;
    Budget& budget;
    /// Runs a function on the thread that calls `answer`, soon but not at once.
    std::function<void(std::move_only_function<void()>)> post;
    /// A line for the operator about a failure that is ours.
    std::function<void(std::string_view)> log;
    RpcLimits limits;
  };
  explicit Engine(Dependencies dependencies) : with_(std::make_shared<Dependencies>(std::move(dependencies))) {}

  /// Answers one body: a request or a batch. Elements of a batch are carried out as if one after another; only
  /// neighbouring sends run side by side. `done` is called once, on the posting thread, maybe before this returns.
  void answer(std::string_view body, std::stop_token client_left, std::move_only_function<void(Answer)> done) const;

 private:
  std::shared_ptr<const Dependencies> with_;
};

}  // namespace kaisho::api
