// How many tickets a parent dispatches to a worker that has a channel of its own.
#include "core/lane/task_dispatcher.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>

#include "core/lane/lane_process.h"
#include "core/wire/ticks.h"

namespace sharedfate {
namespace {

class ChannelDispatch : public ::testing::Test {
 protected:
  void SetUp() override {
    auto mapping = create_worker_memory(1, 1);
    ASSERT_TRUE(mapping);
    mapping.value().memory->tid.store(1);
    workers_[0] = std::make_unique<ParentWorker>(1, Child{}, std::move(mapping.value().memory));
    workers_[0]->became_ready();
    dispatcher_->on_worker_started(*workers_[0]);
  }
  void submit(std::uint64_t count) {
    waiting_.push(submitted_ + 1, count, 0, 0);
    submitted_ += count;
  }
  /// Dispatches once. Returns how many tickets the worker has not started then.
  std::uint64_t dispatch(bool one_at_a_time = false) {
    dispatcher_->dispatch(workers_, waiting_, one_at_a_time);
    return dispatcher_->unstarted(workers_);
  }
  /// The worker runs all tickets that it has.
  void run_batch() {
    std::atomic<std::uint64_t>& sequence = workers_[0]->memory().sequence;
    sequence.store(sequence.load() + 2 * dispatcher_->unstarted(workers_));
  }
  /// Dispatches and runs until nothing waits. Returns the most tickets that the worker had at once.
  std::uint64_t run_all() {
    std::uint64_t most = 0;
    while (!waiting_.empty()) {
      most = std::max(most, dispatch());
      run_batch();
    }
    return most;
  }
  static void let_pass(std::uint64_t ns) {
    const std::uint64_t begin = monotonic_ns();
    while (monotonic_ns() - begin < ns) continue;
  }

  ParentWorkers workers_;
  TaskBatches waiting_;
  std::unique_ptr<TaskDispatcher> dispatcher_ = make_channel_dispatcher();
  std::uint64_t submitted_ = 0;
};

constexpr std::uint64_t long_idle_ns = 70'000'000;

TEST_F(ChannelDispatch, begins_with_two_and_dispatches_more_where_tasks_are_fast) {
  submit(1'000'000);
  EXPECT_EQ(dispatch(), 2U);
  run_batch();
  EXPECT_GT(run_all(), 2U);
  EXPECT_EQ(dispatcher_->started(*workers_[0]), 1'000'000U) << "all of them, one after the other";
}

TEST_F(ChannelDispatch, dispatches_a_quarter_of_what_waits_at_most) {
  submit(1'000'000);
  run_all();
  submit(100);
  EXPECT_LE(dispatch(), 25U);
}

TEST_F(ChannelDispatch, one_at_a_time_means_one) {
  submit(10);
  EXPECT_EQ(dispatch(true), 1U);
  EXPECT_EQ(dispatch(true), 1U);
  run_batch();
  EXPECT_EQ(dispatch(true), 1U);
}

// Slow tasks would be stuck with the worker whose channel they are in.
TEST_F(ChannelDispatch, after_a_pause_earlier_fast_tasks_do_not_count) {
  submit(1'000'000);
  run_all();
  let_pass(long_idle_ns);
  submit(1'000'000);
  EXPECT_EQ(dispatch(), 2U);
}

TEST_F(ChannelDispatch, tickets_dispatched_one_by_one_do_not_show_that_tasks_are_fast) {
  submit(1'000'050);
  for (int i = 0; i < 50; ++i) {
    dispatch(true);
    run_batch();
  }
  EXPECT_LE(dispatch(), 2U);
}

}  // namespace
}  // namespace sharedfate
