// Workers that make no progress, in the model and in text: cycles, suspicions, crash records.
#include <gtest/gtest.h>

#include <csignal>

#include "core/model/model.h"
#include "core/report/worker_text.h"

namespace sharedfate {
namespace {

class WorkerTrouble : public ::testing::Test {
 protected:
  void SetUp() override {
    apply(model_, LaneOpened{0, {LaneKind::processes, Language::cpp, 5}});
    apply(model_, LaneProcessStarted{0, 1, 100, 2, true});
    for (int worker = 1; worker <= 5; ++worker)
      apply(model_, WorkerStarted{0, worker, 1, 100 + worker, 2 + worker, 100 + worker, 1, false});
  }
  void name(int worker, WorkerCondition condition, bool sure, int waits_for = 0) {
    apply(model_, WorkerNamed{0, worker, condition, sure, waits_for});
  }
  void waits(int worker, int waits_for) {
    name(worker, WorkerCondition::waits_on_lock, true, waits_for);
  }
  [[nodiscard]] const LaneModel& lane() const { return model_.lanes[0]; }
  [[nodiscard]] std::string words(int worker) const {
    return trouble_of_worker(lane(), *find_worker(lane(), worker));
  }

  Model model_;
};

using Cycle = std::vector<int>;

TEST_F(WorkerTrouble, an_end_that_the_kernel_reported_is_no_death_yet) {
  apply(model_, WorkerEnded{0, 3});
  EXPECT_TRUE(find_worker(lane(), 3)->process_ended);
  EXPECT_TRUE(find_worker(lane(), 3)->alive());
  EXPECT_EQ(lane().death_count, 0U);
  apply(model_, WorkerStarted{0, 3, 2, 113, 12, 113, 1, true});
  EXPECT_FALSE(find_worker(lane(), 3)->process_ended) << "that was its predecessor";
}

TEST_F(WorkerTrouble, a_worker_that_stopped_needs_no_report_of_a_death) {
  WorkerTallied tally{0, 3, 0, 0, 0, 0, 0, WorkerActivity::stopping, 113, 0, 0};
  apply(model_, tally);
  EXPECT_TRUE(find_worker(lane(), 3)->stopping);
  apply(model_, WorkerEnded{0, 3});
  EXPECT_TRUE(find_worker(lane(), 3)->process_ended);
  apply(model_, WorkerStopped{0, 3});
  EXPECT_EQ(find_worker(lane(), 3)->state, WorkerState::ended);
  EXPECT_FALSE(find_worker(lane(), 3)->process_ended);
}

TEST_F(WorkerTrouble, a_cycle_is_one_only_when_it_closes) {
  waits(3, 4);
  EXPECT_EQ(wait_cycle(lane(), 3), Cycle{});
  EXPECT_EQ(words(3), "waits for a lock: P4 holds it");
  waits(4, 3);
  EXPECT_EQ(wait_cycle(lane(), 3), (Cycle{3, 4}));
  EXPECT_EQ(wait_cycle(lane(), 4), (Cycle{4, 3}));
  EXPECT_EQ(words(4), "deadlock with P3");
  waits(5, 3);
  EXPECT_EQ(wait_cycle(lane(), 5), Cycle{}) << "it waits for the circle and is not in it";
  EXPECT_EQ(wait_cycle(lane(), 3), (Cycle{3, 4}));
}

TEST_F(WorkerTrouble, workers_that_wait_for_a_dead_workers_lock_wait_for_ever) {
  waits(1, 0);
  name(3, WorkerCondition::waits_on_lock, false);
  EXPECT_EQ(lane().waiting_for_ever(), 0) << "no death of its holder is known";
  EXPECT_EQ(words(1), "waits for a lock");
  EXPECT_EQ(queue_lock_text(lane()), "");
  apply(model_, QueueLockReported{0, 2, 0});
  EXPECT_EQ(lane().waiting_for_ever(), 1) << "the other one is suspected only";
  EXPECT_EQ(words(1), "waits for ever: the holder died");
  EXPECT_EQ(queue_lock_text(lane()), "the queue's lock died with P2");
  apply(model_, LaneProcessStarted{0, 2, 200, 2, false});
  EXPECT_EQ(lane().waiting_for_ever(), 0);
  EXPECT_EQ(queue_lock_text(lane()), "") << "the next lane process has a lock of its own";
  apply(model_, QueueLockReported{0, 0, 2});
  EXPECT_EQ(queue_lock_text(lane()), "the queue's lock was taken over from the dead 2 times");
}

TEST_F(WorkerTrouble, cycles_may_be_longer_and_may_have_one_worker) {
  waits(1, 2);
  waits(2, 5);
  waits(5, 1);
  EXPECT_EQ(wait_cycle(lane(), 2), (Cycle{2, 5, 1}));
  EXPECT_EQ(words(2), "deadlock with P5 and P1");
  waits(4, 4);
  EXPECT_EQ(wait_cycle(lane(), 4), Cycle{4});
}

TEST_F(WorkerTrouble, a_cycle_ends_with_any_of_its_workers) {
  waits(3, 4);
  waits(4, 3);
  DeathReport death;
  death.worker = 4;
  death.signal = SIGKILL;
  apply(model_, WorkerDied{0, death});
  EXPECT_EQ(wait_cycle(lane(), 3), Cycle{});
  EXPECT_EQ(words(4), "");
  apply(model_, WorkerStarted{0, 4, 2, 200, 9, 200, 2, true});
  EXPECT_EQ(wait_cycle(lane(), 3), Cycle{}) << "the replacement waits for no worker";
}

TEST_F(WorkerTrouble, what_is_only_suspected_is_marked) {
  name(1, WorkerCondition::waits_on_lock, false);
  EXPECT_EQ(words(1), "waits for a lock?");
  name(1, WorkerCondition::waits_on_lock, true);
  EXPECT_EQ(words(1), "waits for a lock");
  name(1, WorkerCondition::running, true);
  EXPECT_EQ(words(1), "") << "it is on a core, or ready: that is measured apart";
  name(1, WorkerCondition::stopped, true);
  EXPECT_EQ(words(1), "stopped (SIGSTOP)");
  name(1, WorkerCondition::moving, false);
  EXPECT_EQ(words(1), "");
  name(9, WorkerCondition::stopped, true);  // there is no worker 9
  name(2, WorkerCondition::waits_on_lock, true, 77);
  EXPECT_EQ(wait_cycle(lane(), 2), Cycle{});
}

TEST_F(WorkerTrouble, a_crash_record_stands_until_the_death_or_until_the_worker_goes_on) {
  apply(model_, CrashRecorded{0, 2, SIGSEGV, true, 0, 7});
  EXPECT_EQ(words(2), "dying: SIGSEGV at 0x0");
  EXPECT_TRUE(lane().balanced());
  EXPECT_EQ(lane().alive(), 5) << "the account waits for the kernel's word";
  apply(model_, WorkerTallied{0, 2, 2, 0, 7, 1, 0, WorkerActivity::waiting, 102});
  EXPECT_EQ(words(2), "") << "who gets on was not dying";
}

}  // namespace
}  // namespace sharedfate
