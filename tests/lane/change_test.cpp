// Changes to a running lane: another number of workers, stop, restart and reset.
#include <gtest/gtest.h>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class Workers : public ::testing::TestWithParam<LaneKind> {
 protected:
  void expect_all_done(std::uint64_t tasks) {
    ASSERT_TRUE(lanes.wait_quiescent());
    EXPECT_EQ(lanes.account(), (Account{.submitted = tasks, .done = tasks})) << lanes.dump();
    EXPECT_EQ(lanes.lane().death_count, 0U);
  }
  LaneUnderTest lanes;
};

TEST_P(Workers, are_changed_one_size_after_the_other) {
  constexpr std::uint64_t tasks = 4'000;
  lanes.open(lane_of(GetParam(), 3));
  lanes.submit(tasks, {WorkloadId::primes, 3'000});
  lanes.ask(OpenGate{});
  for (const int count : {7, 64, 1, 20, 2, 5}) {
    lanes.ask(SetWorkers{count});
    ASSERT_TRUE(lanes.wait_until("as many workers as asked for", [&] {
      return lanes.lane().spec.workers == count && lanes.lane().alive() == count;
    }));
    std::set<int> tids;
    ASSERT_TRUE(lanes.wait_ready());
    for (const WorkerModel& worker : lanes.lane().workers) {
      tids.insert(worker.tid);
      EXPECT_TRUE(threads_of(worker.pid).contains(worker.tid));
    }
    EXPECT_EQ(tids.size(), static_cast<std::size_t>(count));
  }
  expect_all_done(tasks);
}

TEST_P(Workers, are_changed_faster_than_they_can_follow) {
  constexpr std::uint64_t tasks = 3'000;
  lanes.open(lane_of(GetParam(), 5));
  lanes.submit(tasks, {WorkloadId::mixed, 1'000});
  lanes.ask(OpenGate{});
  for (const int count : {64, 1, 64, 2, 40, 39, 1, 3, 64, 6}) lanes.ask(SetWorkers{count});
  ASSERT_TRUE(lanes.wait_until("as many workers as asked for last", [&] {
    return lanes.lane().spec.workers == 6 && lanes.lane().alive() == 6;
  }));
  expect_all_done(tasks);
  EXPECT_EQ(lanes.lane().alive(), 6);
  // Back and forth while tasks run.
  lanes.submit(200, {WorkloadId::wait, 5});
  for (int round = 0; round < 10; ++round) {
    lanes.ask(SetWorkers{1});
    lanes.drain();
    lanes.ask(SetWorkers{6});
    lanes.drain();
  }
  expect_all_done(tasks + 200);
  ASSERT_TRUE(lanes.wait_until("six workers again", [&] { return lanes.lane().alive() == 6; }));
}

TEST_P(Workers, that_stop_at_a_closed_gate_take_no_task_with_them) {
  lanes.open(lane_of(GetParam(), 8));
  lanes.submit(30, {WorkloadId::square, 0});
  ASSERT_TRUE(lanes.wait_quiescent());
  lanes.ask(SetWorkers{2});
  ASSERT_TRUE(lanes.wait_until("two workers", [&] {
    return lanes.lane().alive() == 2 && lanes.lane().workers.size() == 2;
  }));
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account().queued, 30U);
  lanes.ask(OpenGate{});
  expect_all_done(30);
}

TEST_P(Workers, stay_as_many_after_a_restart) {
  lanes.open(lane_of(GetParam(), 2));
  lanes.ask(SetWorkers{4});
  ASSERT_TRUE(lanes.wait_ready());
  lanes.ask(RestartLane{});
  ASSERT_TRUE(
      lanes.wait_until("the next incarnation", [&] { return lanes.lane().incarnation == 2; }));
  ASSERT_TRUE(lanes.wait_ready());
  EXPECT_EQ(lanes.lane().alive(), 4);
}

INSTANTIATE_TEST_SUITE_P(Lanes, Workers, ::testing::ValuesIn(concurrent_kinds),
                         [](const auto& parameter) { return kind_name(parameter.param); });

class Life : public ::testing::TestWithParam<LaneKind> {
 protected:
  void SetUp() override {
    lanes.open(lane_of(GetParam()));
    lanes.submit(50, {WorkloadId::square, 0});
    lanes.ask(OpenGate{});
    ASSERT_TRUE(lanes.wait_quiescent());
    lanes.ask(CloseGate{});
    lanes.submit(30, {WorkloadId::wait, 1});
    ASSERT_TRUE(lanes.wait_quiescent());
    before_ = Account{.submitted = 80, .queued = 30, .done = 50};
    ASSERT_EQ(lanes.account(), before_);
  }
  void stop() {
    std::vector<Descriptor> watched;
    for (const auto& [number, pid] : lanes.worker_pids()) watched.push_back(watch_process(pid));
    lanes.ask(StopLane{});
    ASSERT_TRUE(lanes.wait_until("the lane has stopped",
                                 [&] { return lanes.lane().state == LaneState::stopped; }));
    for (const Descriptor& each : watched) EXPECT_TRUE(ends_within(each, limit_ms_default));
  }
  LaneUnderTest lanes;
  Account before_;
};

TEST_P(Life, stop_cancels_what_is_queued) {
  stop();
  EXPECT_EQ(lanes.account(), (Account{.submitted = 80, .done = 50, .cancelled = 30}));
  EXPECT_EQ(lanes.lane().alive(), 0);
  EXPECT_EQ(lanes.lane().death_count, 0U) << "to end because one was asked to is no death";
}

TEST_P(Life, stop_lets_running_tasks_end) {
  lanes.ask(SetTempo{100});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_until("a task runs", [&] { return lanes.account().running > 0; }));
  stop();
  const Account account = lanes.account();
  EXPECT_EQ(account.running + account.queued + account.lost, 0U);
  EXPECT_GT(account.done, 50U) << "a running task had the time to end";
  EXPECT_EQ(account.done + account.cancelled, 80U);
}

TEST_P(Life, stop_does_not_wait_for_ever) {
  lanes.ask(SetTempo{30'000});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_until("a task runs", [&] { return lanes.account().running > 0; }));
  stop();
  EXPECT_EQ(lanes.account(), (Account{.submitted = 80, .done = 50, .cancelled = 30}));
}

TEST_P(Life, restart_keeps_the_account) {
  const std::set<int> pids_before = lanes.pids();
  lanes.ask(RestartLane{});
  ASSERT_TRUE(
      lanes.wait_until("the next incarnation", [&] { return lanes.lane().incarnation == 2; }));
  ASSERT_TRUE(lanes.wait_ready());
  EXPECT_EQ(lanes.account(), (Account{.submitted = 80, .done = 50, .cancelled = 30}));
  for (const auto& [number, pid] : lanes.worker_pids()) EXPECT_FALSE(pids_before.contains(pid));
  lanes.submit(20, {WorkloadId::square, 0});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account(), (Account{.submitted = 100, .done = 70, .cancelled = 30}));
}

TEST_P(Life, a_stopped_lane_can_be_restarted) {
  stop();
  lanes.ask(RestartLane{});
  ASSERT_TRUE(lanes.wait_ready());
  lanes.submit(20, {WorkloadId::square, 0});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account(), (Account{.submitted = 100, .done = 70, .cancelled = 30}));
}

TEST_P(Life, reset_clears_the_account) {
  lanes.ask(ResetLane{});
  ASSERT_TRUE(
      lanes.wait_until("the next incarnation", [&] { return lanes.lane().incarnation == 2; }));
  ASSERT_TRUE(lanes.wait_ready());
  EXPECT_EQ(lanes.account(), Account{});
  EXPECT_EQ(lanes.lane().death_count, 0U);
  lanes.submit(20, {WorkloadId::square, 0});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account(), (Account{.submitted = 20, .done = 20}));
}

TEST_P(Life, reset_works_from_a_stop_and_in_full_flight) {
  stop();
  lanes.ask(ResetLane{});
  ASSERT_TRUE(lanes.wait_ready());
  EXPECT_EQ(lanes.account(), Account{});
  for (int round = 0; round < 5; ++round) {
    const std::uint32_t incarnation = lanes.lane().incarnation;
    lanes.submit(100'000, {WorkloadId::primes, 5'000});
    lanes.ask(OpenGate{});
    ASSERT_TRUE(lanes.wait_until("work is done", [&] { return lanes.account().done > 0; }));
    lanes.ask(ResetLane{});
    ASSERT_TRUE(
        lanes.wait_until("the next one", [&] { return lanes.lane().incarnation > incarnation; }));
    ASSERT_TRUE(lanes.wait_ready());
    ASSERT_EQ(lanes.account(), Account{});
  }
}

TEST_P(Life, requests_to_a_stopped_lane_are_dropped_and_acknowledged) {
  stop();
  lanes.submit(5, {WorkloadId::square, 0});
  lanes.ask(InjectFault{{FaultId::segv, 1, 0}});
  ASSERT_TRUE(
      lanes.wait_until("the requests are settled", [&] { return !lanes.lane().requests_awaited; }));
  EXPECT_EQ(lanes.account(), (Account{.submitted = 80, .done = 50, .cancelled = 30}));
  EXPECT_EQ(lanes.lane().state, LaneState::stopped);
}

INSTANTIATE_TEST_SUITE_P(Lanes, Life, ::testing::ValuesIn(every_kind),
                         [](const auto& parameter) { return kind_name(parameter.param); });

/// Worker 3 is asked to stop and wanted again at once: it may still be there, or its replacement.
TEST(WorkerCalledBack, gets_the_fault_or_its_replacement_does) {
  LaneUnderTest lanes;
  lanes.open(lane_of(LaneKind::processes, 3), {.gate_open = true});
  for (std::uint64_t round = 1; round <= 20; ++round) {
    lanes.ask(SetWorkers{2});
    lanes.ask(SetWorkers{3});
    lanes.ask(InjectFault{{FaultId::abort, 3, 0}});
    ASSERT_TRUE(lanes.wait_deaths(round)) << round;
    ASSERT_TRUE(lanes.wait_ready());
  }
}

}  // namespace
}  // namespace sharedfate::testing
