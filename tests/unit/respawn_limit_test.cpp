// How often workers may die at their start before their lane gives up.
#include <gtest/gtest.h>

#include "core/lane/parent_worker.h"

namespace sharedfate::testing {
namespace {

constexpr std::uint64_t ns_per_s = 1'000'000'000;

TEST(RespawnLimit, is_reached_by_the_sixth_death_within_ten_seconds) {
  RespawnLimit limit;
  std::uint64_t last_back_off_ns = 0;
  for (std::uint64_t death = 1; death <= 5; ++death) {
    const std::uint64_t back_off_ns = limit.back_off_ns(death * ns_per_s);
    EXPECT_GT(back_off_ns, last_back_off_ns) << "each death makes the next start later";
    last_back_off_ns = back_off_ns;
    EXPECT_FALSE(limit.reached()) << death << " deaths";
  }
  limit.back_off_ns(6 * ns_per_s);
  EXPECT_TRUE(limit.reached());
}

TEST(RespawnLimit, forgets_deaths_that_are_longer_ago_than_ten_seconds) {
  RespawnLimit limit;
  for (std::uint64_t death = 1; death <= 100; ++death) {
    limit.back_off_ns(death * 3 * ns_per_s);
    EXPECT_FALSE(limit.reached()) << death << " deaths, one every 3 s";
  }
}

}  // namespace
}  // namespace sharedfate::testing
