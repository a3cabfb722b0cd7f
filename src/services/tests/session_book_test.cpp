#include "kaisho/services/session_book.hpp"

#include <gtest/gtest.h>

#include "fixed_sources.hpp"

namespace kaisho::services {
namespace {

struct Challenges : testing::Test {
  using Book = SessionBook<std::string>;
  test::SettableClock clock{1'000};
  test::CountingRandom random;
  Book book{"kst_", clock, random};

  /// So many challenges of one address; the last one's name.
  std::string ask(const std::string& from, std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) book.expect(from + " " + std::to_string(++asked), from);
    return from + " " + std::to_string(asked);
  }
  std::size_t asked = 0;
};

TEST_F(Challenges, count_once_and_within_their_life) {
  const auto once = ask("192.0.2.1", 1), late = ask("192.0.2.1", 1);
  EXPECT_TRUE(book.expects(once));
  EXPECT_TRUE(book.take(once));
  EXPECT_FALSE(book.take(once));
  clock.seconds += Book::kChallengeLife + 1;
  EXPECT_FALSE(book.expects(late));
  EXPECT_FALSE(book.take(late));
}

TEST_F(Challenges, of_one_address_push_out_its_own_oldest_and_nobody_elses) {
  const auto honest = ask("192.0.2.1", 1);
  const auto first = ask("198.51.100.9", 1);
  const auto last = ask("198.51.100.9", 3 * Book::kMostChallenges);
  EXPECT_TRUE(book.expects(honest));
  EXPECT_FALSE(book.expects(first));
  EXPECT_TRUE(book.take(last));
}

TEST_F(Challenges, of_too_many_together_go_from_who_has_most) {
  const auto honest = ask("192.0.2.1", 1);
  const auto crowd = 2 * Book::kMostChallenges / Book::kChallengesOfOne;
  for (std::size_t i = 0; i < crowd; ++i) ask("198.51.100." + std::to_string(i), Book::kChallengesOfOne);
  EXPECT_TRUE(book.take(honest));
  EXPECT_TRUE(book.take(ask("192.0.2.2", 1))) << "who comes later is let in";
}

TEST_F(Challenges, that_expired_leave_their_place) {
  const auto before = ask("198.51.100.9", Book::kChallengesOfOne);
  clock.seconds += Book::kChallengeLife + 1;
  const auto fresh = ask("198.51.100.9", Book::kChallengesOfOne);
  EXPECT_FALSE(book.take(before));
  EXPECT_TRUE(book.take(fresh));
}

}  // namespace
}  // namespace kaisho::services
