// A worker that makes no progress is reported with what the kernel says it does, and no other is.
#include <gtest/gtest.h>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

class Naming : public ::testing::TestWithParam<LaneKind> {};

TEST_P(Naming, tells_a_busy_loop_from_workers_that_make_progress) {
  LaneUnderTest lanes;
  LaneOptions options;
  options.deadline_ms = 60'000;
  options.tempo_ms = 400;
  options.gate_open = true;
  lanes.open(lane_of(GetParam()), options);
  const int victim = lanes.lane().spec.workers == 1 ? 1 : 3;
  lanes.submit(200, {WorkloadId::wait, 5});
  ASSERT_TRUE(lanes.wait_until("the victim runs a task",
                               [&] { return lanes.worker(victim).state == WorkerState::running; }));
  lanes.ask(InjectFault{{FaultId::spin, victim, 0}});
  ASSERT_TRUE(lanes.wait_until("it is named", [&] { return lanes.worker(victim).condition_sure; }));
  const WorkerModel& named = lanes.worker(victim);
  EXPECT_EQ(named.condition, WorkerCondition::running);
  EXPECT_EQ(scheduling_state(named.pid, named.tid), 'R');
  EXPECT_EQ(named.waits_for, 0);
  for (const WorkerModel& other : lanes.lane().workers) {
    if (other.worker == victim) continue;
    EXPECT_FALSE(other.condition_sure) << "worker " << other.worker << " gets on";
  }
  EXPECT_EQ(lanes.lane().death_count, 0U);
}

/// Waiting is not hanging: neither for a task, nor at the gate, nor in a task that sleeps.
TEST_P(Naming, does_not_report_workers_that_wait_as_they_should) {
  LaneUnderTest lanes;
  LaneOptions options;
  options.tempo_ms = 1'500;
  options.deadline_ms = 60'000;
  lanes.open(lane_of(GetParam()), options);
  int named = 0;
  lanes.watch = [&](const Event& event) {
    const auto* const found = std::get_if<WorkerNamed>(&event);
    if (found != nullptr && found->sure) ++named;
  };
  lanes.submit(5, {WorkloadId::wait, 5});
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_until("the first is done", [&] { return lanes.account().done > 0; }));
  lanes.ask(CloseGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(named, 0);
}

INSTANTIATE_TEST_SUITE_P(Lanes, Naming, ::testing::ValuesIn(every_kind),
                         [](const auto& parameter) { return kind_name(parameter.param); });

}  // namespace
}  // namespace sharedfate::testing
