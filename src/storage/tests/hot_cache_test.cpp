#include "../src/hot_cache.hpp"

#include <gtest/gtest.h>

#include "kaisho/base/types.hpp"

namespace kaisho::storage {
namespace {

using Cache = HotCache<Address, std::optional<std::uint64_t>>;

Address key(std::uint64_t n) { return address_of(word_of(U256(n))); }
constexpr std::optional<std::optional<std::uint64_t>> kUnknown;

TEST(HotCache, answers_for_views_that_are_not_older_than_the_last_change) {
  Cache cache(100);
  EXPECT_EQ(cache.get(key(1), 5), kUnknown);
  cache.set(key(1), 7, 5);
  EXPECT_EQ(cache.get(key(1), 5), std::optional(std::optional<std::uint64_t>(7)));
  EXPECT_EQ(cache.get(key(1), 9), std::optional(std::optional<std::uint64_t>(7)));
  EXPECT_EQ(cache.get(key(1), 4), kUnknown) << "what was there before, the cache does not know";
  cache.set(key(1), std::nullopt, 6);
  EXPECT_TRUE(cache.get(key(1), 6).has_value()) << "known to be absent";
  EXPECT_EQ(*cache.get(key(1), 6), std::nullopt);
}

TEST(HotCache, drops_what_a_reader_found_before_a_commit) {
  Cache cache(100);
  cache.advance(3);
  cache.fill(key(1), 10, 2, 3);
  EXPECT_TRUE(cache.get(key(1), 3).has_value());
  cache.advance(4);
  cache.fill(key(2), 10, 2, 3);
  EXPECT_EQ(cache.get(key(2), 4), kUnknown);
  cache.set(key(1), 11, 4);
  cache.fill(key(1), 10, 2, 4);
  EXPECT_EQ(*cache.get(key(1), 4), 11u) << "a fill never replaces what a commit set";
}

TEST(HotCache, forgets_some_when_full_and_never_says_anything_wrong) {
  Cache cache(64);
  for (std::uint64_t n = 0; n < 5000; ++n) cache.set(key(n), n, 1);
  std::size_t known = 0;
  for (std::uint64_t n = 0; n < 5000; ++n) {
    const auto value = cache.get(key(n), 1);
    if (!value) continue;
    ++known;
    EXPECT_EQ(*value, n);
  }
  EXPECT_GT(known, 0u);
  EXPECT_LE(known, 256u);
}

}  // namespace
}  // namespace kaisho::storage
