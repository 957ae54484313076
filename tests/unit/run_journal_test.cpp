#include "core/report/run_journal.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace sharedfate {
namespace {

/// A number above all that the kernel gives to processes: the journal looks for them in /proc.
constexpr int nobody = 1 << 22;

/// One lane of three worker processes with ten tasks, as events would make it.
class RunJournalOfALane : public ::testing::Test {
 protected:
  RunJournalOfALane() {
    tell(LaneOpened{0, {LaneKind::processes, Language::cpp, 3}});
    start_head(true);
  }
  void tell(const Event& event) {
    apply(model_, event);
    journal_.note(event, model_);
  }
  void start_head(bool fresh) {
    tell(HeadStarted{0, fresh ? 1U : 2U, nobody, 2, fresh});
    tell(TempoChanged{0, 20});
    for (int worker = 1; worker <= 3; ++worker)
      tell(WorkerStarted{0, worker, 1, nobody + worker, 2 + worker, nobody + worker, 1, false});
    tell(HeadTallied{0, 10, 0, 10, 0});
  }
  void run(int worker, std::uint64_t steps) {
    tell(WorkerTallied{.lane = 0,
                       .worker = worker,
                       .steps = steps,
                       .failed = 0,
                       .task = steps,
                       .task_started_ns = 1,
                       .progress_ppm = 0,
                       .activity = {},
                       .tid = nobody + worker});
  }
  void die(int worker, const std::string& fault) {
    DeathReport report;
    report.worker = worker;
    report.pid = nobody + worker;
    report.fault = fault;
    report.signal = 11;
    tell(WorkerDied{0, report});
  }
  std::vector<OpenReceipt> receipts() {
    RunOptions settings;
    settings.seed = 7;
    settings.deadline_ms = 5000;
    return journal_.receipts(model_, settings);
  }

  Model model_;
  RunJournal journal_;
};

TEST_F(RunJournalOfALane, NothingWasBroken) {
  run(1, 3);
  EXPECT_TRUE(receipts().empty());
}

TEST_F(RunJournalOfALane, ADeathInATaskIsRepeatedAtThatTaskOfThatWorker) {
  run(2, 3);
  die(2, "segv");
  const auto all = receipts();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].capsules, (std::vector<FaultCapsule>{{FaultId::segv, 2, 2}}));
  EXPECT_EQ(all[0].lane.death_count, 1U);
  EXPECT_EQ(all[0].repeat.rfind("sharedfate run --lane processes:3 ", 0), 0U) << all[0].repeat;
  for (const char* words : {" --tasks 10 ", " --tempo 20 ", " --seed 7 ", " --fault segv@2:task=2"})
    EXPECT_NE(all[0].repeat.find(words), std::string::npos) << all[0].repeat;
}

TEST_F(RunJournalOfALane, ADeathBetweenTasksIsRepeatedAtOnce) {
  run(1, 4);
  die(1, "abort");
  EXPECT_EQ(receipts().at(0).capsules, (std::vector<FaultCapsule>{{FaultId::abort, 1, 0}}));
}

TEST_F(RunJournalOfALane, AWorkerHasOneCapsuleItsLast) {
  die(3, "segv");
  tell(WorkerStarted{0, 3, 2, nobody + 13, 13, nobody + 13, 2, true});
  run(3, 1);
  die(3, "kill");
  EXPECT_EQ(receipts().at(0).capsules, (std::vector<FaultCapsule>{{FaultId::kill, 3, 1}}));
}

TEST_F(RunJournalOfALane, ADeathFromOutsideCannotBeRepeated) {
  die(1, "");
  const auto all = receipts();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_TRUE(all[0].repeat.empty());
}

TEST_F(RunJournalOfALane, AFreshLaneOwesNothing) {
  die(1, "segv");
  start_head(true);
  EXPECT_TRUE(receipts().empty());
}

TEST_F(RunJournalOfALane, AProcessThatNoLaneHasAnyMoreIsAnOrphan) {
  tell(HeadStarted{0, 2, ::getpid(), 2, false});
  journal_.measure(model_);
  EXPECT_TRUE(journal_.holdings().orphans.empty());
  tell(HeadDied{0, DeathReport{}});
  journal_.measure(model_);
  EXPECT_EQ(journal_.holdings().orphans, std::vector<int>{::getpid()});
  EXPECT_GT(journal_.holdings().now.descriptors, 0U);
}

}  // namespace
}  // namespace sharedfate
