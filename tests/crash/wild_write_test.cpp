// A stray write can only hit tasks in the memory that its worker reaches. Its effect is measured: a
// wrong checksum, a wait status, or nothing.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

/// The effects of one stray write.
struct Seen {
  bool died = false;
  int culprit_of_kernel = 0;  ///< the worker that the death report names; 0: none
  int corrupted_worker = 0;   ///< the worker whose task found its checksum wrong; 0: none
};

class WildWrite : public ::testing::TestWithParam<LaneKind> {
 protected:
  static constexpr int writing_worker = 2;

  [[nodiscard]] static bool shared() { return GetParam() == LaneKind::threads; }
  [[nodiscard]] static int writer_of(const LaneModel& lane) {
    return std::min(writing_worker, lane.spec.workers);
  }

  /// Injects a stray write while every worker runs a task.
  Seen write_once() {
    Seen seen;
    LaneUnderTest lanes;
    LaneOptions options;
    options.tempo_ms = 300;
    lanes.open(lane_of(GetParam(), 3), options);
    const int workers = lanes.lane().spec.workers, source = writer_of(lanes.lane());
    const auto before = lanes.worker_pids();
    lanes.submit(static_cast<std::uint64_t>(workers), {WorkloadId::wait, 1});
    lanes.ask(OpenGate{});
    EXPECT_TRUE(lanes.wait_until("each worker runs a task", [&] {
      return lanes.account().running == static_cast<std::uint64_t>(workers);
    }));
    lanes.ask(InjectFault{{FaultId::wild, source, 0}});
    EXPECT_TRUE(lanes.wait_until("rest", [&] {
      return lanes.lane().quiescent() &&
             (lanes.lane().death_count > 0 || lanes.account().running == 0);
    }));
    read(lanes, seen);
    check_account(lanes, seen, static_cast<std::uint64_t>(workers));
    if (!shared()) check_others_go_on(lanes, before, source);
    return seen;
  }

  static void read(const LaneUnderTest& lanes, Seen& seen) {
    seen.died = lanes.lane().death_count > 0;
    for (const WorkerModel& each : lanes.lane().workers) {
      if (each.corrupted > 0) seen.corrupted_worker = each.worker;
      if (each.worker == writer_of(lanes.lane()) && !seen.died) {
        EXPECT_EQ(each.stray_writes, 1U) << "it says so, and goes on";
      }
    }
    if (!seen.died) return;
    const DeathReport& report = lanes.lane().deaths[0].report;
    seen.culprit_of_kernel = report.worker;
    EXPECT_EQ(report.signal, SIGSEGV);
    EXPECT_LT(report.address, 4096U) << "the stray value was taken for a pointer";
    EXPECT_EQ(report.fault, "") << "the kernel names who crashed, not who wrote";
    EXPECT_NE(report.task, 0U);
  }
  static void check_account(const LaneUnderTest& lanes, const Seen& seen, std::uint64_t tasks) {
    const Account account = lanes.account();
    EXPECT_EQ(account.failed, seen.corrupted_worker == 0 ? 0U : 1U);
    EXPECT_EQ(account.done + account.failed + account.lost, tasks);
    EXPECT_EQ(account.lost > 0, seen.died);
  }
  static void check_others_go_on(const LaneUnderTest& lanes, const std::map<int, int>& before,
                                 int victim) {
    for (const auto& [number, pid] : lanes.worker_pids()) {
      EXPECT_TRUE(pid == before.at(number) || number == victim) << "another address space";
    }
    EXPECT_LE(lanes.account().lost, 1U);
  }
};

/// One of a record's eight words is a pointer: a write to it makes the record's owner crash. A
/// write to any other word corrupts its task. Repeats until both have happened or six tasks were
/// corrupted.
TEST_P(WildWrite, hits_tasks_in_the_same_memory_and_no_others) {
  int corrupted = 0, crashed = 0;
  for (int round = 0; round < 200 && (corrupted == 0 || crashed == 0) && !HasFailure(); ++round) {
    SCOPED_TRACE(round);
    const Seen seen = write_once();
    // The next record in use in the memory of the worker that wrote: a sibling's, or its own where
    // it is alone.
    const int hit = GetParam() == LaneKind::serial ? 1
                    : shared()                     ? writing_worker + 1
                                                   : writing_worker;
    EXPECT_EQ(seen.culprit_of_kernel, seen.died ? hit : 0);
    EXPECT_EQ(seen.corrupted_worker, seen.corrupted_worker != 0 ? hit : 0);
    corrupted += seen.corrupted_worker != 0 ? 1 : 0;
    crashed += seen.died ? 1 : 0;
    // Most writes corrupt a task; the test does not wait for the rarer crash.
    if (corrupted >= 6) break;
  }
  EXPECT_GT(corrupted + crashed, 0);
}

/// Without a running task no record is in use.
TEST_P(WildWrite, has_no_effect_where_no_task_runs) {
  LaneUnderTest lanes;
  lanes.open(lane_of(GetParam(), 3));
  lanes.submit(10, {WorkloadId::wait, 1});
  ASSERT_TRUE(lanes.wait_quiescent());
  const int victim = writer_of(lanes.lane());
  lanes.ask(InjectFault{{FaultId::wild, victim, 0}});
  ASSERT_TRUE(
      lanes.wait_until("it has written", [&] { return lanes.worker(victim).stray_writes == 1; }));
  lanes.ask(OpenGate{});
  ASSERT_TRUE(lanes.wait_quiescent());
  EXPECT_EQ(lanes.account(), (Account{.submitted = 10, .done = 10}));
  EXPECT_EQ(lanes.lane().death_count, 0U);
}

INSTANTIATE_TEST_SUITE_P(Lanes, WildWrite, ::testing::ValuesIn(every_kind),
                         [](const auto& parameter) { return kind_name(parameter.param); });

}  // namespace
}  // namespace sharedfate::testing
