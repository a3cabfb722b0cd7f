#include "kaisho/abci/grammar.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaisho::abci {

std::optional<std::string> Grammar::next(const CallRecord& call) {
  if (call.life < life_) return fmt::format("life {} called after life {} had begun", call.life, life_);
  if (call.life > life_) {
    life_ = call.life;
    state_ = State::fresh;
  }
  switch (call.call) {
    case Call::info:
      return info(call.height);
    case Call::init_chain:
      return init_chain(call.height);
    case Call::offer_snapshot:
      return offer(call.height);
    case Call::apply_snapshot_chunk:
      return apply();
    case Call::prepare_proposal:
    case Call::process_proposal:
    case Call::extend_vote:
    case Call::verify_vote_extension:
      return in_round(call);
    case Call::finalize_block:
      return finalize(call.height);
    case Call::commit:
      return commit();
    default:
      return std::nullopt;
  }
}

/// The first of a life starts it; one after an applied snapshot may end the state sync; all others are a user's.
std::optional<std::string> Grammar::info(std::uint64_t height) {
  if (state_ == State::fresh) {
    state_ = height == 0 ? State::informed : State::deciding;
    next_ = height + 1;
    if (committed_ && *committed_ != height) {
      return fmt::format("info answers height {}, but {} was committed", height, *committed_);
    }
  } else if (state_ == State::applied && height == offered_) {
    state_ = State::deciding;
    next_ = height + 1;
    committed_ = height;
  }
  return std::nullopt;
}

std::optional<std::string> Grammar::init_chain(std::uint64_t height) {
  const bool right = state_ == State::informed;
  state_ = State::deciding;
  next_ = std::max<std::uint64_t>(height, 1);
  if (!right) return "init_chain without an info before it that answered height 0";
  return std::nullopt;
}

std::optional<std::string> Grammar::offer(std::uint64_t height) {
  const bool right = state_ != State::deciding && state_ != State::finalized && !committed_;
  state_ = State::offered;
  offered_ = height;
  if (!right) return "a snapshot is offered to an application that has a state";
  return std::nullopt;
}

std::optional<std::string> Grammar::apply() {
  const bool right = state_ == State::offered || state_ == State::applied;
  state_ = State::applied;
  if (!right) return "a chunk of a snapshot that was not offered";
  return std::nullopt;
}

bool Grammar::ready() const { return state_ == State::deciding; }

std::optional<std::string> Grammar::in_round(const CallRecord& call) {
  const auto name = name_of(call.call);
  if (state_ == State::finalized) return fmt::format("{} between finalize_block and commit", name);
  if (!ready()) return fmt::format("{} before the start was over", name);
  const bool has_height = call.call == Call::prepare_proposal || call.call == Call::process_proposal;
  if (has_height && call.height != next_) {
    return fmt::format("{} of height {} while {} is decided", name, call.height, next_);
  }
  return std::nullopt;
}

std::optional<std::string> Grammar::finalize(std::uint64_t height) {
  const auto before = state_;
  const auto expected = next_;
  state_ = State::finalized;
  next_ = height;
  if (before == State::finalized) return "finalize_block twice without a commit between";
  if (before != State::deciding) return "finalize_block before the start was over";
  if (height != expected) return fmt::format("finalize_block of height {} while {} is decided", height, expected);
  return std::nullopt;
}

std::optional<std::string> Grammar::commit() {
  if (state_ != State::finalized) return "commit without a finalize_block before it";
  state_ = State::deciding;
  committed_ = next_++;
  return std::nullopt;
}

std::expected<void, Violation> check_grammar(std::span<const CallRecord> calls) {
  Grammar grammar;
  for (std::size_t i = 0; i < calls.size(); ++i) {
    if (auto wrong = grammar.next(calls[i])) return std::unexpected(Violation{i, std::move(*wrong)});
  }
  return {};
}

void CallLog::operator()(const CallRecord& call) {
  const std::lock_guard lock(mutex_);
  calls_.push_back(call);
}

std::vector<CallRecord> CallLog::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

}  // namespace kaisho::abci
