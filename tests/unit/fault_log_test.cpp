#include "core/report/fault_log.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace sharedfate {
namespace {

/// Above every PID that the kernel assigns: the fault log looks for the PIDs in /proc.
constexpr int pid_limit = 1 << 22;

/// One lane of three worker processes with ten tasks, as events would make it.
class FaultLogOfALane : public ::testing::Test {
 protected:
  FaultLogOfALane() {
    emit(LaneOpened{0, {LaneKind::processes, Language::cpp, 3}});
    start_lane_process(true);
  }
  void emit(const Event& event) {
    apply(model_, event);
    fault_log_.note(event, model_);
  }
  void start_lane_process(bool fresh) {
    emit(LaneProcessStarted{0, fresh ? 1U : 2U, pid_limit, 2, fresh});
    emit(TempoChanged{0, 20});
    for (int worker = 1; worker <= 3; ++worker)
      emit(WorkerStarted{0, worker, 1, pid_limit + worker, 2 + worker, pid_limit + worker, 1,
                         false});
    emit(LaneProcessTallied{0, {.accepted = 10, .queue_depth = 10}});
  }
  void run(int worker, std::uint64_t sequence) {
    emit(WorkerTallied{.lane = 0,
                       .worker = worker,
                       .sequence = sequence,
                       .failed = 0,
                       .task = sequence,
                       .task_started_ns = 1,
                       .progress_ppm = 0,
                       .activity = {},
                       .tid = pid_limit + worker});
  }
  void die(int worker, const std::string& fault) {
    DeathReport report;
    report.worker = worker;
    report.pid = pid_limit + worker;
    report.fault = fault;
    report.signal = 11;
    emit(WorkerDied{0, report});
  }
  std::vector<OpenReceipt> receipts() {
    RunOptions settings;
    settings.seed = 7;
    settings.deadline_ms = 5000;
    return fault_log_.receipts(model_, settings);
  }

  Model model_;
  FaultLog fault_log_;
};

TEST_F(FaultLogOfALane, HasNoReceiptWithoutADeath) {
  run(1, 3);
  EXPECT_TRUE(receipts().empty());
}

TEST_F(FaultLogOfALane, ADeathInATaskIsRepeatedAtThatTaskOfThatWorker) {
  run(2, 3);
  die(2, "segv");
  const auto all = receipts();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].fault_specs, (std::vector<FaultSpec>{{FaultId::segv, 2, 2}}));
  EXPECT_EQ(all[0].lane.death_count, 1U);
  EXPECT_EQ(all[0].repeat.rfind("sharedfate run --lane processes:3 ", 0), 0U) << all[0].repeat;
  for (const char* words : {" --tasks 10 ", " --tempo 20 ", " --seed 7 ", " --fault segv@2:task=2"})
    EXPECT_NE(all[0].repeat.find(words), std::string::npos) << all[0].repeat;
}

TEST_F(FaultLogOfALane, ADeathBetweenTasksIsRepeatedAtOnce) {
  run(1, 4);
  die(1, "abort");
  EXPECT_EQ(receipts().at(0).fault_specs, (std::vector<FaultSpec>{{FaultId::abort, 1, 0}}));
}

TEST_F(FaultLogOfALane, AWorkerHasOneFaultSpecItsLast) {
  die(3, "segv");
  emit(WorkerStarted{0, 3, 2, pid_limit + 13, 13, pid_limit + 13, 2, true});
  run(3, 1);
  die(3, "kill");
  EXPECT_EQ(receipts().at(0).fault_specs, (std::vector<FaultSpec>{{FaultId::kill, 3, 1}}));
}

TEST_F(FaultLogOfALane, ADeathFromOutsideCannotBeRepeated) {
  die(1, "");
  const auto all = receipts();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].repeat.empty());
}

TEST_F(FaultLogOfALane, AFreshLaneHasNoReceipt) {
  die(1, "segv");
  start_lane_process(true);
  EXPECT_TRUE(receipts().empty());
}

TEST_F(FaultLogOfALane, AProcessThatNoLaneHasAnyMoreIsAnOrphan) {
  emit(LaneProcessStarted{0, 2, ::getpid(), 2, false});
  fault_log_.measure(model_);
  EXPECT_TRUE(fault_log_.resource_counts().orphans.empty());
  emit(LaneProcessDied{0, DeathReport{}});
  fault_log_.measure(model_);
  EXPECT_EQ(fault_log_.resource_counts().orphans, std::vector<int>{::getpid()});
  EXPECT_GT(fault_log_.resource_counts().now.descriptors, 0U);
}

}  // namespace
}  // namespace sharedfate
