// The player on lanes that exist only in a model: which requests it sends, and what comes of them.
#include "core/lesson/play/lesson_player.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/lesson/read/lesson_reader.h"
#include "tests/unit/fake_lanes.h"

namespace sharedfate::testing {
namespace {
constexpr std::uint64_t ns_per_ms = 1'000'000;

constexpr std::string_view front = R"(+++
title = "T"
claim = "C."
claims = [1]
minutes = 2
order = 1
lanes = ["threads:3", "processes:3"]
workload = "primes:20000"
tempo = 400
deadline = 5
seed = 7
+++

)";

constexpr std::string_view crash_steps = R"(# Who dies?

Worker 2 crashes.

```setup
submit 9
open
```

```predict
Who is left?
- All but one | threads.survivors = 2 and processes.survivors = 2
- Only processes | threads.survivors = 0 and processes.survivors = 2
- None | threads.survivors = 0 and processes.survivors = 0
```

```run
inject segv@2
wait until threads.dead within 5 s
```

```expect
threads.alive = 0
processes.lost > 5
```

# And now?

```run
submit 4 in processes
```

```expect
processes.submitted = 13
```

# Words

Only words.
)";

std::shared_ptr<const Lesson> lesson_of(std::string_view steps) {
  const LessonReading reading = read_lesson("t.md", std::string(front) + std::string(steps));
  for (const LessonMistake& mistake : reading.mistakes) ADD_FAILURE() << mistake.sentence();
  return reading.lesson;
}

class PlayerOnFakeLanes : public ::testing::Test {
 protected:
  void play(std::string_view steps, int step = 0) {
    lesson = lesson_of(steps);
    ASSERT_NE(lesson, nullptr);
    lanes = std::make_unique<FakeLanes>(lesson->lanes);
    player = std::make_unique<LessonPlayer>(lesson, std::vector<LaneIndex>{0, 1}, 2, step);
  }
  void turn(std::uint64_t ms = 1) {
    now_ns += ms * ns_per_ms;
    lanes->answer(now_ns);
    std::vector<AddressedRequest> requests;
    if (const auto question = player->asks(lanes->model())) player->take_answer(answer(*question));
    player->update(lanes->model(), now_ns, requests);
    lanes->take(requests);
  }
  void time_batches(std::uint64_t task_ns, double factor = 1);
  /// Of a computer with two cores, of which other programs take `others` of all the time, and on
  /// which all workers together have been ready without a core for `ready_ns`.
  [[nodiscard]] MachineAnswer answer(const MachineQuestion& question) const {
    const auto busy = static_cast<std::uint64_t>(2 * others * static_cast<double>(now_ns));
    return {{.cores = 2, .at_ns = now_ns, .busy_ns = busy, .own_ns = 0, .throttled_ns = 0},
            std::vector(question.threads.size(), std::optional(ThreadTimes{.ready_ns = ready_ns}))};
  }
  /// Turns until nothing is due; the test fails after 200 turns.
  void run_to_rest() {
    for (int i = 0; i < 200; ++i) {
      turn();
      if (!player->busy()) return;
    }
    ADD_FAILURE() << "still busy with "
                  << (player->current_action() == nullptr ? "lanes"
                                                          : player->current_action()->text);
  }

  std::shared_ptr<const Lesson> lesson;
  std::unique_ptr<FakeLanes> lanes;
  std::unique_ptr<LessonPlayer> player;
  std::uint64_t now_ns = 1'000'000'000;
  double others = 0;
  std::uint64_t ready_ns = 0;
  bool sleeps = false;  ///< the workers sleep: others take nothing from them
};

TEST_F(PlayerOnFakeLanes, arrival_makes_fresh_lanes_and_runs_the_setup) {
  play(crash_steps);
  EXPECT_EQ(player->stage(), StepStage::asking);
  EXPECT_TRUE(player->busy());
  run_to_rest();
  for (const LaneIndex lane : {0, 1})
    EXPECT_EQ(lanes->asked(lane), "close tempo:400 policy:pool workers:3 reset submit:9 open");
  EXPECT_EQ(player->stage(), StepStage::asking) << "nothing runs before the class has predicted";
}

TEST_F(PlayerOnFakeLanes, the_outcome_is_what_was_measured) {
  play(crash_steps);
  run_to_rest();
  player->skip_prediction();
  EXPECT_EQ(player->stage(), StepStage::running);
  run_to_rest();
  const StepRecord& record = player->record();
  EXPECT_EQ(player->stage(), StepStage::shown);
  EXPECT_TRUE(record.finished);
  EXPECT_TRUE(record.skipped);
  EXPECT_EQ(record.right_choice, 1);
  ASSERT_EQ(record.choices.size(), 3U);
  EXPECT_EQ(record.choices[0].verdict, Verdict::fails);
  EXPECT_EQ(record.choices[1].verdict, Verdict::holds);
  EXPECT_EQ(record.choices[2].verdict, Verdict::fails);
  EXPECT_EQ(record.choices[1].measured, "threads.survivors 0, processes.survivors 2");
  EXPECT_EQ(told_text(record.choices[1].told),
            "Threads: 0 of the first workers survived. "
            "Processes: 2 of the first workers survived.");
  ASSERT_EQ(record.expectations.size(), 2U);
  EXPECT_EQ(record.expectations[0].verdict, Verdict::holds);
  EXPECT_EQ(record.expectations[1].verdict, Verdict::fails);
  EXPECT_EQ(record.expectations[1].measured, "processes.lost 0");
  EXPECT_EQ(record.trouble, "");
}

TEST_F(PlayerOnFakeLanes, forward_alone_leads_through_both_votes) {
  play(crash_steps);
  for (const StepStage round : {StepStage::asking, StepStage::discussing}) {
    EXPECT_EQ(player->stage(), round);
    EXPECT_EQ(player->lit_choice(), -1);
    for (int choice = 0; choice < 3; ++choice) {
      EXPECT_TRUE(player->forward());
      EXPECT_EQ(player->lit_choice(), choice);
    }
    EXPECT_TRUE(player->back());
    EXPECT_EQ(player->lit_choice(), 1);
    player->forward();
    EXPECT_EQ(player->stage(), round);
    player->forward();
  }
  EXPECT_EQ(player->stage(), StepStage::running);
  EXPECT_EQ(player->lit_choice(), -1);
  EXPECT_TRUE(player->forward());
  EXPECT_EQ(player->stage(), StepStage::running) << "a run is not left by one press too many";
  EXPECT_EQ(player->step_index(), 0);
  run_to_rest();
  EXPECT_EQ(player->record().right_choice, 1);
}

TEST_F(PlayerOnFakeLanes, votes_count_in_the_round_that_is_open) {
  play(crash_steps);
  player->vote(0);
  player->vote(0);
  player->vote(1);
  player->vote(1, -1);
  player->vote(1, -1);
  player->vote(7);
  player->vote(-1);
  for (int presses = 0; presses < 4; ++presses) player->forward();
  EXPECT_EQ(player->stage(), StepStage::discussing);
  player->vote(1);
  for (int presses = 0; presses < 4; ++presses) player->forward();
  EXPECT_EQ(player->stage(), StepStage::running);
  player->vote(2);
  const auto& votes = player->record().votes;
  EXPECT_EQ(votes[0][0], 2);
  EXPECT_EQ(votes[0][1], 0) << "no fewer than none";
  EXPECT_EQ(votes[1][1], 1);
  EXPECT_EQ(votes[0][2] + votes[1][2], 0) << "the run is no round";
}

TEST_F(PlayerOnFakeLanes, a_number_of_votes_is_typed) {
  play(crash_steps);
  const auto& votes = player->record().votes;
  const auto type = [&](std::initializer_list<int> digits) {
    for (const int digit : digits) player->type_digit(digit);
  };
  type({3});
  EXPECT_EQ(votes, Votes{}) << "no hands are up yet";
  player->forward();
  type({0, 3, 7});
  EXPECT_EQ(votes[0][0], 37);
  player->erase_digit();
  type({8});
  EXPECT_EQ(votes[0][0], 38);
  type({5, 5});
  EXPECT_EQ(votes[0][0], 385) << "a digit too many changes nothing";
  player->forward();
  player->forward();
  type({2});
  player->back();
  player->back();
  EXPECT_EQ(votes[0][0], 385) << "to pass it by changes nothing";
  type({4});
  EXPECT_EQ(votes[0][0], 4) << "the first digit begins a new number";
  player->reset_step();
  EXPECT_EQ(votes[0][0], 4) << "a new start keeps what was counted";
  for (int presses = 0; presses < 4; ++presses) player->forward();
  player->vote(1);
  EXPECT_EQ(votes[1][1], 1);
  player->back();
  type({5});
  EXPECT_EQ(votes[1], Votes{}[1]) << "those who vote anew have not had the discussion yet";
  player->reset_step();
  EXPECT_EQ(votes[0][2], 5);
  EXPECT_EQ(player->lit_choice(), -1);
}

TEST_F(PlayerOnFakeLanes, from_the_discussion_back_to_the_first_round) {
  play(crash_steps);
  player->vote(0);
  for (int presses = 0; presses < 4; ++presses) player->forward();
  EXPECT_EQ(player->stage(), StepStage::discussing);
  EXPECT_TRUE(player->back());
  EXPECT_EQ(player->stage(), StepStage::asking);
  EXPECT_EQ(player->lit_choice(), 2);
  EXPECT_EQ(player->record().votes[0][0], 1);
  for (int presses = 0; presses < 3; ++presses) EXPECT_TRUE(player->back());
  EXPECT_FALSE(player->back()) << "this is the first step";
}

TEST_F(PlayerOnFakeLanes, a_step_without_setup_takes_the_lanes_as_they_are) {
  play(crash_steps);
  player->skip_prediction();
  run_to_rest();
  lanes->forget_asked();
  EXPECT_TRUE(player->forward());
  run_to_rest();
  EXPECT_EQ(lanes->asked(0), "");
  EXPECT_EQ(lanes->asked(1), "submit:4");
  EXPECT_EQ(player->record().expectations[0].verdict, Verdict::holds);
  EXPECT_TRUE(player->forward());
  EXPECT_TRUE(player->busy());
  run_to_rest();
  EXPECT_EQ(player->stage(), StepStage::shown);
  EXPECT_FALSE(player->forward()) << "this was the last step";
}

TEST_F(PlayerOnFakeLanes, nothing_begins_before_every_worker_is_ready) {
  play("# S\n\n```run\nsubmit 3\n```\n");
  lanes->start_lane_process_with(0, 1);
  for (int i = 0; i < 50; ++i) turn();
  EXPECT_EQ(lanes->asked(1), "");
  while (lanes->lane(0).alive() < lanes->lane(0).spec.workers) lanes->start_next_worker(0);
  run_to_rest();
  EXPECT_EQ(lanes->asked(0), "submit:3");
}

TEST_F(PlayerOnFakeLanes, a_jump_brings_the_lanes_to_that_point) {
  play(crash_steps, 1);
  run_to_rest();
  EXPECT_EQ(lanes->asked(0),
            "close tempo:400 policy:pool workers:3 reset submit:9 open segv@2:task=0");
  EXPECT_EQ(lanes->asked(1),
            "close tempo:400 policy:pool workers:3 reset submit:9 open segv@2:task=0 submit:4");
  EXPECT_EQ(player->record().expectations[0].verdict, Verdict::holds);
}

TEST_F(PlayerOnFakeLanes, back_shows_what_was_measured_then) {
  play(crash_steps);
  player->vote(1);
  player->skip_prediction();
  run_to_rest();
  player->forward();
  run_to_rest();
  lanes->forget_asked();
  EXPECT_TRUE(player->back());
  EXPECT_EQ(player->step_index(), 0);
  EXPECT_EQ(player->stage(), StepStage::shown);
  EXPECT_FALSE(player->busy());
  turn();
  turn();
  EXPECT_EQ(lanes->asked(1), "") << "nothing runs again";
  EXPECT_EQ(player->record().right_choice, 1);
  player->forward();
  EXPECT_EQ(player->stage(), StepStage::shown);
  player->forward();
  run_to_rest();
  EXPECT_EQ(lanes->asked(1), "") << "the lanes still stand where the second step left them";
}

TEST_F(PlayerOnFakeLanes, reset_goes_back_to_the_beginning_from_any_state) {
  play(crash_steps);
  player->vote(2);
  for (const bool run_first : {false, true}) {
    if (run_first) {
      player->skip_prediction();
      turn(3);
    }
    lanes->forget_asked();
    player->reset_step();
    EXPECT_EQ(player->stage(), StepStage::asking);
    EXPECT_EQ(player->record().votes[0][2], 1);
    EXPECT_FALSE(player->record().finished);
    run_to_rest();
    EXPECT_EQ(lanes->asked(0), "close tempo:400 policy:pool workers:3 reset submit:9 open");
    EXPECT_EQ(lanes->lane(0).account().submitted, 9U);
    EXPECT_EQ(lanes->lane(0).alive(), 3);
  }
}

TEST_F(PlayerOnFakeLanes, a_wait_that_times_out_is_reported_and_the_script_goes_on) {
  play("# S\n\n```run\nwait until threads.dead within 2 s\nsubmit 5\n```\n");
  turn();
  turn(1999);
  EXPECT_EQ(player->stage(), StepStage::running);
  ASSERT_NE(player->current_action(), nullptr);
  EXPECT_EQ(player->current_action()->line, 17);
  turn(2);
  run_to_rest();
  const std::string& trouble = player->record().trouble;
  EXPECT_EQ(trouble.rfind("t.md:17: ", 0), 0U) << trouble;
  EXPECT_NE(trouble.find("2 s"), std::string::npos) << trouble;
  EXPECT_NE(trouble.find("threads.dead 0"), std::string::npos) << trouble;
  EXPECT_EQ(lanes->asked(0), "submit:5");
}

TEST_F(PlayerOnFakeLanes, what_a_dead_lane_cannot_do_is_reported) {
  play(
      "# S\n\n```setup\ninject segv@1 in threads\nwait until threads.dead\n```\n\n"
      "```run\nsubmit 5\n```\n");
  run_to_rest();
  const std::string& trouble = player->record().trouble;
  EXPECT_NE(trouble.find("'threads' is not alive"), std::string::npos) << trouble;
  EXPECT_EQ(trouble.rfind("t.md:22: ", 0), 0U) << trouble;
  EXPECT_EQ(lanes->lane(1).account().submitted, 5U);
}

TEST_F(PlayerOnFakeLanes, a_refusal_of_the_lab_is_reported_with_its_line) {
  play("# S\n\n```run\nsubmit 5\nwait 1 s\n```\n");
  turn();
  turn();
  player->note_trouble("could not ask the lane: its supervisor is dead");
  EXPECT_EQ(player->record().trouble.rfind("t.md:1", 0), 0U) << player->record().trouble;
}

/// Turns until the run has ended. Each task of the lanes takes this long, of lane 1 `factor` times
/// as long.
void PlayerOnFakeLanes::time_batches(std::uint64_t task_ns, double factor) {
  const auto other_ns = static_cast<std::uint64_t>(factor * static_cast<double>(task_ns));
  for (int i = 0; i < 4000 && player->busy(); ++i) {
    turn();
    lanes->complete(0, now_ns, task_ns);
    lanes->complete(1, now_ns, other_ns);
    if (others > 0 && !sleeps) ready_ns += task_ns;
  }
  ASSERT_EQ(player->stage(), StepStage::shown);
}

int count_of(const std::string& text, std::string_view word) {
  int count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}

TEST_F(PlayerOnFakeLanes, batches_are_timed_in_turns) {
  play(
      "# S\n\n```setup\ntempo 50\n```\n\n```run\ntime 12 with 1..3 workers in threads\n```\n\n"
      "```expect\nthreads.speedup = 3\n```\n");
  time_batches(2 * ns_per_ms);
  const std::vector<TimedBatch>& batches = player->record().notes[0].batches;
  ASSERT_EQ(batches.size(), 3U);
  for (int workers = 1; workers <= 3; ++workers) {
    const TimedBatch& batch = batches[static_cast<std::size_t>(workers - 1)];
    EXPECT_EQ(batch.workers, workers);
    EXPECT_EQ(batch.tasks, 12U);
    ASSERT_EQ(batch.rounds.size(), static_cast<std::size_t>(BatchTimer::rounds_least));
    for (const auto& each : batch.rounds) EXPECT_NEAR(each.elapsed_ms, 24.0 / workers, 0.01);
  }
  EXPECT_EQ(player->record().expectations[0].verdict, Verdict::holds)
      << player->record().expectations[0].measured;
  const std::string& asked = lanes->asked(0);
  EXPECT_EQ(asked.rfind("close tempo:400 policy:pool workers:3 reset tempo:50 close tempo:0 "
                        "workers:1 submit:12 open close workers:2 submit:12 open close workers:3 "
                        "submit:12 open close",
                        0),
            0U)
      << "first all of them, to warm up: " << asked;
  EXPECT_EQ(count_of(asked, "submit:12"), 3 * (1 + BatchTimer::rounds_least));
  EXPECT_TRUE(asked.ends_with("close tempo:50 workers:3 close")) << "and leaves all as it was";
}

TEST_F(PlayerOnFakeLanes, batches_are_timed_until_their_medians_are_steady) {
  play("# S\n\n```run\ntime 6 with 1 worker in threads\ntime 6 with 1 worker in processes\n```\n");
  for (unsigned i = 0; i < 4000 && player->busy(); ++i) {
    turn();
    lanes->complete(0, now_ns, ns_per_ms);
    // Each batch of this lane takes longer than the one before.
    lanes->complete(1, now_ns, ns_per_ms + i * ns_per_ms / 50);
  }
  for (const LaneMeasurement& notes : player->record().notes)
    EXPECT_EQ(notes.batches[0].rounds.size(), static_cast<std::size_t>(BatchTimer::rounds_most));
}

TEST_F(PlayerOnFakeLanes, lines_that_follow_each_other_are_timed_in_turns) {
  play(
      "# S\n\n```run\ntime 6 with 1 worker in threads\ntime 6 with 3 workers in processes\n"
      "submit 1\n```\n");
  lanes->forget_asked();
  time_batches(ns_per_ms);
  for (const std::size_t lane : {0U, 1U}) {
    ASSERT_EQ(player->record().notes[lane].batches.size(), 1U);
    EXPECT_EQ(player->record().notes[lane].batches[0].rounds.size(),
              static_cast<std::size_t>(BatchTimer::rounds_least));
    EXPECT_EQ(count_of(lanes->asked(static_cast<LaneIndex>(lane)), "submit:6"),
              1 + BatchTimer::rounds_least);
    EXPECT_EQ(count_of(lanes->asked(static_cast<LaneIndex>(lane)), "submit:1"), 1);
  }
}

constexpr std::string_view comparison =
    "# S\n\n```predict\nWhich?\n- The threads | threads.elapsed_ms < processes.elapsed_ms\n"
    "- The processes | threads.elapsed_ms >= processes.elapsed_ms\n```\n\n"
    "```run\ntime 6 with 3 workers\n```\n";

TEST_F(PlayerOnFakeLanes, a_clear_difference_decides) {
  play(comparison);
  run_to_rest();
  player->skip_prediction();
  time_batches(ns_per_ms, 1.5);
  EXPECT_EQ(player->record().right_choice, 0);
  EXPECT_EQ(player->record().doubt, "");
}

TEST_F(PlayerOnFakeLanes, on_a_busy_computer_no_choice_is_right) {
  play(comparison);
  run_to_rest();
  player->skip_prediction();
  others = 0.4;
  time_batches(ns_per_ms, 1.5);
  EXPECT_EQ(player->record().right_choice, -1);
  EXPECT_EQ(player->record().doubt, "other programs took 40 % of the cores");
  for (const StepRecord::Judged& each : player->record().choices)
    EXPECT_EQ(each.verdict, Verdict::cannot_tell);
}

TEST_F(PlayerOnFakeLanes, what_no_worker_waited_for_was_not_taken_from_it) {
  play(comparison);
  run_to_rest();
  player->skip_prediction();
  others = 0.4;
  sleeps = true;
  time_batches(ns_per_ms, 1.5);
  EXPECT_EQ(player->record().right_choice, 0) << player->record().doubt;
}

TEST_F(PlayerOnFakeLanes, a_step_is_measured_again_with_the_same_votes) {
  play(comparison);
  run_to_rest();
  player->measure_again();
  EXPECT_EQ(player->stage(), StepStage::asking) << "nothing was measured yet";
  player->vote(1, 4);
  player->skip_prediction();
  others = 0.4;
  time_batches(ns_per_ms, 1.5);
  others = 0;
  player->measure_again();
  EXPECT_EQ(player->stage(), StepStage::running);
  time_batches(ns_per_ms, 1.5);
  EXPECT_EQ(player->record().right_choice, 0);
  EXPECT_EQ(player->record().votes[0][1], 4);
  EXPECT_TRUE(player->record().skipped);
}

TEST_F(PlayerOnFakeLanes, lanes_are_paused_while_others_are_timed) {
  play("# S\n\n```setup\nopen in processes\n```\n\n```run\ntime 6 with 1 worker in threads\n```\n");
  time_batches(ns_per_ms);
  const std::string& asked = lanes->asked(1);
  EXPECT_TRUE(asked.ends_with(" open close open")) << asked;
}

TEST_F(PlayerOnFakeLanes, a_lane_that_dies_has_no_elapsed_time) {
  play("# S\n\n```run\ntime 12 with 2..3 workers\n```\n");
  for (int i = 0; i < 4000 && player->busy(); ++i) {
    turn();
    if (lanes->lane(0).gate_open && lanes->lane(0).lane_pid != 0) lanes->kill_lane_process(0, 1);
    lanes->complete(1, now_ns, ns_per_ms);
  }
  ASSERT_EQ(player->stage(), StepStage::shown);
  const auto& notes = player->record().notes;
  ASSERT_EQ(notes[0].batches.size(), 2U);
  EXPECT_TRUE(notes[0].batches[0].rounds.empty());
  EXPECT_TRUE(notes[0].batches[1].rounds.empty());
  EXPECT_NE(player->record().trouble.find("its lane died"), std::string::npos);
  ASSERT_EQ(notes[1].batches.size(), 2U);
  ASSERT_FALSE(notes[1].batches[0].rounds.empty());
  EXPECT_NEAR(notes[1].batches[0].rounds[0].elapsed_ms, 6, 0.01);
}

TEST_F(PlayerOnFakeLanes, a_new_version_keeps_what_still_holds) {
  play(crash_steps);
  player->skip_prediction();
  run_to_rest();
  player->forward();
  run_to_rest();
  lanes->forget_asked();
  // Only the text differs, not the experiment.
  std::string text(crash_steps);
  text.replace(text.find("Only words"), 10, "More words");
  player->reload(lesson_of("# New\n\nBefore all of them.\n\n" + text));
  EXPECT_EQ(player->step_index(), 2) << "the open step stays open where it is now";
  EXPECT_EQ(player->stage(), StepStage::shown);
  EXPECT_TRUE(player->record().finished);
  player->back();
  EXPECT_EQ(player->record().right_choice, 1);
  player->forward();
  turn();
  EXPECT_EQ(lanes->asked(1), "");
  // The experiment differs: the open step begins anew.
  text.replace(text.find("submit 4"), 8, "submit 6");
  player->reload(lesson_of(text));
  EXPECT_EQ(player->step_index(), 1);
  EXPECT_FALSE(player->record().finished);
  run_to_rest();
  EXPECT_TRUE(player->record().finished);
  EXPECT_EQ(player->record().expectations[0].verdict, Verdict::fails);
  // The open step is gone: the nearest one opens.
  player->reload(lesson_of("# Alone\n\nWords.\n"));
  EXPECT_EQ(player->step_index(), 0);
  run_to_rest();
  EXPECT_EQ(player->stage(), StepStage::shown);
}

TEST_F(PlayerOnFakeLanes, a_new_version_does_not_disturb_a_run) {
  play("# S\n\n```run\nwait until threads.done = 3 within 9 s\n```\n");
  turn();
  turn();
  player->reload(
      lesson_of("# S\n\nWords.\n\n```run\nwait 1 s\n```\n\n```expect\ncores = 2\n```\n"));
  EXPECT_EQ(player->stage(), StepStage::running);
  ASSERT_NE(player->current_action(), nullptr);
  EXPECT_EQ(player->current_action()->text, "wait until threads.done = 3 within 9 s");
  turn(9001);
  run_to_rest();
  ASSERT_EQ(player->record().expectations.size(), 1U);
  EXPECT_EQ(player->record().expectations[0].verdict, Verdict::holds);
}

}  // namespace
}  // namespace sharedfate::testing
