// Pause and single step stop the workers themselves, at a gate between two tasks.
#include <gtest/gtest.h>

#include <chrono>
#include <numeric>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class Gate : public ::testing::TestWithParam<LaneKind> {
 protected:
  void SetUp() override { lanes.open(lane_of(GetParam())); }

  /// Checks for `watch_ms` that `holds` stays true: nothing signals that an event has not come.
  void expect_stays(const std::function<bool()>& holds, const std::string& what,
                    int watch_ms = 150) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(watch_ms);
    do {
      lanes.drain();
      ASSERT_TRUE(holds()) << what << "\n" << lanes.dump();
      lanes.lab().wait(5);
    } while (std::chrono::steady_clock::now() < end);
  }
  [[nodiscard]] std::uint64_t sequences_of_all() const {
    std::uint64_t steps = 0;
    for (const WorkerModel& worker : lanes.lane().workers) steps += worker.sequence;
    return steps;
  }
  [[nodiscard]] bool all_held() const {
    for (const WorkerModel& worker : lanes.lane().workers) {
      if (worker.state != WorkerState::paused) return false;
    }
    return true;
  }
  LaneUnderTest lanes;
};

TEST_P(Gate, pause_stops_the_workers_at_the_gate) {
  lanes.submit(100'000, {WorkloadId::primes, 20'000});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_until("some work is done", [&] { return lanes.account().done > 20; }));
  lanes.ask(CloseGate{});
  ASSERT_TRUE(lanes.wait_until("every worker stands at the gate", [&] {
    return !lanes.lane().gate_open && lanes.account().running == 0 && all_held();
  }));
  const std::uint64_t steps = sequences_of_all();
  std::uint64_t cpu_ticks_before = 0;
  for (const WorkerModel& worker : lanes.lane().workers) {
    ASSERT_TRUE(lanes.wait_until("the worker sleeps", [&, pid = worker.pid, tid = worker.tid] {
      return scheduling_state(pid, tid) == 'S';
    }));
    cpu_ticks_before += cpu_ticks(worker.pid, worker.tid);
  }
  expect_stays([&] { return sequences_of_all() == steps; }, "a task started on a paused lane");
  std::uint64_t cpu_ticks_after = 0;
  for (const WorkerModel& worker : lanes.lane().workers) {
    EXPECT_EQ(scheduling_state(worker.pid, worker.tid), 'S') << "worker " << worker.worker;
    cpu_ticks_after += cpu_ticks(worker.pid, worker.tid);
  }
  EXPECT_LE(cpu_ticks_after, cpu_ticks_before + 1) << "a paused worker burns no core";
  EXPECT_EQ(lanes.lane().state, LaneState::paused);

  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_until("work goes on", [&] { return sequences_of_all() > steps + 20; }));
}

TEST_P(Gate, each_step_lets_one_task_leave_the_queue) {
  constexpr std::uint64_t tasks = 60, steps = 50;
  lanes.submit(tasks, {WorkloadId::square, 0});
  ASSERT_TRUE(lanes.wait_quiescent());
  for (std::uint64_t step = 1; step <= steps; ++step) {
    lanes.ask(StepGate{});
    ASSERT_TRUE(
        lanes.wait_until("the step's task is done", [&] { return lanes.account().done >= step; }));
    ASSERT_TRUE(lanes.wait_quiescent());
    ASSERT_EQ(lanes.account().done, step);
    ASSERT_EQ(lanes.account().queued, tasks - step);
  }
  expect_stays([&] { return lanes.account().done == steps; },
               "a task left the queue without a step");
  EXPECT_EQ(lanes.tasks_seen(), steps);
}

TEST_P(Gate, steps_in_a_burst_are_all_taken_and_no_more) {
  constexpr std::uint64_t tasks = 100, steps = 37;
  lanes.submit(tasks, {WorkloadId::primes, 500});
  for (std::uint64_t step = 0; step < steps; ++step) lanes.ask(StepGate{});
  ASSERT_TRUE(
      lanes.wait_until("all steps are taken", [&] { return lanes.account().done >= steps; }));
  ASSERT_TRUE(lanes.wait_quiescent());
  expect_stays([&] { return lanes.account().done == steps; }, "more tasks than steps");
  EXPECT_EQ(lanes.lane().figures.permits, 0U);
}

TEST_P(Gate, a_step_on_an_open_gate_has_no_effect) {
  lanes.ask(OpenGate{});
  lanes.ask(StepGate{});
  lanes.ask(CloseGate{});
  lanes.submit(10, {WorkloadId::square, 0});
  ASSERT_TRUE(lanes.wait_quiescent());
  expect_stays([&] { return lanes.account().queued == 10; }, "a task passed the closed gate");
}

TEST_P(Gate, tempo_stretches_tasks) {
  constexpr std::uint32_t tempo_ms = 40;
  lanes.ask(SetTempo{tempo_ms});
  lanes.submit(20, {WorkloadId::mixed, 100});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.lane().tempo_ms, tempo_ms);
  ASSERT_EQ(lanes.durations_ns.size(), 20U);
  for (const std::uint64_t duration_ns : lanes.durations_ns) {
    // At least 0.6 of the tempo, less 1 % for the clocks; on a busy machine it may take any time
    // longer.
    EXPECT_GE(duration_ns, tempo_ms * 600'000ULL * 99 / 100);
  }
  lanes.durations_ns.clear();
  lanes.ask(SetTempo{0});
  lanes.submit(400, {WorkloadId::square, 0});
  ASSERT_TRUE(lanes.wait_quiescent());
  ASSERT_FALSE(lanes.durations_ns.empty());
  EXPECT_LT(*std::min_element(lanes.durations_ns.begin(), lanes.durations_ns.end()), 1'000'000U)
      << "without a tempo a square takes no time";
}

TEST_P(Gate, a_stretched_task_computes_or_waits_as_its_workload_does) {
  LaneOptions options;
  options.tempo_ms = 20'000;
  options.deadline_ms = 120'000;
  options.gate_open = true;
  const LaneIndex lane = lanes.open(lane_of(GetParam(), 1), options);
  const auto runs = [&] { return lanes.worker(1, lane).state == WorkerState::running; };

  lanes.submit(1, {WorkloadId::wait, 1}, lane);
  ASSERT_TRUE(lanes.wait_until("it waits in the kernel", [&] {
    const WorkerModel& worker = lanes.worker(1, lane);
    return runs() && worker.waits_in_kernel && scheduling_state(worker.pid, worker.tid) == 'S';
  }));
  EXPECT_GE(lanes.worker(1, lane).progress, 0.0);

  lanes.ask(ResetLane{}, lane);
  ASSERT_TRUE(lanes.wait_ready(lane));
  lanes.submit(1, {WorkloadId::primes, 1'000}, lane);
  ASSERT_TRUE(lanes.wait_until("it burns", [&] {
    const WorkerModel& worker = lanes.worker(1, lane);
    return runs() && !worker.waits_in_kernel && worker.progress > 0 &&
           scheduling_state(worker.pid, worker.tid) == 'R' && cpu_ticks(worker.pid, worker.tid) > 5;
  }));
}

INSTANTIATE_TEST_SUITE_P(Lanes, Gate, ::testing::ValuesIn(every_kind),
                         [](const auto& parameter) { return kind_name(parameter.param); });

}  // namespace
}  // namespace sharedfate::testing
