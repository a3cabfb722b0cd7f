#include <gtest/gtest.h>

#include <array>
#include <kaisho/base/joined.hpp>
#include <set>
#include <vector>

namespace {

using kaisho::joined;

TEST(Joined, puts_the_separator_between_the_texts_only) {
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
  EXPECT_EQ(joined(std::vector<std::string>{"a"}), "a");
  EXPECT_EQ(joined(std::set<std::string>{"b", "a", "c"}), "a, b, c");
  EXPECT_EQ(joined(std::array<std::string_view, 2>{"a", "b"}, "; "), "a; b");
}

TEST(Joined, keeps_the_place_of_an_empty_text) { EXPECT_EQ(joined(std::vector<std::string>{"", "b", ""}, ","), ",b,"); }

TEST(Joined, takes_what_a_view_makes_of_other_things) {
  const std::vector<int> numbers{1, 2, 3};
  EXPECT_EQ(joined(numbers | std::views::transform([](int each) { return std::to_string(each); })), "1, 2, 3");
}

}  // namespace
