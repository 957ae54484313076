// A worker thread hangs while it holds the queue's lock, for which all other threads of its process
// wait.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/lane/lane_kind_names.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

/// The control thread takes that lock, too, to submit tasks; while it waits it looks for overdue
/// tasks.
TEST(LockedQueue, a_hang_that_holds_the_lock_is_found_while_the_control_thread_waits_for_it) {
  LaneUnderTest lanes;
  LaneOptions options;
  options.deadline_ms = 300;
  lanes.open(lane_of(LaneKind::threads, 3), options);
  lanes.ask(InjectFault{{FaultId::spin, 2, 0, SiteId::lock}});
  ASSERT_TRUE(lanes.wait_until("the threads process is killed", [&] {
    if (lanes.lane().death_count > 0) return true;
    if (!lanes.lane().requests_awaited) lanes.submit(1, {WorkloadId::square, 0});
    return false;
  }));
  EXPECT_EQ(lanes.lane().deaths[0].report.worker, 2);
  EXPECT_EQ(lanes.lane().deaths[0].report.fault, "spin");
  EXPECT_EQ(lanes.lane().deaths[0].report.signal, SIGKILL);
}

}  // namespace
}  // namespace sharedfate::testing
