#include "core/run/run_options.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

TEST(RunOptions, TheDefaultsAreValid) { EXPECT_TRUE(check_run_options(RunOptions{}).ok()); }

TEST(RunOptions, RefuseAFaultInAWorkerThatOneLaneDoesNotHave) {
  RunOptions options;
  options.lanes = {{LaneKind::threads, Language::cpp, 5}, {LaneKind::processes, Language::cpp, 2}};
  options.faults = {{FaultId::segv, 3, 2}};
  const Status status = check_run_options(options);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().text().find("processes:2"), std::string::npos) << status.error().text();
  options.faults = {{FaultId::segv, 2, 2}};
  EXPECT_TRUE(check_run_options(options).ok());
}

TEST(RunOptions, RefuseTwoFaultsInOneWorker) {
  RunOptions options;
  options.faults = {{FaultId::segv, 3, 2}, {FaultId::kill, 3, 4}};
  EXPECT_FALSE(check_run_options(options).ok());
  options.faults[1].worker = 4;
  EXPECT_TRUE(check_run_options(options).ok());
}

TEST(RunOptions, RefuseWhatWouldNotEnd) {
  RunOptions options;
  for (const FaultId id : {FaultId::stop, FaultId::cont}) {
    options.faults = {{id, 1, 2}};
    EXPECT_FALSE(check_run_options(options).ok());
  }
  options.faults = {{FaultId::deadlock, 1, 2}};
  EXPECT_TRUE(check_run_options(options).ok());
  options.lanes = {{LaneKind::threads, Language::cpp, 5}, {LaneKind::processes, Language::cpp, 1}};
  const Status status = check_run_options(options);
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().text().find("processes:1"), std::string::npos) << status.error().text();
}

TEST(RunOptions, RefuseNoLaneAndMoreLanesThanFit) {
  RunOptions options;
  options.lanes.clear();
  EXPECT_FALSE(check_run_options(options).ok());
  options.lanes.assign(lane_count_max, LaneSpec{});
  EXPECT_TRUE(check_run_options(options).ok());
  options.lanes.assign(lane_count_max + 1, LaneSpec{});
  EXPECT_FALSE(check_run_options(options).ok());
}

TEST(RunOptions, RefuseADeadlineThatEveryTaskWouldMiss) {
  RunOptions options;
  options.deadline_ms = 1000;
  options.tempo_ms = 900;  // up to 1260 ms
  EXPECT_FALSE(check_run_options(options).ok());
  options.tempo_ms = 500;
  EXPECT_TRUE(check_run_options(options).ok());
  options.workload = {WorkloadId::wait, 1000};
  EXPECT_FALSE(check_run_options(options).ok());
}

TEST(RunOptions, TheUsualDeadlineGivesWayToLongTasks) {
  const WorkloadSpec primes{WorkloadId::primes, 10};
  EXPECT_EQ(deadline_for(0, 0, primes), deadline_ms_default);
  EXPECT_EQ(deadline_for(700, 0, primes), 700U);
  EXPECT_GT(deadline_for(0, 60'000, primes), 84'000U);
  EXPECT_GT(deadline_for(0, 0, WorkloadSpec{WorkloadId::wait, 3'600'000}), 3'600'000U);
}

}  // namespace
}  // namespace sharedfate
