// A stopped process is not dead: which workers stop with it, that nothing is lost, and that a lane
// whose lane process is stopped can still be reset and stopped.
#include <gtest/gtest.h>

#include <csignal>

#include "core/wire/ticks.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class Stop : public ::testing::TestWithParam<LaneKind> {
 protected:
  void open(std::uint32_t deadline_ms) {
    LaneOptions options;
    options.deadline_ms = deadline_ms;
    lanes_.open(lane_of(GetParam()), options);
    victim_ = lanes_.lane().spec.workers == 1 ? 1 : 3;
    pids_ = lanes_.worker_pids();
  }
  [[nodiscard]] bool shared_fate() const { return lane_kind_row(GetParam()).one_address_space; }
  [[nodiscard]] bool is_named_stopped(int worker) const {
    return lanes_.worker(worker).condition == WorkerCondition::stopped;
  }
  [[nodiscard]] char state_of(int worker) const {
    return scheduling_state(lanes_.worker(worker).pid, lanes_.worker(worker).tid);
  }
  [[nodiscard]] std::uint64_t ended_by_others() const {
    std::uint64_t ended = 0;
    for (const WorkerModel& worker : lanes_.lane().workers)
      ended += worker.worker == victim_ ? 0 : worker.ended();
    return ended;
  }
  void stop(std::uint64_t at_task) {
    lanes_.ask(InjectFault{{FaultId::stop, victim_, at_task}});
    if (at_task != 0) lanes_.ask(OpenGate{});
    ASSERT_TRUE(lanes_.wait_until("the victim is named as stopped", [&] {
      if (at_task != 0 && lanes_.lane().quiescent()) lanes_.submit(10, {WorkloadId::wait, 2});
      return is_named_stopped(victim_);
    }));
  }
  void resume() { lanes_.ask(InjectFault{{FaultId::cont, victim_, 0}}); }

  void check_all_is_done() {
    lanes_.ask(OpenGate{});
    ASSERT_TRUE(lanes_.wait_quiescent());
    const Account account = lanes_.account();
    EXPECT_EQ(account.done, account.submitted) << "nothing is lost";
    EXPECT_EQ(lanes_.lane().death_count, 0U);
    EXPECT_EQ(lanes_.worker_pids(), pids_);
    ASSERT_TRUE(lanes_.wait_until("no worker counts as stopped any more", [&] {
      return std::none_of(
          lanes_.lane().workers.begin(), lanes_.lane().workers.end(),
          [](const WorkerModel& worker) { return worker.condition != WorkerCondition::moving; });
    }));
  }

  LaneUnderTest lanes_;
  int victim_ = 0;
  std::map<int, int> pids_;
};

TEST_P(Stop, freezes_the_workers_in_its_process_and_loses_nothing) {
  for (const std::uint64_t at_task : {0U, 2U}) {
    SCOPED_TRACE(at_task);
    lanes_.lab().close(0);
    lanes_.drain();
    open(60'000);
    lanes_.submit(40, {WorkloadId::wait, 2});
    ASSERT_TRUE(lanes_.wait_quiescent());
    ASSERT_NO_FATAL_FAILURE(stop(at_task));
    EXPECT_EQ(state_of(victim_), 'T') << "the kernel says so, too";
    for (const auto& [number, pid] : pids_) {
      if (number == victim_) continue;
      EXPECT_EQ(state_of(number) == 'T', shared_fate()) << "worker " << number;
      if (shared_fate()) {
        const int other = number;
        EXPECT_TRUE(lanes_.wait_until("the others of its process are named as stopped",
                                      [&] { return is_named_stopped(other); }));
      }
    }
    if (!shared_fate()) {
      lanes_.ask(OpenGate{});
      const std::uint64_t before = ended_by_others();
      lanes_.submit(100, {WorkloadId::wait, 1});
      // How the tasks are spread over them is not determined.
      ASSERT_TRUE(
          lanes_.wait_until("the others go on", [&] { return ended_by_others() > before; }));
      EXPECT_TRUE(is_named_stopped(victim_));
    }
    resume();
    check_all_is_done();
  }
}

/// Time in which a process is stopped does not count against the deadline.
TEST_P(Stop, does_not_count_against_the_deadline) {
  constexpr std::uint32_t deadline_ms = 1'500;
  open(deadline_ms);
  lanes_.submit(20, {WorkloadId::wait, 2});
  ASSERT_TRUE(lanes_.wait_quiescent());
  ASSERT_NO_FATAL_FAILURE(stop(1));
  EXPECT_EQ(lanes_.worker(victim_).running(), 1U) << "it was stopped in the middle of a task";
  const std::uint64_t until_ns = monotonic_ns() + (deadline_ms + 500) * std::uint64_t{1'000'000};
  ASSERT_TRUE(lanes_.wait_until("the deadline has passed long since",
                                [&] { return monotonic_ns() > until_ns; }));
  EXPECT_TRUE(is_named_stopped(victim_));
  resume();
  check_all_is_done();
}

TEST_P(Stop, a_lane_with_a_frozen_lane_process_can_be_reset_and_stopped) {
  open(60'000);
  const auto freeze_lane_process = [&] {
    const int lane_process = lanes_.lane().lane_pid;
    ASSERT_EQ(::kill(lane_process, SIGSTOP), 0);
    ASSERT_TRUE(lanes_.wait_until("the lane process is stopped", [&] {
      return scheduling_state(lane_process, lane_process) == 'T';
    }));
  };
  lanes_.submit(10, {WorkloadId::wait, 1});
  ASSERT_TRUE(lanes_.wait_quiescent());
  ASSERT_NO_FATAL_FAILURE(freeze_lane_process());
  const std::uint32_t before = lanes_.lane().incarnation;
  lanes_.ask(ResetLane{});
  ASSERT_TRUE(lanes_.wait_until("there is a new lane process",
                                [&] { return lanes_.lane().incarnation > before; }));
  ASSERT_TRUE(lanes_.wait_ready());
  EXPECT_EQ(lanes_.account(), Account{});

  ASSERT_NO_FATAL_FAILURE(freeze_lane_process());
  lanes_.ask(StopLane{});
  ASSERT_TRUE(lanes_.wait_until("the lane has stopped", [&] {
    return lanes_.lane().state == LaneState::stopped && !lanes_.lane().requests_awaited;
  }));
  EXPECT_EQ(lanes_.lane().alive(), 0);
}

INSTANTIATE_TEST_SUITE_P(Lanes, Stop, ::testing::ValuesIn(every_kind),
                         [](const auto& parameter) { return kind_name(parameter.param); });

}  // namespace
}  // namespace sharedfate::testing
