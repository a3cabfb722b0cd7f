#include "rpc/engine.hpp"

#include <algorithm>

#include "rpc/batch_run.hpp"

namespace kaisho::api {
namespace json = boost::json;

namespace {

/// Bytes that the parsed form takes at most: a value is 24 bytes, a member of an object 40 with its key's pointer, and
/// each stands behind one of these characters (those inside of texts make the estimate higher, never lower).
std::size_t parsed_size(std::string_view body) {
  const auto values = std::ranges::count_if(body, [](char c) { return c == ',' || c == '[' || c == '{' || c == ':'; });
  return body.size() + 64 * static_cast<std::size_t>(values);
}

Answer whole_error(Budget& budget, RpcCode code, std::string message) {
  return {response("null", std::unexpected(RpcError{code, std::move(message), {}})), Charge(budget)};
}

}  // namespace

void Engine::answer(std::string_view body, std::stop_token client_left,
                    std::move_only_function<void(Answer)> done) const {
  auto& budget = with_->budget;
  Charge charge(budget);
  if (!charge.hold(parsed_size(body))) {
    return done(whole_error(budget, RpcCode::limit_exceeded, "the node holds too much for other clients: try again"));
  }
  auto parsed = codec::json::parse(body, {with_->limits.answer_bytes, with_->limits.depth});
  if (!parsed) {
    const std::string why(codec::json::describe(parsed.error()));
    return done(whole_error(budget, RpcCode::parse_error, "parse error: " + why));
  }
  if (parsed->is_array() && parsed->get_array().empty()) {
    return done(whole_error(budget, RpcCode::invalid_request, "empty batch"));
  }
  if (parsed->is_array() && parsed->get_array().size() > with_->limits.batch_items) {
    return done(whole_error(budget, RpcCode::invalid_request,
                            "batch too large: at most " + std::to_string(with_->limits.batch_items) + " requests"));
  }
  BatchRun::start(with_, std::move(*parsed), std::move(charge), std::move(client_left), std::move(done));
}

}  // namespace kaisho::api
