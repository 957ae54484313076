// The shares of a worker's thread, from what the kernel counts.
#include "core/lab/time_share_watch.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

constexpr std::uint64_t ms = 1'000'000, start_ns = 1'000'000 * ms;

class TimeShareWatchTest : public ::testing::Test {
 protected:
  /// Half a second passes, in which the kernel has added this up.
  const TimeShares& look(std::uint64_t cpu_ms, std::uint64_t ready_ms, bool ready = true) {
    times_.ready = ready;
    times_.waits_known = true;
    times_.cpu_ns += cpu_ms * ms;
    times_.ready_ns += ready_ms * ms;
    now_ns_ += TimeShareWatch::interval_ns;
    return watch_.look(times_, sequence_, sequence_ % 2 == 1, now_ns_);
  }

  TimeShareWatch watch_;
  ThreadTimes times_;
  std::uint64_t now_ns_ = start_ns, sequence_ = 1;
};

TEST_F(TimeShareWatchTest, one_look_says_nothing) {
  EXPECT_TRUE(watch_.due(now_ns_));
  EXPECT_FALSE(look(100, 100).known);
  EXPECT_FALSE(watch_.due(now_ns_ + 499 * ms));
  EXPECT_TRUE(watch_.due(now_ns_ + 500 * ms));
}

TEST_F(TimeShareWatchTest, shares_are_of_the_last_two_intervals) {
  look(0, 0);
  EXPECT_DOUBLE_EQ(look(500, 0).on_core, 1);
  EXPECT_DOUBLE_EQ(look(100, 400).on_core, 0.6);
  EXPECT_DOUBLE_EQ(watch_.shares().ready, 0.4);
  EXPECT_DOUBLE_EQ(look(100, 400).on_core, 0.2);
  EXPECT_DOUBLE_EQ(watch_.shares().ready, 0.8);
  EXPECT_TRUE(watch_.shares().ran);
  EXPECT_DOUBLE_EQ(look(0, 0, false).asleep(), 0.5);
  EXPECT_FALSE(watch_.shares().ran);
  EXPECT_TRUE(watch_.shares().sleeps);
}

TEST_F(TimeShareWatchTest, a_wait_counts_before_the_kernel_adds_it_up) {
  look(0, 0);
  look(500, 0);
  look(100, 0);  // it ran, and has been ready since, or slept: not known yet
  EXPECT_EQ(watch_.shares().no_core_ns, 0U);
  EXPECT_DOUBLE_EQ(look(0, 0).ready, 0.9) << "it has gained nothing and is ready: it still waits";
  EXPECT_EQ(watch_.shares().no_core_ns, 900 * ms);
  EXPECT_DOUBLE_EQ(look(0, 0).ready, 1);
  EXPECT_EQ(watch_.shares().no_core_ns, 1400 * ms);
  EXPECT_DOUBLE_EQ(look(100, 1800).ready, 0.9) << "now it is added up: it counts once";
  EXPECT_EQ(watch_.shares().no_core_ns, 0U);
  EXPECT_DOUBLE_EQ(look(100, 400).ready, 0.8);
}

TEST_F(TimeShareWatchTest, shares_never_add_up_to_more_than_one) {
  look(0, 0);
  EXPECT_DOUBLE_EQ(look(510, 3000).on_core, 1);
  EXPECT_DOUBLE_EQ(watch_.shares().ready, 0);
  EXPECT_DOUBLE_EQ(watch_.shares().asleep(), 0);
}

TEST_F(TimeShareWatchTest, a_stopped_thread_waits_for_no_core) {
  look(0, 0);
  times_.stopped = true;
  look(0, 0, false);
  EXPECT_EQ(watch_.shares().no_core_ns, 0U);
  EXPECT_DOUBLE_EQ(watch_.shares().asleep(), 1);
  EXPECT_FALSE(watch_.shares().sleeps);
}

TEST_F(TimeShareWatchTest, a_task_is_followed_from_its_first_look_on) {
  look(0, 0);
  EXPECT_EQ(watch_.shares().task_ns, 0U);
  look(20, 480);
  look(30, 470);
  EXPECT_EQ(watch_.shares().task_ns, 1000 * ms);
  EXPECT_EQ(watch_.shares().task_cpu_ns, 50 * ms);
  sequence_ += 2;
  look(30, 470);
  EXPECT_EQ(watch_.shares().task_ns, 0U);
  sequence_ += 1;
  look(0, 0, false);
  EXPECT_EQ(watch_.shares().task_ns, 0U) << "it has no task";
}

TEST_F(TimeShareWatchTest, what_is_gone_or_forgotten_is_not_known) {
  look(0, 0);
  look(500, 0);
  EXPECT_FALSE(watch_.look(std::nullopt, 1, true, now_ns_ + 500 * ms).known);
  look(0, 0);
  EXPECT_TRUE(look(500, 0).known);
  watch_.forget();
  EXPECT_FALSE(watch_.shares().known);
  EXPECT_FALSE(look(500, 0).known);
}

TEST_F(TimeShareWatchTest, a_kernel_that_counts_no_waits_says_nothing_of_them) {
  watch_.look(ThreadTimes{.ready = true}, 1, true, start_ns);
  const TimeShares& shares = watch_.look(ThreadTimes{.ready = true}, 1, true, start_ns + 500 * ms);
  EXPECT_TRUE(shares.known);
  EXPECT_FALSE(shares.ready_known);
  EXPECT_EQ(shares.no_core_ns, 0U);
}

}  // namespace
}  // namespace sharedfate
