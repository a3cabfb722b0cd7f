#include "answers.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace kaisho::abci {
namespace {

constexpr Answers::Limits kWide{100, 100'000};

TEST(Answers, leave_in_the_order_of_the_requests) {
  Answers answers(kWide);
  const auto first = *answers.reserve(1);
  const auto second = *answers.reserve(1);
  const auto third = *answers.reserve(1);
  answers.answer(third, {3});
  answers.answer(second, {2});
  answers.answer(first, {1});
  EXPECT_EQ(answers.take().value(), (std::vector<Bytes>{{1}, {2}, {3}}));
}

TEST(Answers, an_open_request_holds_back_the_later_answers_only) {
  Answers answers(kWide);
  const auto first = *answers.reserve(1);
  const auto second = *answers.reserve(1);
  const auto third = *answers.reserve(1);
  answers.answer(first, {1});
  answers.answer(third, {3});
  EXPECT_EQ(answers.take().value(), (std::vector<Bytes>{{1}}));
  answers.answer(second, {2});
  EXPECT_EQ(answers.take().value(), (std::vector<Bytes>{{2}, {3}}));
}

TEST(Answers, the_second_answer_to_a_request_goes_nowhere) {
  Answers answers(kWide);
  const auto first = *answers.reserve(1);
  answers.answer(first, {1});
  answers.answer(first, {9});
  EXPECT_EQ(answers.take().value(), (std::vector<Bytes>{{1}}));
  answers.answer(first, {9});
  const auto second = *answers.reserve(1);
  answers.answer(second, {2});
  EXPECT_EQ(answers.take().value(), (std::vector<Bytes>{{2}}));
}

TEST(Answers, reading_waits_at_the_bound_of_requests) {
  Answers answers({2, 100'000});
  const auto first = *answers.reserve(1);
  static_cast<void>(answers.reserve(1));
  auto third = std::async(std::launch::async, [&] { return answers.reserve(1); });
  EXPECT_EQ(third.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  answers.answer(first, {1});
  static_cast<void>(answers.take());
  EXPECT_EQ(third.get(), 2u);
}

TEST(Answers, reading_waits_at_the_bound_of_bytes_and_lets_one_large_request_in) {
  Answers answers({100, 10});
  const auto large = *answers.reserve(1000);
  auto next = std::async(std::launch::async, [&] { return answers.reserve(1); });
  EXPECT_EQ(next.wait_for(std::chrono::milliseconds(20)), std::future_status::timeout);
  answers.answer(large, Bytes(5));  // the answer is small: there is room again
  static_cast<void>(answers.take());
  EXPECT_EQ(next.get(), 1u);
}

TEST(Answers, the_end_wakes_who_waits) {
  Answers answers({1, 10});
  static_cast<void>(answers.reserve(1));
  auto reading = std::async(std::launch::async, [&] { return answers.reserve(1); });
  auto writing = std::async(std::launch::async, [&] { return answers.take(); });
  answers.close();
  EXPECT_EQ(reading.get(), std::nullopt);
  EXPECT_EQ(writing.get(), std::nullopt);
  answers.answer(0, {1});  // too late, and harmless
}

TEST(Answers, a_finished_queue_ends_after_its_last_answer) {
  Answers answers(kWide);
  const auto only = *answers.reserve(1);
  answers.finish();
  auto writing = std::async(std::launch::async, [&] { return answers.take(); });
  answers.answer(only, {1});
  EXPECT_EQ(writing.get().value(), (std::vector<Bytes>{{1}}));
  EXPECT_EQ(answers.take(), std::nullopt);
}

}  // namespace
}  // namespace kaisho::abci
