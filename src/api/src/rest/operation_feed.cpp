#include "rest/operation_feed.hpp"

#include <kaisho/codec/json_value.hpp>

#include "rest/operation_view.hpp"

namespace kaisho::api::rest {
namespace {

/// Canonical JSON has no line ends, which would end the field.
std::string event(std::string_view id, std::string_view name, const boost::json::value& data) {
  std::string text = "id: ";
  text += id;
  text += "\nevent: ";
  text += name;
  return text + "\ndata: " + codec::json::canonical_text(data) + "\n\n";
}

}  // namespace

void OperationFeed::begin(services::GovernanceService& writes, const std::string& id) {
  subscription_ = writes.listen(id, [this](const auto& operation) { update(operation); });
  if (auto now = writes.find(id)) update(std::make_shared<const services::Operation>(std::move(*now)));
}

void OperationFeed::update(std::shared_ptr<const services::Operation> operation) {
  const std::scoped_lock lock(mutex_);
  const bool older = latest_ && (latest_->ended() || operation->progress.size() < latest_->progress.size());
  if (older) return;
  latest_ = std::move(operation);
  if (news_) news_();
}

std::string OperationFeed::take(std::size_t most) {
  const std::scoped_lock lock(mutex_);
  std::string text;
  if (!std::exchange(greeted_, true)) text = "retry: 1000\n\n";  // ms until a client that was cut asks again
  if (!latest_ || ended_) return text;
  const auto& steps = latest_->progress;
  for (; next_ < steps.size() && text.size() < most; ++next_) {
    text += event(std::to_string(next_), "progress", step_json(steps[next_]));
  }
  if (next_ >= steps.size() && latest_->ended()) {
    text += event(kEnd, kEnd, operation_json(*latest_));
    ended_ = true;
  }
  return text;
}

bool OperationFeed::ended() const {
  const std::scoped_lock lock(mutex_);
  return ended_;
}

void OperationFeed::on_news(std::function<void()> news) {
  const std::scoped_lock lock(mutex_);
  news_ = std::move(news);
}

}  // namespace kaisho::api::rest
