// Two workers that wait for each other for ever: the cycle is found from the locks and the kernel's
// thread states, the other workers go on, and the deadline ends the process of each deadlocked
// worker.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"
#include "tests/support/sanitizer.h"

namespace sharedfate::testing {
namespace {

class Deadlock : public ::testing::TestWithParam<LaneKind> {
 protected:
  void SetUp() override {
    if (const std::string reason = sanitizer_changes(FaultId::deadlock); !reason.empty())
      GTEST_SKIP() << reason;
  }
  void open(std::uint32_t deadline_ms, int workers = 5) {
    LaneOptions options;
    options.deadline_ms = deadline_ms;
    lanes_.open(lane_of(GetParam(), workers), options);
    lanes_.submit(40, {WorkloadId::wait, 2});
    ASSERT_TRUE(lanes_.wait_quiescent());
  }
  void deadlock(int worker, std::uint64_t at_task) {
    lanes_.ask(InjectFault{{FaultId::deadlock, worker, at_task}});
    lanes_.ask(OpenGate{});
  }
  /// Waits until `reached` holds, and submits tasks so that there are always some to take.
  bool wait_until(const std::string& what, const std::function<bool()>& reached) {
    return lanes_.wait_until(what, [&] {
      if (reached()) return true;
      // Stalled workers may hold tasks that were dispatched to them before. The account does not
      // know yet of tasks whose request is awaited.
      if (lanes_.account().queued < 20 && !lanes_.lane().requests_awaited)
        lanes_.submit(10, {WorkloadId::wait, 2});
      return false;
    });
  }
  bool wait_cycle_of(int worker, const std::vector<int>& cycle) {
    return wait_until("the circle is found",
                      [&] { return wait_cycle(lanes_.lane(), worker) == cycle; });
  }

  LaneUnderTest lanes_;
};

TEST_P(Deadlock, is_reported_with_its_cycle_while_the_others_go_on) {
  open(60'000);
  deadlock(3, 2);
  ASSERT_TRUE(wait_cycle_of(3, {3, 4}));
  EXPECT_EQ(wait_cycle(lanes_.lane(), 4), (std::vector<int>{4, 3}));
  ASSERT_TRUE(wait_until("both are named beyond doubt", [&] {
    return lanes_.worker(3).condition_sure && lanes_.worker(4).condition_sure;
  }));
  for (const int worker : {3, 4}) {
    EXPECT_EQ(lanes_.worker(worker).condition, WorkerCondition::waits_on_lock);
    EXPECT_EQ(scheduling_state(lanes_.worker(worker).pid, lanes_.worker(worker).tid), 'S');
  }
  // How the tasks are spread over the others is not determined.
  const auto ended_by_others = [&] {
    return lanes_.worker(1).ended() + lanes_.worker(2).ended() + lanes_.worker(5).ended();
  };
  const std::uint64_t before = ended_by_others();
  ASSERT_TRUE(wait_until("the others go on", [&] { return ended_by_others() > before + 5; }));
  EXPECT_TRUE(wait_cycle(lanes_.lane(), 1).empty());
  EXPECT_EQ(lanes_.lane().death_count, 0U);
}

TEST_P(Deadlock, ends_at_the_deadline_with_the_workers_that_hold_the_locks) {
  open(1'500);
  const auto pids = lanes_.worker_pids();
  deadlock(5, 1);  // the partner of the last worker is the first
  const bool shared = lane_kind_row(GetParam()).one_address_space;
  ASSERT_TRUE(wait_until("they are killed",
                         [&] { return lanes_.lane().death_count == (shared ? 1U : 2U); }));
  std::set<int> faulting_worker;
  for (const Death& death : lanes_.lane().deaths) {
    EXPECT_EQ(death.report.signal, SIGKILL);
    EXPECT_EQ(death.report.fault, "deadlock");
    EXPECT_LE(death.lost_running, shared ? 5U : 1U);
    faulting_worker.insert(death.report.worker);
  }
  if (shared) {
    EXPECT_TRUE(faulting_worker == std::set<int>{5} || faulting_worker == std::set<int>{1});
    EXPECT_EQ(lanes_.lane().state, LaneState::dead);
    lanes_.ask(RestartLane{});
  } else {
    EXPECT_EQ(faulting_worker, (std::set<int>{1, 5}));
    for (const int worker : {2, 3, 4}) EXPECT_EQ(lanes_.worker(worker).pid, pids.at(worker));
  }
  ASSERT_TRUE(lanes_.wait_ready());
  ASSERT_TRUE(lanes_.wait_quiescent());

  // Locks of dead workers block nothing: a deadlock is possible again, this time between two tasks.
  deadlock(5, 0);
  ASSERT_TRUE(wait_cycle_of(5, {5, 1}));
}

TEST_P(Deadlock, takes_two_workers) {
  open(60'000, 1);
  deadlock(1, 0);
  ASSERT_TRUE(lanes_.wait_until("the lane reports that there is no other worker", [&] {
    return lanes_.lane().trouble.find("no other worker") != std::string::npos;
  }));
  ASSERT_TRUE(lanes_.wait_quiescent());
  EXPECT_EQ(lanes_.account().done, 40U);
}

INSTANTIATE_TEST_SUITE_P(Lanes, Deadlock, ::testing::ValuesIn(concurrent_kinds),
                         [](const auto& parameter) { return kind_name(parameter.param); });

}  // namespace
}  // namespace sharedfate::testing
