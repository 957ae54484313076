#include "core/lane/task_batches.h"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace sharedfate {
namespace {

TEST(TaskBatches, are_first_come_first_served) {
  TaskBatches waiting;
  EXPECT_TRUE(waiting.empty());
  waiting.push(1, 2, 7, 70);
  waiting.push(3, 0, 8, 80);
  waiting.push(3, 1, 9, 90);
  EXPECT_EQ(waiting.size(), 3U);
  for (const std::uint64_t task : {1U, 2U}) {
    const TaskTicket ticket = waiting.pop();
    EXPECT_EQ(ticket.task, task);
    EXPECT_EQ(ticket.workload, 7U);
    EXPECT_EQ(ticket.parameter, 70U);
  }
  EXPECT_EQ(waiting.pop().workload, 9U);
  EXPECT_TRUE(waiting.empty());
}

TEST(TaskBatches, a_run_never_mixes_batches) {
  TaskBatches waiting;
  waiting.push(1, 5, 0, 0);
  waiting.push(6, 5, 1, 0);
  EXPECT_EQ(waiting.pop_run(3).count, 3U);
  const TaskRun rest = waiting.pop_run(100);
  EXPECT_EQ(rest.next.task, 4U);
  EXPECT_EQ(rest.count, 2U);
  EXPECT_EQ(waiting.pop_run(100).next.workload, 1U);
  EXPECT_TRUE(waiting.empty());
}

TEST(TaskBatches, what_is_put_back_is_next) {
  TaskBatches waiting;
  waiting.push(1, 10, 0, 0);
  const TaskTicket first = waiting.pop(), second = waiting.pop();
  waiting.push_front(second);
  waiting.push_front(first);
  EXPECT_EQ(waiting.size(), 10U);
  for (std::uint64_t task = 1; task <= 10; ++task) EXPECT_EQ(waiting.pop().task, task);
}

TEST(TaskBatches, a_run_is_put_back_in_its_place) {
  TaskBatches waiting;
  waiting.push(1, 10, 0, 0);
  const TaskRun low = waiting.pop_run(3), high = waiting.pop_run(3);
  waiting.put_back(high);
  waiting.put_back(low);
  EXPECT_EQ(waiting.size(), 10U);
  for (std::uint64_t task = 1; task <= 10; ++task) EXPECT_EQ(waiting.pop().task, task);
}

TEST(TaskBatches, clear_says_how_many_were_dropped) {
  TaskBatches waiting;
  waiting.push(1, 1'000'000, 0, 0);
  waiting.pop();
  EXPECT_EQ(waiting.clear(), 999'999U);
  EXPECT_TRUE(waiting.empty());
  EXPECT_EQ(waiting.clear(), 0U);
}

TEST(TaskBatches, lose_and_double_no_task_whatever_is_put_back) {
  std::mt19937 random(3);
  TaskBatches waiting;
  waiting.push(1, 500, 0, 0);
  waiting.push(501, 500, 1, 0);
  std::set<std::uint64_t> taken;
  while (!waiting.empty()) {
    TaskRun run = waiting.pop_run(std::uniform_int_distribution<std::uint64_t>(1, 40)(random));
    const std::uint64_t kept = std::uniform_int_distribution<std::uint64_t>(1, run.count)(random);
    for (std::uint64_t i = 0; i < kept; ++i) {
      EXPECT_TRUE(taken.insert(run.next.task + i).second);
    }
    if (kept == run.count) continue;
    run.next.task += kept;
    run.count -= kept;
    waiting.put_back(run);
  }
  EXPECT_EQ(taken.size(), 1'000U);
}

}  // namespace
}  // namespace sharedfate
