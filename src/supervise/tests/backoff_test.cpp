#include "kaisho/supervise/backoff.hpp"

#include <gtest/gtest.h>

namespace kaisho::supervise {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, doubles_up_to_half_a_minute) {
  Backoff backoff;
  EXPECT_EQ(backoff.after(milliseconds(0)), milliseconds(500));
  EXPECT_EQ(backoff.after(milliseconds(0)), milliseconds(1000));
  for (int i = 0; i < 10; ++i) (void)backoff.after(milliseconds(0));
  EXPECT_EQ(backoff.after(milliseconds(59'999)), milliseconds(30'000));
}

TEST(Backoff, begins_again_after_a_minute_of_running) {
  Backoff backoff;
  for (int i = 0; i < 5; ++i) (void)backoff.after(milliseconds(0));
  EXPECT_EQ(backoff.after(milliseconds(60'000)), milliseconds(500));
  EXPECT_EQ(backoff.after(milliseconds(0)), milliseconds(1000));
}

}  // namespace
}  // namespace kaisho::supervise
