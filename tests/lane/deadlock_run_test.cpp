// Workers that take two locks each: when they deadlock, and when they cannot.
#include <gtest/gtest.h>

#include <set>

#include "core/experiment/deadlock_run.h"
#include "tests/lane/kernel_facts.h"
#include "tests/support/sanitizer.h"

namespace sharedfate::testing {
namespace {

class Deadlock : public ::testing::TestWithParam<WorkerForm> {
 protected:
  // Orphans of the measured processes become children of this process; none may be left.
  void SetUp() override { adopt_orphans(); }
  void TearDown() override { EXPECT_TRUE(last_child_ends_within(120'000)); }
};

/// Each of the workers waits, for another lock than the others, and all are different threads.
void expect_cycle_of(std::size_t workers, const std::vector<WaitForLock>& cycle) {
  std::set<std::uint32_t> locks;
  std::set<std::int32_t> tids;
  for (const WaitForLock& each : cycle) {
    EXPECT_GT(each.tid, 0);
    EXPECT_TRUE(each.lock >= 1 && each.lock <= workers) << each.lock;
    locks.insert(each.lock);
    tids.insert(each.tid);
  }
  EXPECT_EQ(cycle.size(), workers);
  EXPECT_EQ(locks.size(), workers);
  EXPECT_EQ(tids.size(), workers);
}

TEST_P(Deadlock, comes_of_the_opposite_order_and_is_found) {
  if (const std::string why = sanitizer_changes(FaultId::deadlock);
      !why.empty() && GetParam() == WorkerForm::threads)
    GTEST_SKIP() << why;
  // Enough rounds for a deadlock even on one core, where a worker has to be interrupted between its
  // two locks.
  const auto figures = run_into_deadlock({GetParam(), LockOrder::own_first, 2, 1'000'000'000});
  ASSERT_TRUE(figures) << figures.error().text();
  EXPECT_TRUE(figures.value().deadlock);
  expect_cycle_of(2, figures.value().cycle);
}

TEST_P(Deadlock, can_include_all_at_the_table) {
  if (const std::string why = sanitizer_changes(FaultId::deadlock);
      !why.empty() && GetParam() == WorkerForm::threads)
    GTEST_SKIP() << why;
  const auto figures = run_into_deadlock({GetParam(), LockOrder::own_first, 3, 1'000'000'000});
  ASSERT_TRUE(figures) << figures.error().text();
  EXPECT_TRUE(figures.value().deadlock);
  expect_cycle_of(3, figures.value().cycle);
}

void expect_no_deadlock(WorkerForm form, LockOrder order) {
  for (const std::uint32_t workers : {2U, 5U}) {
    const auto figures = run_into_deadlock({form, order, workers, 5'000});
    ASSERT_TRUE(figures) << figures.error().text();
    EXPECT_FALSE(figures.value().deadlock);
    EXPECT_TRUE(figures.value().cycle.empty());
    EXPECT_EQ(figures.value().rounds, workers * 5'000);
    ASSERT_EQ(figures.value().places.size(), workers);
    for (const DeadlockFigures::Place& place : figures.value().places) {
      EXPECT_EQ(place.rounds, 5'000U);
      EXPECT_LE(place.longest_wait_ns, place.waited_ns);
    }
  }
}

TEST_P(Deadlock, never_comes_of_one_order) { expect_no_deadlock(GetParam(), LockOrder::ordered); }

TEST_P(Deadlock, never_comes_with_a_waiter) {
  // The thread sanitizer sees a cycle in the lock order and does not know that the waiter prevents
  // it.
  if (const std::string why = sanitizer_changes(FaultId::deadlock);
      !why.empty() && GetParam() == WorkerForm::threads)
    GTEST_SKIP() << why;
  expect_no_deadlock(GetParam(), LockOrder::waiter);
}

INSTANTIATE_TEST_SUITE_P(Either, Deadlock,
                         ::testing::Values(WorkerForm::threads, WorkerForm::processes),
                         [](const auto& each) {
                           return each.param == WorkerForm::threads ? "threads" : "processes";
                         });

}  // namespace
}  // namespace sharedfate::testing
