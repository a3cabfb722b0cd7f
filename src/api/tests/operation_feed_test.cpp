#include "rest/operation_feed.hpp"

#include <gtest/gtest.h>

namespace kaisho::api::rest {
namespace {

using services::Operation;

constexpr std::size_t kMuch = 1 << 20;

std::shared_ptr<const Operation> operation(std::vector<std::string> steps,
                                           Operation::Status status = Operation::Status::running) {
  auto made = std::make_shared<Operation>();
  made->id = "00112233445566778899aabbccddeeff";
  made->kind = "testProgram";
  made->status = status;
  for (auto& step : steps) made->progress.emplace_back(7, std::move(step));
  return made;
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(OperationFeed, tells_each_step_once_under_its_index) {
  OperationFeed feed(0, {});
  feed.update(operation({"waits", "runs"}));
  EXPECT_EQ(feed.take(kMuch),
            "retry: 1000\n\n"
            "id: 0\nevent: progress\ndata: {\"text\":\"waits\",\"time\":7}\n\n"
            "id: 1\nevent: progress\ndata: {\"text\":\"runs\",\"time\":7}\n\n");
  EXPECT_EQ(feed.take(kMuch), "");
  feed.update(operation({"waits", "runs", "sent"}));
  EXPECT_EQ(feed.take(kMuch), "id: 2\nevent: progress\ndata: {\"text\":\"sent\",\"time\":7}\n\n");
  EXPECT_FALSE(feed.ended());
}

TEST(OperationFeed, ends_with_the_whole_operation) {
  OperationFeed feed(0, {});
  feed.update(operation({"in block 7"}, Operation::Status::done));
  const auto text = feed.take(kMuch);
  EXPECT_NE(text.find("id: end\nevent: end\ndata: {\"created\":0,\"kind\":\"testProgram\""), std::string::npos) << text;
  EXPECT_TRUE(text.ends_with("\n\n"));
  EXPECT_TRUE(feed.ended());
  EXPECT_EQ(feed.take(kMuch), "");
}

TEST(OperationFeed, goes_on_behind_what_was_seen) {
  OperationFeed feed(2, {});
  feed.update(operation({"a", "b", "c"}));
  const auto text = feed.take(kMuch);
  EXPECT_EQ(count(text, "event: progress"), 1u);
  EXPECT_NE(text.find("id: 2\n"), std::string::npos);
}

TEST(OperationFeed, has_nothing_but_the_end_for_who_says_to_have_seen_more_than_there_was) {
  OperationFeed feed(1'000'000'000, {});
  feed.update(operation({"a"}));
  EXPECT_EQ(count(feed.take(kMuch), "event:"), 0u);
  feed.update(operation({"a", "b"}, Operation::Status::failed));
  EXPECT_EQ(count(feed.take(kMuch), "event: end"), 1u);
}

TEST(OperationFeed, leaves_out_an_earlier_state_that_comes_late) {
  OperationFeed feed(0, {});
  feed.update(operation({"a", "b"}, Operation::Status::done));
  feed.update(operation({"a"}));
  const auto text = feed.take(kMuch);
  EXPECT_EQ(count(text, "event: progress"), 2u);
  EXPECT_EQ(count(text, "event: end"), 1u);
}

TEST(OperationFeed, gives_pieces_of_about_the_size_that_is_asked_for) {
  OperationFeed feed(0, {});
  feed.update(operation(std::vector<std::string>(100, std::string(1'000, 'x')), Operation::Status::done));
  std::size_t pieces = 0, steps = 0;
  while (!feed.ended()) {
    const auto text = feed.take(4'096);
    EXPECT_TRUE(feed.ended() || text.size() < 8'192u);  // the end itself is one event
    steps += count(text, "event: progress");
    ++pieces;
  }
  EXPECT_EQ(steps, 100u);
  EXPECT_GT(pieces, 20u);
}

TEST(OperationFeed, keeps_a_sentence_with_line_ends_in_one_field) {
  OperationFeed feed(0, {});
  feed.update(operation({"first\nevent: end\r\ndata: {}"}));
  EXPECT_NE(feed.take(kMuch).find(R"(data: {"text":"first\nevent: end\r\ndata: {}","time":7})"), std::string::npos);
}

TEST(OperationFeed, calls_for_news_until_it_is_told_not_to) {
  OperationFeed feed(0, {});
  unsigned calls = 0;
  feed.on_news([&] { ++calls; });
  feed.update(operation({"a"}));
  EXPECT_EQ(calls, 1u);
  feed.on_news(nullptr);
  feed.update(operation({"a", "b"}));
  EXPECT_EQ(calls, 1u);
}

TEST(StreamPlaces, are_counted_for_each_caller_and_in_all_and_given_back) {
  const auto places = std::make_shared<StreamPlaces>(StreamPlaces::Limits{.of_one = 2, .of_all = 3});
  auto first = places->take("alice");
  const auto second = places->take("alice");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(places->take("alice").error(), StreamPlaces::Full::of_one);
  const auto third = places->take("bob");
  ASSERT_TRUE(third);
  EXPECT_EQ(places->take("carol").error(), StreamPlaces::Full::of_all);
  first->reset();
  EXPECT_TRUE(places->take("carol"));
  EXPECT_TRUE(places->take("alice"));
}

}  // namespace
}  // namespace kaisho::api::rest
