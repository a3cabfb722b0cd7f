#include "rpc/batch_run.hpp"

#include <exception>

namespace kaisho::api {
namespace json = boost::json;

namespace {

/// So many cheap calls of one batch run before other connections get their turn.
constexpr std::size_t kCallsInARow = 16;

std::unexpected<RpcError> failure(RpcCode code, std::string message) {
  return std::unexpected(RpcError{code, std::move(message), {}});
}

std::unexpected<RpcError> too_large() {
  return failure(RpcCode::answer_too_large, "response too large: ask for less at once");
}

}  // namespace

void BatchRun::start(std::shared_ptr<const Engine::Dependencies> with, json::value body, Charge charge,
                     std::stop_token client_left, Done done) {
  std::make_shared<BatchRun>(std::move(with), std::move(body), std::move(charge), std::move(client_left),
                             std::move(done))
      ->advance();
}

BatchRun::BatchRun(std::shared_ptr<const Engine::Dependencies> with, json::value body, Charge charge,
                   std::stop_token client_left, Done done)
    : with_(std::move(with)),
      body_(std::move(body)),
      charge_(std::move(charge)),
      client_left_(std::move(client_left)),
      done_(std::move(done)) {
  const auto read = [&](const json::value& value) { items_.push_back({read_request(value, with_->methods), {}}); };
  if (!body_.is_array()) {
    read(body_);
    return;
  }
  items_.reserve(body_.get_array().size());
  for (const auto& element : body_.get_array()) read(element);
}

bool BatchRun::is_send(const Item& item) const {
  return item.request && std::holds_alternative<Deferred>(item.request->method->function);
}

void BatchRun::advance() {
  settle();
  for (std::size_t in_a_row = 0; next_ < items_.size() && !client_left_.stop_requested(); settle()) {
    if (full_) return refuse_rest();
    auto& item = items_[next_];
    if (is_send(item)) return start_sends();
    ++next_;
    if (item.request && item.request->method->cost == Cost::heavy) return run_heavy(item);
    answer_now(item);
    if (++in_a_row == kCallsInARow) {
      settle();
      return with_->post([self = shared_from_this()] { self->advance(); });
    }
  }
  finish();
}

void BatchRun::start_sends() {
  running_ = 1;  // this loop itself, so that no early answer continues the batch under it
  while (next_ < items_.size() && is_send(items_[next_])) start_group(*items_[next_].request->method);
  release();
}

/// Hands all neighbouring calls of one method on together: a batch of transfers is one submission to the ledger.
void BatchRun::start_group(const Method& method) {
  const auto first = next_;
  std::vector<Call> calls;
  while (next_ < items_.size() && items_[next_].request && items_[next_].request->method == &method) {
    calls.push_back({*items_[next_++].request->params, client_left_});
  }
  ++running_;
  std::get<Deferred>(method.function)(calls, [self = shared_from_this(), first](const std::vector<RpcResult>& results) {
    for (std::size_t i = 0; i < results.size(); ++i) self->store(self->items_[first + i], results[i]);
    self->release();
  });
}

void BatchRun::run_heavy(Item& item) {
  running_ = 1;
  auto work = [self = shared_from_this(), &item](WorkerPool::Fate fate) {
    const auto& request = *item.request;
    if (fate == WorkerPool::Fate::run) {
      self->store(item, self->run(std::get<Immediate>(request.method->function), request));
    } else {
      self->store(item, failure(RpcCode::timed_out, "request timed out: the node is busy with other calls"));
    }
    self->release();
  };
  if (with_->workers.submit({client_left_, std::move(work)})) return;
  store(item, failure(RpcCode::limit_exceeded, "too many calls wait already: try again"));
  release();
}

void BatchRun::answer_now(Item& item) {
  if (item.request) {
    store(item, run(std::get<Immediate>(item.request->method->function), *item.request));
  } else if (!item.request.error().id.empty()) {
    item.answer = response(item.request.error().id, std::unexpected(item.request.error().error));
  }
}

RpcResult BatchRun::run(const Immediate& function, const Request& request) const {
  try {
    return function({*request.params, client_left_});
  } catch (const std::exception& problem) {
    with_->log(std::string("a call failed: ") + problem.what());
    return failure(RpcCode::internal_error, "the node failed to answer; its operator finds the reason in the log");
  }
}

void BatchRun::store(Item& item, const RpcResult& result) const {
  if (!item.request->is_notification()) item.answer = response(item.request->id, result);
}

void BatchRun::release() {
  if (running_.fetch_sub(1) == 1) with_->post([self = shared_from_this()] { self->advance(); });
}

void BatchRun::settle() {
  for (; settled_ < next_; ++settled_) {
    auto& item = items_[settled_];
    const auto& id = item.request ? item.request->id : item.request.error().id;
    if (answer_bytes_ + item.answer.size() > with_->limits.answer_bytes) {
      full_ = true;
      item.answer = response(id, too_large());
    } else if (!charge_.add(item.answer.size())) {
      item.answer = response(id, failure(RpcCode::limit_exceeded, "the node holds too much already: try again"));
    }
    answer_bytes_ += item.answer.size();
  }
}

/// What stands behind the answer that did not fit is not even tried: its work would be for nothing.
void BatchRun::refuse_rest() {
  for (; next_ < items_.size(); ++next_) {
    auto& item = items_[next_];
    const auto& id = item.request ? item.request->id : item.request.error().id;
    if (!id.empty()) item.answer = response(id, too_large());
  }
  settled_ = next_;
  finish();
}

std::string BatchRun::joined() {
  if (!body_.is_array()) return std::move(items_.front().answer);
  std::string text;
  text.reserve(answer_bytes_ + items_.size() + 2);
  for (auto& item : items_) {
    if (item.answer.empty()) continue;
    text += text.empty() ? '[' : ',';
    text += item.answer;
    item.answer = {};
  }
  return text.empty() ? text : text + ']';
}

void BatchRun::finish() {
  auto text = joined();
  const bool fits = charge_.hold(text.size());  // no longer the parsed body; never more than was held
  static_cast<void>(fits);
  done_({std::move(text), std::move(charge_)});
}

}  // namespace kaisho::api
