// apply(): the account after a pool has lost a worker, in whichever order the events come.
#include <gtest/gtest.h>

#include "core/model/model.h"

namespace sharedfate {
namespace {

class ModelOfAPool : public ::testing::Test {
 protected:
  void SetUp() override {
    emit(LaneOpened{0, {.kind = LaneKind::processes, .language = Language::cpp, .workers = 2}});
    emit(SupervisorStarted{0, 100, Containment::pid_namespace, ""});
    emit(LaneProcessStarted{0, 1, 101, 2, true});
    for (int worker = 1; worker <= 2; ++worker) {
      emit(WorkerStarted{0, worker, 1, 200 + worker, worker, 0, 7, false});
      tally(worker, 0);
    }
    emit(LaneProcessTallied{0, {.accepted = 10, .queue_depth = 10}, 5000});
    tally(1, 3);
  }
  void emit(const Event& event) {
    apply(model_, event);
    for (const LaneModel& each : model_.lanes) EXPECT_TRUE(each.account().balanced());
  }
  void tally(int worker, std::uint64_t sequence) {
    emit(WorkerTallied{0, worker, sequence, 0, 1, 11, 0, WorkerActivity::computing, 300 + worker});
  }
  void die(int worker) {
    DeathReport report;
    report.worker = worker;
    report.signal = 11;
    emit(WorkerDied{0, report});
  }
  [[nodiscard]] const LaneModel& lane() const { return model_.lanes.at(0); }

  Model model_;
};

TEST_F(ModelOfAPool, a_task_without_an_outcome_is_lost_and_its_caller_waits) {
  EXPECT_EQ(lane().call_began_ns, 5000U);
  die(1);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .queued = 8, .done = 1, .lost = 1}));
  EXPECT_FALSE(lane().waits_in_vain()) << "others are still to come";
  tally(2, 16);
  EXPECT_TRUE(lane().waits_in_vain());
  EXPECT_EQ(lane().results_awaited(), 1U);
}

TEST_F(ModelOfAPool, a_call_begins_when_the_one_before_has_all_its_results) {
  emit(LaneProcessTallied{0, {.accepted = 12, .queue_depth = 10}, 6000});
  EXPECT_EQ(lane().call_began_ns, 5000U) << "the first call still waits";
  tally(2, 19);
  emit(LaneProcessTallied{0, {.accepted = 14, .queue_depth = 2}, 7000});
  EXPECT_EQ(lane().call_began_ns, 5000U) << "two of its tasks run";
  tally(1, 4);
  tally(2, 24);
  EXPECT_EQ(lane().results_awaited(), 0U);
  // A worker may have started a task of the new call before its submission is read.
  apply(model_, WorkerTallied{0, 1, 5, 0, 15, 11, 0, WorkerActivity::computing, 301});
  emit(LaneProcessTallied{0, {.accepted = 20, .queue_depth = 5}, 8000});
  EXPECT_EQ(lane().call_began_ns, 8000U);
}

TEST_F(ModelOfAPool, the_first_call_begins_though_its_first_task_has_killed_a_worker_already) {
  // On a busy computer the death can be read before the submission.
  model_ = Model{};
  apply(model_,
        LaneOpened{0, {.kind = LaneKind::processes, .language = Language::cpp, .workers = 1}});
  apply(model_, LaneProcessStarted{0, 1, 101, 2, true});
  apply(model_, WorkerStarted{0, 1, 1, 201, 1, 0, 7, false});
  apply(model_, WorkerTallied{0, 1, 1, 0, 1, 11, 0, WorkerActivity::computing, 301});
  DeathReport report;
  report.worker = 1;
  report.signal = 11;
  apply(model_, WorkerDied{0, report});
  emit(LaneProcessTallied{0, {.accepted = 10, .queue_depth = 9}, 9000});
  EXPECT_EQ(lane().call_began_ns, 9000U);
}

TEST_F(ModelOfAPool, a_task_that_is_tried_again_waits_again) {
  const Account again{.submitted = 10, .queued = 9, .done = 1};
  emit(TaskResolved{0, 1, TaskOutcome::retried});
  EXPECT_EQ(lane().account(), again) << "before the news of the death";
  die(1);
  EXPECT_EQ(lane().account(), again);
  EXPECT_EQ(lane().deaths.back().outcome, TaskOutcome::retried);
  EXPECT_EQ(lane().deaths.back().lost_running, 0U);
  tally(2, 18);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .done = 10}));
  EXPECT_EQ(lane().results_awaited(), 0U);
}

TEST_F(ModelOfAPool, a_task_that_is_set_aside_has_failed) {
  emit(TaskResolved{0, 1, TaskOutcome::failed});
  die(1);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .queued = 8, .done = 1, .failed = 1}));
}

TEST_F(ModelOfAPool, is_not_quiescent_before_the_death_whose_task_is_resolved) {
  tally(2, 16);
  emit(LaneProcessTallied{0, {.accepted = 10, .poisoned = 1}, 6000});
  emit(TaskResolved{0, 1, TaskOutcome::failed});
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .done = 9, .failed = 1}));
  EXPECT_FALSE(lane().quiescent()) << "a report that is made at rest must include the death";
  die(1);
  EXPECT_FALSE(lane().quiescent()) << "its replacement is to come";
  emit(WorkerStarted{0, 1, 2, 203, 5, 0, 2000, true});
  tally(1, 0);
  EXPECT_TRUE(lane().quiescent());
}

TEST_F(ModelOfAPool, a_broken_pool_has_failed_what_waited_and_what_ran) {
  tally(2, 1);
  emit(TaskResolved{0, 1, TaskOutcome::failed});
  emit(LaneProcessTallied{0, {.accepted = 10, .failed = 7, .broken = true}, 6000});
  die(1);
  emit(TaskResolved{0, 2, TaskOutcome::failed});
  emit(WorkerStopped{0, 2});
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .done = 1, .failed = 9}));
  EXPECT_TRUE(lane().figures.broken);
  emit(LaneProcessTallied{0, {.accepted = 12, .failed = 9, .broken = true}, 7000});
  EXPECT_EQ(lane().account(), (Account{.submitted = 12, .done = 1, .failed = 11}));
}

TEST_F(ModelOfAPool, no_caller_waits_for_what_an_earlier_lane_process_has_lost) {
  die(1);
  emit(LaneProcessStopped{0});
  emit(LaneProcessStarted{0, 2, 102, 2, false});
  EXPECT_EQ(lane().account().lost, 1U);
  EXPECT_EQ(lane().results_awaited(), 0U);
  EXPECT_FALSE(lane().waits_in_vain());
}

}  // namespace
}  // namespace sharedfate
