// apply(): what each event changes in the model, and that the account balances for any events in
// any order.
#include "core/model/model.h"

#include <gtest/gtest.h>

#include <random>

namespace sharedfate {
namespace {

class ModelOfALane : public ::testing::Test {
 protected:
  void SetUp() override { open(LaneKind::processes, 3); }

  void open(LaneKind kind, int workers) {
    model_ = Model{};
    emit(LaneOpened{0, {.kind = kind, .language = Language::cpp, .workers = workers}});
    emit(SupervisorStarted{0, 100, Containment::pid_namespace, ""});
    emit(LaneProcessStarted{0, 1, 101, 2, true});
    for (int worker = 1; worker <= workers; ++worker) start(worker, 1, false);
  }
  void start(int worker, std::uint32_t incarnation, bool replaces_dead) {
    emit(WorkerStarted{0, worker, incarnation, 200 + worker, worker, 0, 7, replaces_dead});
    tally(worker, 0, 0);
  }
  void emit(const Event& event) {
    apply(model_, event);
    for (const LaneModel& each : model_.lanes) {
      EXPECT_TRUE(!each.exists || each.account().balanced());
    }
  }
  void accept(std::uint64_t accepted, std::uint64_t depth, std::uint64_t cancelled = 0) {
    emit(LaneProcessTallied{0,
                            {.accepted = accepted, .cancelled = cancelled, .queue_depth = depth}});
  }
  void tally(int worker, std::uint64_t sequence, std::uint64_t failed, std::uint64_t task = 0,
             WorkerActivity activity = WorkerActivity::waiting) {
    emit(WorkerTallied{0, worker, sequence, failed, task, 11, 250'000, activity, 300 + worker});
  }
  static DeathReport death_of(int worker) {
    DeathReport report;
    report.worker = worker;
    report.signal = 11;
    return report;
  }
  [[nodiscard]] const LaneModel& lane() const { return model_.lanes.at(0); }
  [[nodiscard]] const WorkerModel& worker(int number) const { return *find_worker(lane(), number); }

  Model model_;
};

TEST_F(ModelOfALane, starts_with_what_was_reported) {
  EXPECT_TRUE(lane().exists);
  EXPECT_EQ(lane().supervisor_pid, 100);
  EXPECT_EQ(lane().lane_pid, 101);
  EXPECT_EQ(lane().lane_pid_inner, 2);
  EXPECT_EQ(lane().state, LaneState::paused);
  EXPECT_EQ(lane().alive(), 3);
  EXPECT_EQ(worker(2).pid, 202);
  EXPECT_EQ(worker(2).tid, 302);
  EXPECT_EQ(lane().account(), Account{});
  EXPECT_EQ(find_worker(lane(), 4), nullptr);
}

TEST_F(ModelOfALane, counts_tasks_by_the_sequence_words_of_workers) {
  accept(10, 10);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .queued = 10}));
  tally(1, 1, 0, 1, WorkerActivity::computing);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .queued = 9, .running = 1}));
  EXPECT_EQ(worker(1).state, WorkerState::running);
  EXPECT_EQ(worker(1).task, 1U);
  EXPECT_DOUBLE_EQ(worker(1).progress, 0.25);
  tally(1, 4, 1);
  tally(2, 3, 0, 4, WorkerActivity::blocked);
  EXPECT_EQ(lane().account(),
            (Account{.submitted = 10, .queued = 6, .running = 1, .done = 2, .failed = 1}));
  EXPECT_TRUE(worker(2).waits_in_kernel);
  EXPECT_EQ(worker(1).task, 0U) << "between two tasks there is none";
}

TEST_F(ModelOfALane, ignores_tallies_that_run_backwards_or_contradict_themselves) {
  accept(10, 10);
  tally(1, 4, 1);
  const Account before = lane().account();
  tally(1, 3, 1);
  tally(1, 4, 0);
  tally(1, 6, 4);
  EXPECT_EQ(lane().account(), before);
  EXPECT_EQ(lane().records_rejected, 3U);
  accept(9, 0);
  accept(12, 0, 1);
  accept(13, 0, 0);
  EXPECT_EQ(lane().account().submitted, 12U) << "a queue's holder takes nothing back";
}

TEST_F(ModelOfALane, a_workers_death_costs_its_task_and_no_other) {
  accept(10, 5);
  tally(1, 5, 0, 3, WorkerActivity::computing);
  tally(2, 4, 0);
  emit(WorkerDied{0, death_of(1)});
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .queued = 5, .done = 4, .lost = 1}));
  EXPECT_EQ(worker(1).state, WorkerState::dead);
  EXPECT_EQ(lane().alive(), 2);
  ASSERT_EQ(lane().deaths.size(), 1U);
  EXPECT_EQ(lane().deaths[0].lost_running, 1U);
  EXPECT_EQ(lane().deaths[0].scope, Death::Scope::worker);

  start(1, 2, true);
  emit(WorkerReady{0, 1, 5'000});
  EXPECT_EQ(lane().respawns, 1U);
  EXPECT_EQ(worker(1).respawns, 1U);
  EXPECT_EQ(lane().deaths[0].replacement_pid, 201);
  EXPECT_EQ(lane().deaths[0].replacement_ready_ns, 5'000U);
  tally(1, 2, 0);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .queued = 4, .done = 5, .lost = 1}));
}

TEST_F(ModelOfALane, the_death_of_an_idle_worker_costs_nothing) {
  accept(4, 2);
  tally(1, 4, 0);
  emit(WorkerDied{0, death_of(1)});
  emit(WorkerDied{0, death_of(1)});
  EXPECT_EQ(lane().account(), (Account{.submitted = 4, .queued = 2, .done = 2}));
  EXPECT_EQ(lane().death_count, 1U) << "a worker dies once";
}

TEST_F(ModelOfALane, workers_gather_at_a_closed_gate_while_tasks_wait_behind_it) {
  EXPECT_FALSE(lane().gathers_at_gate()) << "no task waits behind it";
  accept(2, 2);
  EXPECT_TRUE(lane().gathers_at_gate());
  tally(3, 0, 0, 0, WorkerActivity::paused);
  EXPECT_TRUE(lane().gathers_at_gate()) << "one of two";
  tally(1, 0, 0, 0, WorkerActivity::paused);
  EXPECT_FALSE(lane().gathers_at_gate()) << "for the third there is no task";
  accept(9, 9);
  EXPECT_TRUE(lane().gathers_at_gate());
  emit(GateChanged{0, true});
  EXPECT_FALSE(lane().gathers_at_gate()) << "nothing holds them";
}

TEST_F(ModelOfALane, the_lane_processes_death_costs_everything_that_it_held) {
  accept(20, 12);
  tally(1, 5, 1, 3, WorkerActivity::computing);
  tally(2, 4, 0);
  tally(3, 1, 0, 8, WorkerActivity::computing);
  emit(LaneProcessDied{0, death_of(3)});
  EXPECT_EQ(lane().account(), (Account{.submitted = 20, .done = 3, .failed = 1, .lost = 16}));
  EXPECT_EQ(lane().state, LaneState::dead);
  EXPECT_EQ(lane().alive(), 0);
  EXPECT_TRUE(lane().quiescent());
  ASSERT_EQ(lane().deaths.size(), 1U);
  EXPECT_EQ(lane().deaths[0].also_died, (std::vector{1, 2}));
  EXPECT_EQ(lane().deaths[0].lost_running, 2U);
  EXPECT_EQ(lane().deaths[0].lost_queued, 14U);
  EXPECT_EQ(worker(3).task, 8U) << "the task stays on the worker that died at it";
}

TEST_F(ModelOfALane, a_restart_keeps_the_account_and_a_fresh_start_clears_it) {
  accept(20, 20);
  emit(LaneProcessDied{0, death_of(0)});
  emit(LaneProcessStarted{0, 2, 140, 5, false});
  EXPECT_EQ(lane().account(), (Account{.submitted = 20, .lost = 20}));
  EXPECT_EQ(lane().incarnation, 2U);
  EXPECT_TRUE(lane().workers.empty());
  accept(5, 5);
  EXPECT_EQ(lane().account(), (Account{.submitted = 25, .queued = 5, .lost = 20}));
  emit(LaneProcessStopped{0});
  EXPECT_EQ(lane().state, LaneState::stopped);
  EXPECT_EQ(lane().account(), (Account{.submitted = 25, .lost = 20, .cancelled = 5}));
  emit(LaneProcessStarted{0, 3, 150, 9, true});
  EXPECT_EQ(lane().account(), Account{});
  EXPECT_TRUE(lane().deaths.empty());
  EXPECT_EQ(lane().death_count, 0U);
}

TEST_F(ModelOfALane, a_worker_that_stops_takes_nothing_with_it) {
  accept(10, 6);
  tally(3, 4, 1);
  tally(1, 4, 0);
  emit(WorkersChanged{0, 2});
  emit(WorkerStopped{0, 3});
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .queued = 6, .done = 3, .failed = 1}));
  EXPECT_EQ(find_worker(lane(), 3), nullptr) << "a lane of two has no third";
  EXPECT_EQ(lane().death_count, 0U);
}

TEST_F(ModelOfALane, a_dead_worker_is_not_waited_for_when_its_slot_is_gone) {
  emit(WorkerDied{0, death_of(3)});
  EXPECT_FALSE(lane().quiescent()) << "a replacement is to come";
  emit(WorkersChanged{0, 2});
  EXPECT_EQ(find_worker(lane(), 3), nullptr);
  EXPECT_TRUE(lane().quiescent());
}

TEST_F(ModelOfALane, the_supervisors_death_ends_the_lane) {
  accept(10, 10);
  emit(SupervisorDied{0, death_of(0)});
  EXPECT_EQ(lane().supervisor_pid, 0);
  EXPECT_EQ(lane().state, LaneState::dead);
  EXPECT_EQ(lane().deaths.at(0).scope, Death::Scope::supervisor);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .lost = 10}));
}

TEST_F(ModelOfALane, keeps_the_last_trouble) {
  accept(10, 10);
  emit(LaneTroubled{0, "a small thing", false});
  EXPECT_EQ(lane().trouble, "a small thing");
  EXPECT_EQ(lane().state, LaneState::paused);
  emit(LaneTroubled{0, "the end", true});
  EXPECT_EQ(lane().state, LaneState::failed);
  EXPECT_EQ(lane().account(), (Account{.submitted = 10, .lost = 10}));
}

TEST_F(ModelOfALane, knows_gate_tempo_and_rest) {
  emit(GateChanged{0, true});
  EXPECT_EQ(lane().state, LaneState::open);
  emit(TempoChanged{0, 250});
  EXPECT_EQ(lane().tempo_ms, 250U);
  EXPECT_TRUE(lane().quiescent());
  accept(2, 2);
  EXPECT_FALSE(lane().quiescent()) << "the workers will take these";
  emit(GateChanged{0, false});
  EXPECT_TRUE(lane().quiescent()) << "no worker will take them";
  emit(LaneProcessTallied{0, {.accepted = 2, .queue_depth = 2, .permits = 1}});
  EXPECT_FALSE(lane().quiescent()) << "a permit is left";
  emit(LaneProcessTallied{0, {.accepted = 2, .queue_depth = 1}});
  EXPECT_FALSE(lane().quiescent()) << "the lane process has counted another number in its queue";
  accept(2, 2);
  emit(RequestsAwaited{0, true});
  EXPECT_FALSE(lane().quiescent()) << "something was asked for";
  emit(RequestsAwaited{0, false});
  EXPECT_TRUE(lane().quiescent());
}

TEST_F(ModelOfALane, keeps_the_last_records_as_a_picture) {
  std::vector<TaskRecord> records;
  for (std::uint64_t task = 1; task <= 100; ++task) {
    records.push_back({task, task * 10, task * 10 + 5, task == 100 ? TaskRecord::failed_flag : 0});
  }
  emit(TasksEnded{0, 1, records});
  const Timeline& timeline = worker(1).timeline;
  EXPECT_EQ(lane().records_seen, 100U);
  EXPECT_EQ(timeline.count, Timeline::capacity);
  EXPECT_EQ(timeline.intervals[(timeline.count - 1) % Timeline::capacity].task, 100U);
  EXPECT_TRUE(timeline.intervals[(timeline.count - 1) % Timeline::capacity].failed);
  EXPECT_EQ(timeline.intervals[0].task, 100 - Timeline::capacity + 1);
  emit(RecordsMissed{0, 1, 7});
  emit(RecordsRejected{0, 1, 2});
  EXPECT_EQ(lane().records_missed, 7U);
  EXPECT_EQ(lane().records_rejected, 2U);
  EXPECT_EQ(lane().account(), Account{}) << "a picture is no account";
}

TEST_F(ModelOfALane, keeps_the_last_deaths_and_counts_all) {
  for (std::uint32_t i = 0; i < deaths_kept + 10; ++i) {
    start(1, i + 2, true);
    emit(WorkerDied{0, death_of(1)});
  }
  EXPECT_EQ(lane().deaths.size(), deaths_kept);
  EXPECT_EQ(lane().death_count, deaths_kept + 10);
}

TEST_F(ModelOfALane, a_lane_that_is_not_there_is_not_made) {
  const LaneModel before = lane();
  for (const LaneIndex nowhere : {-1, 1, 7}) {
    emit(LaneProcessTallied{nowhere, {.accepted = 5, .queue_depth = 5}});
    emit(WorkerDied{nowhere, death_of(1)});
    emit(LaneProcessDied{nowhere, death_of(1)});
    emit(GateChanged{nowhere, true});
  }
  EXPECT_EQ(model_.lanes.size(), 1U);
  EXPECT_EQ(lane().account(), before.account());
  emit(LaneClosed{0});
  EXPECT_FALSE(lane().exists);
  accept(4, 4);
  EXPECT_EQ(lane().account(), Account{});
}

/// Events that a lane could report, and some that it could not, in random order. The same seed
/// gives the same events.
class RandomStory : public ::testing::TestWithParam<unsigned> {
 protected:
  void emit(const Event& event) {
    apply(first_, event);
    apply(second_, event);
  }
  Model first_, second_;
};

TEST_P(RandomStory, always_balances_and_depends_on_the_events_alone) {
  std::mt19937 random(GetParam());
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  const auto some = [&](int high) { return static_cast<std::uint64_t>(pick(0, high)); };
  emit(LaneOpened{0, {.kind = LaneKind::processes, .language = Language::cpp, .workers = 4}});
  emit(LaneProcessStarted{0, 1, 10, 1, true});
  std::uint64_t accepted = 0;
  std::array<std::uint64_t, 5> sequence{};
  for (int event = 0; event < 3'000; ++event) {
    const int worker = pick(1, 4);
    auto& taken = sequence[static_cast<std::size_t>(worker)];
    DeathReport report;
    report.worker = worker;
    switch (pick(0, 9)) {
      case 0:
        emit(LaneProcessTallied{0, {.accepted = accepted += some(20), .queue_depth = some(50)}});
        break;
      case 1:
        emit(WorkerStarted{0, worker, 1, 50 + worker, 0, 0, 0, pick(0, 1) == 1});
        taken = 0;
        break;
      case 2:
        emit(WorkerDied{0, report});
        break;
      case 3:
        emit(WorkerStopped{0, worker});
        break;
      case 4:
        if (pick(0, 20) == 0) {
          emit(pick(0, 1) == 0 ? Event(LaneProcessDied{0, report}) : Event(LaneProcessStopped{0}));
          emit(LaneProcessStarted{0, 2, 10, 1, pick(0, 3) == 0});
          accepted = 0;
          sequence.fill(0);
        }
        break;
      default: {
        // A worker starts only queued tasks; now and then its sequence word goes backwards.
        const Account account = first_.lanes[0].account();
        if (account.queued > 0 || taken % 2 == 1) ++taken;
        const std::uint64_t reported = pick(0, 30) == 0 ? taken / 2 : taken;
        const WorkerModel* known = find_worker(first_.lanes[0], worker);
        if (known == nullptr || !known->alive()) {
          taken = 0;
        } else {
          emit(WorkerTallied{0, worker, reported, some(1), 1, 0, 0, WorkerActivity::computing, 5});
          taken = find_worker(first_.lanes[0], worker)->sequence;
        }
      }
    }
    const LaneModel& lane = first_.lanes[0];
    ASSERT_TRUE(lane.account().balanced()) << "after event " << event;
    ASSERT_EQ(lane.account(), second_.lanes[0].account());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomStory, ::testing::Range(1U, 21U));

}  // namespace
}  // namespace sharedfate
