#include "core/system/core_use.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/system/scheduling.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

TEST(CoreShares, AreOfAllCoresInTheTimeBetween) {
  const CoreUse before{4, 10 * second, 100 * second, 50 * second, 0};
  const CoreUse after{4, 12 * second, 105 * second, 53 * second, second / 2};
  const CoreShares shares = core_shares(before, after);
  EXPECT_TRUE(shares.known);
  EXPECT_DOUBLE_EQ(shares.own, 3.0 / 8);
  EXPECT_DOUBLE_EQ(shares.others, 2.0 / 8);
  EXPECT_DOUBLE_EQ(shares.throttled, 0.25);
}

TEST(CoreShares, AreNeverNegative) {
  // Clock ticks of processes are rounded: the own share can seem larger than what was busy.
  const CoreShares shares = core_shares({2, 0, 0, 0, 0}, {2, second, second, second + 1, 0});
  EXPECT_EQ(shares.others, 0);
}

TEST(CoreShares, AreNotKnownWithoutTimeOrCores) {
  EXPECT_FALSE(core_shares({2, second, 0, 0, 0}, {2, second, 0, 0, 0}).known);
  EXPECT_FALSE(core_shares({0, 0, 0, 0, 0}, {0, second, 0, 0, 0}).known);
  EXPECT_FALSE(core_shares({2, 0, 0, 0, 0}, {4, second, 0, 0, 0}).known);
}

TEST(CoreShares, AreOfABusyMachineFromATenthOfTheCoresOn) {
  EXPECT_FALSE(is_busy({true, 1, 0.09, 0.01}));
  EXPECT_TRUE(is_busy({true, 0, 0.10, 0}));
  EXPECT_TRUE(is_busy({true, 0, 0, 0.02}));
  EXPECT_FALSE(is_busy({}));
}

TEST(CoreShares, AreOneSentence) {
  EXPECT_EQ(core_shares_words({}), "");
  EXPECT_EQ(core_shares_words({true, 0.5, 0.034, 0}),
            "Other programs took 3 % of the cores meanwhile.");
  EXPECT_EQ(core_shares_words({true, 0.5, 0.4, 0}),
            "This machine was busy: other programs took 40 % of the cores. Measure again when it "
            "is quiet.");
  EXPECT_EQ(core_shares_words({true, 0.5, 0.02, 0.3}, "Do."),
            "This machine was busy: other programs took 2 % of the cores, and the kernel kept this "
            "program off them for 30 % of the time. Do.");
}

std::uint64_t cpu_ns_of_ended_children() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto ns = [](const timeval& time) {
    return static_cast<std::uint64_t>(time.tv_sec) * second +
           static_cast<std::uint64_t>(time.tv_usec) * 1000;
  };
  return ns(usage.ru_utime) + ns(usage.ru_stime);
}

// The kernel's own account of the child is the standard.
TEST(CoreUse, CountsTheWorkOfChildrenThatHaveEnded) {
  constexpr std::uint64_t tick = second / 100;
  const CoreUse before = read_core_use();
  const std::uint64_t children_before = cpu_ns_of_ended_children();
  EXPECT_EQ(before.cores, static_cast<int>(usable_core_count()));
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    for (const std::clock_t begun = std::clock(); std::clock() - begun < CLOCKS_PER_SEC / 5;) {
    }
    ::_exit(0);
  }
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const std::uint64_t worked = cpu_ns_of_ended_children() - children_before;
  const CoreUse after = read_core_use();
  EXPECT_GE(worked, second / 5);
  EXPECT_GE(after.own_ns - before.own_ns + 3 * tick, worked);
  EXPECT_GE(after.busy_ns - before.busy_ns + 3 * tick, worked);
}

}  // namespace
}  // namespace sharedfate
