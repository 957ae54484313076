// What is said of a worker, from a model with given measurements.
#include <gtest/gtest.h>

#include "core/model/model.h"
#include "core/report/worker_text.h"

namespace sharedfate {
namespace {

constexpr std::uint64_t second_ns = 1'000'000'000;

class WorkerWordsTest : public ::testing::Test {
 protected:
  void SetUp() override { open({LaneKind::threads, Language::cpp, 5}); }
  void open(const LaneSpec& spec) {
    apply(model_, LaneOpened{0, spec});
    apply(model_, LaneProcessStarted{0, 1, 100, 2, true});
    for (int worker = 1; worker <= 5; ++worker) {
      apply(model_, WorkerStarted{0, worker, 1, 100, 2, 100 + worker, 1, false});
      tally(worker, 0, WorkerActivity::waiting);
    }
  }
  void tally(int worker, std::uint64_t sequence, WorkerActivity activity, int core = -1) {
    WorkerTallied event{0, worker, sequence, 0, 1, 1, 0, activity, 100 + worker};
    event.core = core;
    apply(model_, event);
  }
  void run_task(int core = -1) { tally(1, 1, WorkerActivity::computing, core); }
  void share(double on_core, double ready) {
    TimeShares shares{.known = true, .ready_known = true, .on_core = on_core, .ready = ready};
    shares.ran = on_core > 0;
    share(shares);
  }
  void share(const TimeShares& shares) { apply(model_, WorkerTimed{0, 1, shares}); }
  [[nodiscard]] WorkerWords words(bool many_tasks = false) const {
    return worker_words(model_.lanes[0], model_.lanes[0].workers[0], many_tasks);
  }

  Model model_;
};

TEST_F(WorkerWordsTest, without_a_task_it_is_idle_or_paused) {
  EXPECT_EQ(words().words, "idle");
  share(0.5, 0.5);
  EXPECT_EQ(words().words, "idle") << "that was before";
  EXPECT_EQ(words().shares, "");
  tally(1, 0, WorkerActivity::paused);
  EXPECT_EQ(words().words, "paused");
  tally(1, 0, WorkerActivity::starting);
  EXPECT_EQ(words().words, "starting");
}

TEST_F(WorkerWordsTest, what_is_not_measured_is_not_said) {
  run_task(1);
  EXPECT_EQ(words().words, "has a task");
  share({.known = true, .ready_known = false, .on_core = 0.1});
  EXPECT_EQ(words().words, "has a task") << "the rest may be sleep or a wait for a core";
}

TEST_F(WorkerWordsTest, on_a_core_or_ready_is_what_it_was_for_longer) {
  run_task(1);
  share(0.9, 0.1);
  EXPECT_EQ(words().words, "on core 1");
  EXPECT_EQ(words().shares, "on a core 90 %, ready 10 %");
  share(0.2, 0.8);
  EXPECT_EQ(words().words, "ready: no core free");
  EXPECT_EQ(words().word, "ready");
  EXPECT_EQ(words().shares, "on a core 20 %, ready 80 %");
  run_task();
  share(1, 0);
  EXPECT_EQ(words().words, "on a core") << "on which one is not known";
  EXPECT_EQ(words().shares, "on a core 100 %");
  EXPECT_FALSE(words().is_trouble());
}

TEST_F(WorkerWordsTest, an_endless_loop_is_on_a_core_and_makes_no_progress) {
  run_task(0);
  share(1, 0);
  apply(model_, WorkerNamed{0, 1, WorkerCondition::running, false, 0});
  EXPECT_EQ(words().words, "on core 0");
  apply(model_, WorkerNamed{0, 1, WorkerCondition::running, true, 0});
  EXPECT_EQ(words().words, "on core 0, no progress");
}

TEST_F(WorkerWordsTest, a_worker_that_gets_no_core_is_starved_and_not_hung) {
  run_task(0);
  apply(model_, WorkerNamed{0, 1, WorkerCondition::running, false, 0});
  TimeShares shares{.known = true, .ready_known = true, .on_core = 0, .ready = 1};
  shares.no_core_ns = 2 * second_ns;
  share(shares);
  EXPECT_EQ(words().words, "no core for 2.0 s");
  EXPECT_TRUE(words().is_trouble());
  shares = {.known = true, .ready_known = true, .on_core = 0.02, .ready = 0.97, .ran = true};
  shares.task_ns = 5 * second_ns;
  shares.task_cpu_ns = second_ns / 10;
  share(shares);
  EXPECT_EQ(words().words, "0.1 s of processor time in 5 s");
  shares.task_cpu_ns = second_ns;
  share(shares);
  EXPECT_EQ(words().words, "ready: no core free");
}

TEST_F(WorkerWordsTest, it_sleeps_when_its_task_blocks_or_the_kernel_says_so) {
  tally(1, 1, WorkerActivity::blocked, 1);
  EXPECT_EQ(words().words, "sleeps");
  run_task(1);
  share(0.1, 0.1);
  EXPECT_EQ(words().words, "sleeps");
  EXPECT_EQ(words().shares, "ready 10 %, asleep 80 %");
  apply(model_, WorkerNamed{0, 1, WorkerCondition::sleeps_in_kernel, true, 0});
  EXPECT_EQ(words().words, "sleeps");
}

TEST_F(WorkerWordsTest, locks_have_names_and_holders) {
  run_task();
  apply(model_, WorkerNamed{0, 1, WorkerCondition::waits_on_lock, true, 4, 1});
  EXPECT_EQ(words().words, "waits for lock A: T4 holds it");
  apply(model_, WorkerNamed{0, 4, WorkerCondition::waits_on_lock, true, 1, 2});
  EXPECT_EQ(words().words, "deadlock with T4");
}

TEST_F(WorkerWordsTest, many_short_tasks_are_one_measured_state) {
  tally(1, 2000, WorkerActivity::waiting, 1);
  share(0.7, 0.2);
  EXPECT_EQ(words(true).words, "on core 1");
  EXPECT_EQ(words(true).shares, "on a core 70 %, ready 20 %");
  share(0.1, 0);
  EXPECT_EQ(words(true).words, "sleeps");
}

TEST_F(WorkerWordsTest, waits_for_the_gil_are_inferred_where_nothing_else_blocks) {
  open({LaneKind::python_threads, Language::python, 5});
  run_task(1);
  share(0.2, 0.1);
  EXPECT_EQ(words().words, "sleeps") << "whether there is a GIL is not known";
  apply(model_, InterpreterReported{0, 0x030B02, GilState::on, 5000, 0});
  EXPECT_EQ(words().words, "waits for the GIL");
  EXPECT_EQ(words().shares, "on a core 20 %, waits for the GIL 70 %");
  tally(1, 1, WorkerActivity::blocked, 1);
  EXPECT_EQ(words().words, "sleeps") << "its task does";
  run_task(1);
  apply(model_, CodeConfined{0, CodeOrigin::own, {}});
  apply(model_, ScriptReported{0, ScriptState::running, 1});
  EXPECT_EQ(words().words, "sleeps") << "what a person's code waits for is not known";
}

}  // namespace
}  // namespace sharedfate
