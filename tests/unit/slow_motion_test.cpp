// What a class sees of a crash, and when.
#include "core/model/slow_motion.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace sharedfate::testing {
namespace {

// The replacement's start comes with the death, as it does where a frame is longer than both.
constexpr double fault_came_s = 10, death_came_s = 10.001, ready_came_s = 10.003;
constexpr double fault_shown_s = fault_came_s + SlowMotion::mark_s;

WorkerTallied tally(int worker, std::uint64_t sequence, LaneIndex lane = 0) {
  return {lane, worker, sequence, 0, 1, 0, 0, WorkerActivity::computing, 0};
}

Event started(LaneIndex lane, int worker, std::uint32_t incarnation) {
  return WorkerStarted{lane, worker, incarnation, 100 + worker, 2, 0, 0, incarnation > 1};
}

Event recorded(int worker) { return CrashRecorded{0, worker, 11, false, 0, 0}; }

DeathReport death_of(int worker) {
  DeathReport death;
  death.worker = worker;
  death.signal = 11;
  return death;
}

/// A lane of two processes, of which the second crashes in its first task.
class CrashInSlowMotion : public ::testing::Test {
 protected:
  CrashInSlowMotion() {
    take(LaneOpened{0, {LaneKind::processes, Language::cpp, 2}}, 9);
    take(LaneProcessStarted{0, 1, 100, 2, true}, 9);
    for (const int worker : {1, 2}) take(started(0, worker, 1), 9);
    take(LaneProcessTallied{0, {.accepted = 100, .queue_depth = 98}}, 9);
    for (const int worker : {1, 2}) take(tally(worker, 1), 9);
  }
  void take(const Event& event, double now_s) {
    shown.take(event, now_s);
    sharedfate::apply(machine, event);
  }
  void crash() {
    take(recorded(2), fault_came_s);
    take(WorkerDied{0, death_of(2)}, death_came_s);
    take(started(0, 2, 2), death_came_s);
    take(WorkerReady{0, 2, 2'000'000}, ready_came_s);
  }
  [[nodiscard]] const WorkerModel& worker(int number) const {
    return *find_worker(shown.model().lanes[0], number);
  }
  [[nodiscard]] std::uint64_t deaths() const { return shown.model().lanes[0].death_count; }

  SlowMotion shown;
  Model machine;
};

TEST_F(CrashInSlowMotion, without_a_crash_all_is_shown_as_it_comes) {
  take(tally(1, 2), 9.5);
  EXPECT_EQ(worker(1).sequence, 2U);
  EXPECT_FALSE(shown.is_behind());
  EXPECT_EQ(shown.behind_s(9.5), 0);
}

TEST_F(CrashInSlowMotion, fault_death_and_replacement_are_shown_apart) {
  crash();
  take(tally(1, 2), 10.01);
  EXPECT_EQ(shown.about_to_crash(0), 2);
  shown.advance(fault_shown_s - 0.01);
  EXPECT_EQ(worker(2).dying_of, 0);
  EXPECT_EQ(worker(1).sequence, 1U) << "all of the lane stands still";
  shown.advance(fault_shown_s);
  EXPECT_EQ(shown.about_to_crash(0), 0);
  EXPECT_EQ(worker(2).dying_of, 11);
  EXPECT_EQ(deaths(), 0U);
  EXPECT_TRUE(shown.is_behind());
  shown.advance(fault_shown_s + SlowMotion::death_s - 0.01);
  EXPECT_EQ(deaths(), 0U);
  shown.advance(fault_shown_s + SlowMotion::death_s + 0.01);
  EXPECT_EQ(deaths(), 1U);
  EXPECT_EQ(worker(2).state, WorkerState::dead);
  shown.advance(fault_shown_s + 0.7);
  EXPECT_NEAR(shown.behind_s(fault_shown_s + 0.7), 1.6, 0.01);
  EXPECT_EQ(worker(2).state, WorkerState::dead) << "it is not replaced at once";
  shown.advance(fault_shown_s + SlowMotion::replaced_s + 0.01);
  EXPECT_EQ(worker(2).incarnation, 2U);
  shown.advance(fault_shown_s + SlowMotion::replaced_s + 0.1);
  EXPECT_EQ(shown.model().lanes[0].deaths.back().replacement_ready_ns, 2'000'000U);
}

TEST_F(CrashInSlowMotion, then_the_lane_goes_on_slowly_and_catches_up) {
  crash();
  double shown_first_s = 0, level_s = 0;
  std::uint64_t sequence = 1;
  for (double now_s = 10.01; now_s < 20 && level_s == 0; now_s += 0.01) {
    take(tally(1, ++sequence), now_s);
    shown.advance(now_s);
    EXPECT_LE(worker(1).sequence, sequence);
    if (shown_first_s == 0 && worker(1).sequence > 1) shown_first_s = now_s;
    if (now_s > 13 && worker(1).sequence == sequence) level_s = now_s;
  }
  EXPECT_GT(shown_first_s, fault_shown_s + SlowMotion::replaced_s);
  // At a quarter of the speed until 13, the machine is about 2.8 s ahead by then; at twice the
  // speed that takes as long to make up.
  EXPECT_NEAR(level_s, 15.8, 0.3);
}

TEST_F(CrashInSlowMotion, is_skipped_and_then_shows_what_the_machine_is_at) {
  crash();
  take(tally(1, 7), 10.01);
  shown.catch_up();
  EXPECT_FALSE(shown.is_behind());
  EXPECT_EQ(shown.behind_s(10.02), 0);
  EXPECT_EQ(deaths(), 1U);
  EXPECT_EQ(worker(1).sequence, 7U);
  EXPECT_EQ(shown.model().lanes[0].account(), machine.lanes[0].account());
}

TEST_F(CrashInSlowMotion, shows_the_account_of_some_moment_and_in_the_end_that_of_the_machine) {
  std::vector<Account> machine_accounts;
  const auto note = [&] { machine_accounts.push_back(machine.lanes[0].account()); };
  note();
  take(recorded(2), fault_came_s);
  note();
  take(WorkerDied{0, death_of(2)}, death_came_s);
  note();
  take(started(0, 2, 2), 10.002);
  note();
  take(WorkerReady{0, 2, 2'000'000}, ready_came_s);
  note();
  for (std::uint64_t sequence = 2; sequence < 60; ++sequence) {
    take(tally(1, sequence), 10 + 0.05 * static_cast<double>(sequence));
    note();
    shown.advance(10 + 0.05 * static_cast<double>(sequence));
    const Account account = shown.model().lanes[0].account();
    EXPECT_NE(std::find(machine_accounts.begin(), machine_accounts.end(), account),
              machine_accounts.end());
  }
  shown.advance(30);
  EXPECT_EQ(shown.model().lanes[0].account(), machine.lanes[0].account());
  shown.advance(30.1);
  EXPECT_FALSE(shown.is_behind());
}

TEST_F(CrashInSlowMotion, a_death_that_nobody_replaces_is_not_waited_for) {
  take(WorkerDied{0, death_of(2)}, fault_came_s);
  EXPECT_EQ(shown.about_to_crash(0), 2);
  shown.advance(fault_shown_s + 0.01);
  EXPECT_EQ(deaths(), 1U) << "it left no crash record: the death is the first that is known";
  for (std::uint64_t i = 0; i < 1000; ++i)
    take(tally(1, 2 + i), fault_came_s + 0.01 * static_cast<double>(i + 1));
  shown.advance(21);
  EXPECT_EQ(shown.behind_s(21), 0);
  EXPECT_EQ(worker(1).sequence, 1001U);
}

TEST_F(CrashInSlowMotion, of_a_whole_process_is_shown_with_its_death) {
  take(recorded(2), fault_came_s);
  take(LaneProcessDied{0, death_of(2)}, death_came_s);
  EXPECT_FALSE(shown.model().lanes[0].over());
  shown.advance(fault_shown_s + SlowMotion::death_s + 0.01);
  EXPECT_TRUE(shown.model().lanes[0].over());
  shown.advance(fault_shown_s + SlowMotion::slow_until_s + 0.01);
  EXPECT_FALSE(shown.is_behind()) << "nothing of it is left to be shown";
}

TEST_F(CrashInSlowMotion, a_lane_that_is_started_anew_is_seen_dead_first) {
  take(recorded(2), fault_came_s);
  take(LaneProcessDied{0, death_of(2)}, death_came_s);
  take(LaneProcessStarted{0, 2, 300, 3, false}, death_came_s + 0.001);
  shown.advance(fault_shown_s + SlowMotion::death_s + 0.1);
  EXPECT_TRUE(shown.model().lanes[0].over());
  shown.advance(fault_shown_s + SlowMotion::replaced_s - 0.01);
  EXPECT_TRUE(shown.model().lanes[0].over());
  shown.advance(fault_shown_s + SlowMotion::replaced_s + 0.01);
  EXPECT_FALSE(shown.model().lanes[0].over());
}

TEST_F(CrashInSlowMotion, other_lanes_go_on_as_they_are) {
  take(LaneOpened{1, {LaneKind::threads, Language::cpp, 1}}, 9);
  take(LaneProcessStarted{1, 1, 200, 2, true}, 9);
  take(started(1, 1, 1), 9);
  crash();
  take(tally(1, 5, 1), 10.1);
  EXPECT_EQ(find_worker(shown.model().lanes[1], 1)->sequence, 5U);
}

TEST_F(CrashInSlowMotion, crashes_of_two_lanes_are_shown_at_the_same_time) {
  take(LaneOpened{1, {LaneKind::threads, Language::cpp, 1}}, 9);
  take(LaneProcessStarted{1, 1, 200, 2, true}, 9);
  take(started(1, 1, 1), 9);
  crash();
  take(LaneProcessDied{1, death_of(1)}, 10.4);
  shown.advance(fault_shown_s - 0.01);
  EXPECT_EQ(shown.about_to_crash(1), 1);
  EXPECT_FALSE(shown.model().lanes[1].over());
  shown.advance(fault_shown_s);
  EXPECT_EQ(worker(2).dying_of, 11);
  EXPECT_TRUE(shown.model().lanes[1].over());
}

TEST_F(CrashInSlowMotion, an_end_on_request_is_no_crash) {
  take(WorkerEnded{0, 2}, 9.2);
  EXPECT_EQ(shown.about_to_crash(0), 0);
  take(WorkerStopped{0, 2}, 9.21);
  take(started(0, 2, 2), 9.3);
  EXPECT_FALSE(shown.is_behind());
  take(CrashRecorded{0, 1, 11, false, 0, 0}, 10);
  take(WorkerDied{0, death_of(1)}, 10.001);
  shown.advance(fault_shown_s);
  EXPECT_EQ(deaths(), 0U) << "the crash after it is shown as slowly as any";
  shown.advance(fault_shown_s + SlowMotion::death_s + 0.01);
  EXPECT_EQ(deaths(), 1U);
}

TEST_F(CrashInSlowMotion, an_end_that_comes_before_the_crash_record_does_not_give_it_away) {
  take(WorkerEnded{0, 2}, fault_came_s);
  EXPECT_FALSE(worker(2).process_ended);
  take(recorded(2), fault_came_s);
  EXPECT_EQ(shown.about_to_crash(0), 2);
  EXPECT_FALSE(worker(2).process_ended);
  shown.advance(fault_shown_s);
  EXPECT_EQ(worker(2).dying_of, 11);
  EXPECT_TRUE(worker(2).process_ended);
}

TEST_F(CrashInSlowMotion, an_end_is_shown_with_what_comes_next_of_its_lane) {
  take(WorkerEnded{0, 2}, 9.2);
  take(tally(1, 2), 9.3);
  EXPECT_TRUE(worker(2).process_ended);
  take(WorkerEnded{0, 1}, 9.4);
  shown.catch_up();
  EXPECT_TRUE(worker(1).process_ended);
}

TEST_F(CrashInSlowMotion, the_next_crash_of_the_lane_is_slow_as_well) {
  crash();
  take(CrashRecorded{0, 1, 11, false, 0, 0}, 10.1);
  take(WorkerDied{0, death_of(1)}, 10.101);
  double second_fault_s = 0, second_death_s = 0;
  for (double now_s = 10.2; now_s < 18 && second_death_s == 0; now_s += 0.01) {
    shown.advance(now_s);
    if (second_fault_s == 0 && worker(1).dying_of != 0) second_fault_s = now_s;
    if (deaths() == 2) second_death_s = now_s;
  }
  EXPECT_GT(second_fault_s, fault_shown_s + SlowMotion::replaced_s);
  EXPECT_NEAR(second_death_s - second_fault_s, SlowMotion::death_s, 0.02);
}

TEST_F(CrashInSlowMotion, is_not_over_while_the_replacement_is_awaited) {
  take(CrashRecorded{0, 2, 11, false, 0, 0}, fault_came_s);
  EXPECT_TRUE(shown.is_behind()) << "also in the moment in which it comes";
  take(WorkerDied{0, death_of(2)}, death_came_s);
  shown.advance(fault_shown_s + 0.5);
  EXPECT_TRUE(shown.is_behind());
  EXPECT_GT(shown.behind_s(fault_shown_s + 0.5), 0);
}

TEST_F(CrashInSlowMotion, ends_with_its_lane) {
  crash();
  take(LaneClosed{0}, 10.1);
  EXPECT_FALSE(shown.is_behind());
  take(LaneOpened{0, {LaneKind::threads, Language::cpp, 1}}, 10.2);
  EXPECT_EQ(shown.model().lanes[0].spec.kind, LaneKind::threads);
  EXPECT_EQ(deaths(), 0U);
}

TEST_F(CrashInSlowMotion, keeps_the_records_that_events_only_refer_to) {
  crash();
  {
    const std::array records{TaskRecord{41, 1, 2, 0}};
    take(TasksEnded{0, 1, records}, 10.01);
  }
  shown.catch_up();
  const Timeline& timeline = worker(1).timeline;
  ASSERT_EQ(timeline.count, 1U);
  EXPECT_EQ(timeline.intervals[0].task, 41U);
}

TEST_F(CrashInSlowMotion, jumps_rather_than_holding_back_without_end) {
  crash();
  for (std::size_t i = 0; i <= SlowMotion::held_max; ++i) take(tally(1, 2 + i), 10.01);
  EXPECT_EQ(shown.behind_s(10.02), 0);
  EXPECT_EQ(worker(1).sequence, 2 + SlowMotion::held_max);
}

}  // namespace
}  // namespace sharedfate::testing
