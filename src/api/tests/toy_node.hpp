#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include <kaisho/codec/json.hpp>
#include <kaisho/codec/json_value.hpp>

#include "rpc/args.hpp"
#include "rpc/engine.hpp"

/// A table of toy methods, and an engine over it without a socket.
namespace kaisho::api::testing {

/// What the toy methods saw.
struct ToyLog {
  std::mutex mutex;
  std::vector<std::size_t> send_groups;
  std::size_t heavy_runs = 0;
  std::vector<std::jthread> senders;  ///< each answers one group
};

/// echo(any), sum(quantity, quantity), fail(), throw(), heavy(), big(bytes), send(quantity), reset() on a developer's
/// node.
inline MethodTable toy_methods(ToyLog& log, bool developer = false) {
  MethodTable table(developer);
  table.add("echo", kPublic, Cost::cheap,
            [](const Call& call) -> RpcResult { return codec::json::canonical_text(call.params); });
  table.add("sum", kPublic, Cost::cheap, [](const Call& call) -> RpcResult {
    Args args(call.params);
    args.expect_at_most(2);
    const auto first = args.number(0);
    const auto second = args.number(1);
    if (!args.ok()) return args.error();
    return '"' + to_quantity(U256(first + second)) + '"';
  });
  table.add("fail", kPublic, Cost::cheap, [](const Call&) -> RpcResult {
    return std::unexpected(RpcError{RpcCode::execution_reverted, "execution reverted: no", "\"0x01\""});
  });
  table.add("throw", kPublic, Cost::cheap, [](const Call&) -> RpcResult { throw std::runtime_error("secret path"); });
  table.add("big", kPublic, Cost::cheap, [](const Call& call) -> RpcResult {
    Args args(call.params);
    const auto size = args.number(0);
    if (!args.ok()) return args.error();
    return '"' + std::string(size, 'x') + '"';
  });
  table.add("heavy", kPublic, Cost::heavy, [&log](const Call&) -> RpcResult {
    const std::lock_guard lock(log.mutex);
    return std::to_string(++log.heavy_runs);
  });
  table.add("send", kPublic, [&log](const std::vector<Call>& calls, Reply reply) {
    std::vector<RpcResult> results;
    for (const auto& call : calls) results.emplace_back(codec::json::canonical_text(call.params.at(0)));
    const std::lock_guard lock(log.mutex);
    log.send_groups.push_back(calls.size());
    log.senders.emplace_back(
        [reply = std::move(reply), results = std::move(results)]() mutable { reply(std::move(results)); });
  });
  table.add("reset", kDevOnly, Cost::cheap, [](DevAccess, const Call&) -> RpcResult { return "true"; });
  return table;
}

/// The thread that asks is the engine's posting thread.
class ToyNode {
 public:
  explicit ToyNode(RpcLimits limits = {}, std::size_t budget = 64 << 20, bool developer = false)
      : methods_(toy_methods(log, developer)),
        budget_(budget),
        workers_(2, limits.evm_queue, limits.evm_wait),
        engine_({methods_, workers_, budget_, [this](auto job) { post(std::move(job)); },
                 [this](std::string_view line) { lines.emplace_back(line); }, limits}) {}

  ToyNode(const ToyNode&) = delete;
  ToyNode& operator=(const ToyNode&) = delete;
  ~ToyNode() { log.senders.clear(); }  // an answer's last step gives back what it took of the budget

  std::string ask(std::string_view body, std::stop_token client_left = {}) {
    std::optional<std::string> text;
    engine_.answer(body, std::move(client_left), [&](Answer answer) { text = std::move(answer.text); });
    while (!text) next()();
    return *text;
  }
  [[nodiscard]] std::size_t bytes_held() const { return budget_.used(); }

  ToyLog log;
  std::vector<std::string> lines;

 private:
  using Job = std::move_only_function<void()>;
  void post(Job job) {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    changed_.notify_one();
  }
  Job next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !jobs_.empty(); });
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    return job;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  MethodTable methods_;
  Budget budget_;
  WorkerPool workers_;
  Engine engine_;
};

}  // namespace kaisho::api::testing
