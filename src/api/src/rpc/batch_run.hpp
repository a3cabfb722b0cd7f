#pragma once

#include <atomic>
#include <kaisho/codec/json_value.hpp>
#include <memory>
#include <vector>

#include "rpc/engine.hpp"
#include "rpc/request.hpp"

namespace kaisho::api {

/// One body on its way to its answer: a single request is a batch of one. Lives as long as a call of it runs.
class BatchRun : public std::enable_shared_from_this<BatchRun> {
 public:
  using Done = std::move_only_function<void(Answer)>;

  static void start(std::shared_ptr<const Engine::Dependencies> with, boost::json::value body, Charge charge,
                    std::stop_token client_left, Done done);

  BatchRun(std::shared_ptr<const Engine::Dependencies> with, boost::json::value body, Charge charge,
           std::stop_token client_left, Done done);

 private:
  /// A request and, once it is there, its answer. Written by the one call that answers it.
  struct Item {
    std::expected<Request, BadRequest> request;
    std::string answer;
  };

  void advance();
  void start_sends();
  void start_group(const Method& method);
  void run_heavy(Item& item);
  void answer_now(Item& item);
  void store(Item& item, const RpcResult& result) const;
  [[nodiscard]] RpcResult run(const Immediate& function, const Request& request) const;
  [[nodiscard]] bool is_send(const Item& item) const;
  /// One call less is running; the last one continues the batch.
  void release();
  /// Takes the answers that arrived since the last call into the account, or replaces them by errors.
  void settle();
  void refuse_rest();
  [[nodiscard]] std::string joined();
  void finish();

  std::shared_ptr<const Engine::Dependencies> with_;
  boost::json::value body_;
  Charge charge_;
  std::stop_token client_left_;
  Done done_;
  std::vector<Item> items_;
  std::size_t next_ = 0;     ///< first item not started
  std::size_t settled_ = 0;  ///< items before it are in the account
  std::size_t answer_bytes_ = 0;
  bool full_ = false;  ///< an answer did not fit: the rest is refused
  std::atomic<std::size_t> running_{0};
};

}  // namespace kaisho::api
