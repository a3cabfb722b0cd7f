#pragma once

#include <functional>
#include <mutex>

#include "kaisho/abci/server.hpp"
#include "kaisho/abci/wire.hpp"

/// Carries requests to the application: one at a time of each kind, kinds side by side.
namespace kaisho::abci {

class Dispatcher {
 public:
  struct Origin {
    std::uint64_t life = 0;
    std::uint64_t connection = 0;
  };
  using Done = std::function<void(const Response&)>;

  Dispatcher(Application& application, const std::function<void(const CallRecord&)>& observe)
      : application_(application), observe_(observe) {}

  /// Calls the application and `done` once: before this returns, or (check_tx only) later from any thread. What the
  /// application throws comes out.
  void run(Request request, const Origin& origin, const Done& done);

 private:
  [[nodiscard]] Response consensus(Request request, const Origin& origin);
  [[nodiscard]] Response finalize(FinalizeBlockRequest request);
  [[nodiscard]] Response reading(const Request& request, const Origin& origin);
  [[nodiscard]] Response snapshot(const Request& request, const Origin& origin);
  void check(CheckTxRequest request, const Origin& origin, const Done& done);
  void observed(const Origin& origin, Call call, std::uint64_t height);

  Application& application_;
  const std::function<void(const CallRecord&)>& observe_;
  std::mutex consensus_;
  std::mutex reading_;
  std::mutex snapshot_;
  std::mutex mempool_;
  std::mutex observing_;
  std::uint64_t finalized_ = 0;  ///< height of the last finalize_block; under consensus_
};

}  // namespace kaisho::abci
