#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <string_view>

#include "core/lesson/condition.h"

namespace sharedfate {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const std::vector<std::string>& lane_names() {
  static const std::vector<std::string> names{"threads", "processes"};
  return names;
}

/// Rounds in which others may have taken all that they used.
std::vector<TimedBatch::Round> rounds(std::initializer_list<double> times_ms) {
  std::vector<TimedBatch::Round> found;
  for (const double each : times_ms) found.push_back({each, 1});
  return found;
}

/// Two lanes: threads, with 9 tasks, of which 5 are done, and 3 timed batches; processes, of which
/// nothing is known.
class Conditions : public testing::Test {
 protected:
  Conditions() {
    threads_.exists = true;
    threads_.spec = {LaneKind::threads, Language::cpp, 3};
    threads_.state = LaneState::open;
    threads_.lane_pid = 100;
    threads_.figures.accepted = 9;
    for (int number = 1; number <= 3; ++number) {
      WorkerModel worker;
      worker.worker = number;
      worker.state = WorkerState::idle;
      worker.started_ns = static_cast<std::uint64_t>(number);
      threads_.workers.push_back(worker);
    }
    threads_.workers[0].sequence = 10;  // 5 ended
    notes_.resize(2);
    notes_[0] = begin_measurement(threads_);
    notes_[0].batches = {{1, 100, rounds({400, 410, 390, 404, 396})},
                         {2, 100, rounds({250, 251, 252, 253, 254})},
                         {3, 100, rounds({100, 101, 99, 102, 98})}};
    measured_.lanes = {&threads_, nullptr};
    measured_.notes = notes_;
    measured_.cores = 8;
  }

  [[nodiscard]] bool check(std::string_view text) const {
    const auto condition = parse_condition(text, lane_names());
    EXPECT_TRUE(condition.ok()) << text << ": " << (condition ? "" : condition.error().text());
    return condition.ok() && judge(condition.value(), measured_) == Verdict::holds;
  }
  [[nodiscard]] Verdict verdict(std::string_view text) const {
    return judge(parse_condition(text, lane_names()).value(), measured_);
  }
  [[nodiscard]] std::string doubt(std::string_view text) const {
    return doubt_text(parse_condition(text, lane_names()).value(), measured_);
  }
  [[nodiscard]] double fact(std::string_view name) const {
    for (const FactRow& row : facts()) {
      if (row.name == name) return row.read(measured_, 0, 0).value;
    }
    ADD_FAILURE() << "no fact " << name;
    return nan;
  }

  LaneModel threads_;
  std::vector<LaneMeasurement> notes_;
  Measured measured_;
};

TEST_F(Conditions, CompareFactsWithNumbersAndWithEachOther) {
  const char* const hold[] = {
      "threads.done = 5",
      "threads.done=5",
      "threads.done != 4",
      "threads.done >= 5 and threads.done <= 5",
      "5 < threads.submitted",
      "threads.done < threads.submitted",
      "threads.done > 0.5 * threads.submitted",
      "2 * threads.queued = 8",
      "threads.ready",
      "cores = 8",
      "threads.speedup >= 0.4*cores",
      "  threads.quiet = 0 \t",
  };
  for (const char* text : hold) EXPECT_TRUE(check(text)) << text;
  for (const char* text : {"threads.done = 4", "threads.dead", "threads.done = 5 and threads.lost",
                           "cores < 8", "threads.done > threads.submitted"}) {
    EXPECT_FALSE(check(text)) << text;
  }
}

TEST_F(Conditions, WhatWasNotMeasuredIsNeitherEqualNorDifferent) {
  for (const char* text :
       {"processes.done = 0", "processes.done != 0", "processes.done", "processes.done < 1",
        "threads.signal = 11", "threads.signal != 11", "processes.elapsed_ms > 0"}) {
    EXPECT_FALSE(check(text)) << text;
  }
}

TEST_F(Conditions, AllStandsForATermForEachLane) {
  const auto condition = parse_condition("all.done >= 1 and cores > 1", lane_names());
  ASSERT_TRUE(condition.ok());
  EXPECT_EQ(condition.value().terms.size(), 3U);
  EXPECT_EQ(judge(condition.value(), measured_), Verdict::fails);
  const LaneModel processes = threads_;
  measured_.lanes[1] = &processes;
  EXPECT_EQ(judge(condition.value(), measured_), Verdict::holds);
}

TEST_F(Conditions, SayWhatWasMeasured) {
  const auto condition = parse_condition(
      "all.done = 5 and threads.elapsed_ms < 2 * threads.speedup and cores > 1", lane_names());
  ASSERT_TRUE(condition.ok());
  EXPECT_EQ(measured_text(condition.value(), lane_names(), measured_),
            "threads.done 5, processes.done not measured, threads.elapsed_ms 100 (98 to 102), "
            "threads.speedup 4 (3.94 to 4.06), cores 8");
  notes_[0].batches.back().rounds = rounds({123.456});
  EXPECT_EQ(measured_text(condition.value(), lane_names(), measured_),
            "threads.done 5, processes.done not measured, threads.elapsed_ms 123.5 (123.5 to "
            "123.5), threads.speedup 3.24 (3.24 to 3.24), cores 8");
}

TEST_F(Conditions, FactsAreReadFromModelAndNotes) {
  EXPECT_EQ(fact("alive"), 3);
  EXPECT_TRUE(std::isnan(fact("processes"))) << "not counted yet";
  EXPECT_TRUE(std::isnan(fact("threads")));
  threads_.processes = 1;
  threads_.threads = 4;
  EXPECT_EQ(fact("processes"), 1);
  EXPECT_EQ(fact("threads"), 4);
  EXPECT_EQ(fact("survivors"), 3);
  EXPECT_EQ(fact("restarts"), 0);
  EXPECT_EQ(fact("speedup"), 4);
  EXPECT_EQ(fact("tasks_per_s"), 1000);
  EXPECT_TRUE(std::isnan(fact("signal")));
  EXPECT_TRUE(std::isnan(fact("exit_code")));

  // Worker 2 was replaced: it is alive, but is no survivor.
  threads_.workers[1].started_ns = 77;
  EXPECT_EQ(fact("alive"), 3);
  EXPECT_EQ(fact("survivors"), 2);

  Death death;
  death.report.signal = 11;
  threads_.deaths.push_back(death);
  EXPECT_EQ(fact("signal"), 11);
  EXPECT_TRUE(std::isnan(fact("exit_code")));
  threads_.deaths.back().report = DeathReport{};
  threads_.deaths.back().report.exit_code = 3;
  EXPECT_EQ(fact("signal"), 0);
  EXPECT_EQ(fact("exit_code"), 3);

  notes_[0].batches.back().rounds.clear();  // the batch did not end
  EXPECT_TRUE(std::isnan(fact("elapsed_ms")));
  EXPECT_TRUE(std::isnan(fact("speedup")));
  notes_[0].batches.clear();
  EXPECT_TRUE(std::isnan(fact("speedup")));
}

// elapsed_ms lies between 98 and 102, speedup between 3.94 and 4.06.
TEST_F(Conditions, HoldOrFailOnlyOverTheWholeInterval) {
  EXPECT_EQ(verdict("threads.elapsed_ms < 103"), Verdict::holds);
  EXPECT_EQ(verdict("threads.elapsed_ms < 102"), Verdict::cannot_tell);
  EXPECT_EQ(verdict("threads.elapsed_ms <= 102"), Verdict::holds);
  EXPECT_EQ(verdict("threads.elapsed_ms < 98.5"), Verdict::cannot_tell);
  EXPECT_EQ(verdict("threads.elapsed_ms < 98"), Verdict::fails);
  EXPECT_EQ(verdict("threads.elapsed_ms > 97"), Verdict::holds);
  EXPECT_EQ(verdict("threads.elapsed_ms >= 98"), Verdict::holds);
  EXPECT_EQ(verdict("threads.elapsed_ms > 102"), Verdict::fails);
  EXPECT_EQ(verdict("threads.elapsed_ms = 100"), Verdict::cannot_tell);
  EXPECT_EQ(verdict("threads.elapsed_ms != 100"), Verdict::cannot_tell);
  EXPECT_EQ(verdict("threads.elapsed_ms = 90"), Verdict::fails);
  EXPECT_EQ(verdict("threads.elapsed_ms != 90"), Verdict::holds);
  EXPECT_EQ(verdict("threads.elapsed_ms < 25.1 * threads.speedup"), Verdict::cannot_tell);
  EXPECT_EQ(verdict("threads.elapsed_ms < 30 * threads.speedup"), Verdict::holds);
}

TEST_F(Conditions, FailWhereOneTermDoes) {
  EXPECT_EQ(verdict("threads.elapsed_ms < 100 and threads.done = 4"), Verdict::fails);
  EXPECT_EQ(verdict("threads.elapsed_ms < 100 and threads.done = 5"), Verdict::cannot_tell);
}

TEST_F(Conditions, CannotBeToldWhereOtherProgramsTookTheCores) {
  EXPECT_EQ(verdict("threads.speedup > 2"), Verdict::holds);
  EXPECT_EQ(verdict("threads.speedup > 3.5"), Verdict::holds);
  measured_.timing = {.known = true, .own = 0.5, .others = 0.1, .throttled = 0};
  // The figures may be 20 % wrong.
  EXPECT_EQ(verdict("threads.speedup > 2"), Verdict::holds);
  EXPECT_EQ(verdict("threads.speedup > 3.5"), Verdict::cannot_tell);
  EXPECT_EQ(doubt("threads.speedup > 3.5"), "other programs took 10 % of the cores");
  measured_.timing.others = 0.5;
  EXPECT_EQ(verdict("threads.speedup > 2"), Verdict::cannot_tell);
  EXPECT_EQ(verdict("threads.speedup < 1000"), Verdict::cannot_tell);
  EXPECT_EQ(verdict("threads.done = 5"), Verdict::holds) << "a count is exact";
  for (TimedBatch& batch : notes_[0].batches) {
    for (TimedBatch::Round& round : batch.rounds) round.delayed = 0.01;
  }
  EXPECT_EQ(verdict("threads.speedup > 3.5"), Verdict::holds) << "no worker waited for a core";
}

TEST_F(Conditions, SayWhyTheyCannotBeTold) {
  EXPECT_EQ(doubt("threads.elapsed_ms < 100"),
            "the measured times spread more widely than they differ");
  measured_.timing = {.known = true, .own = 0.5, .others = 0.3, .throttled = 0};
  EXPECT_EQ(doubt("threads.elapsed_ms < 100"),
            "other programs took 30 % of the cores, and the measured times spread more widely than "
            "they differ");
  measured_.timing = {};
  EXPECT_EQ(doubt("threads.elapsed_ms < 103"), "");
  EXPECT_EQ(doubt("threads.elapsed_ms < 90"), "");
  measured_.timing = {.known = true, .own = 0.2, .others = 0.01, .throttled = 0.6};
  EXPECT_EQ(doubt("threads.elapsed_ms > 90"),
            "the kernel kept the app off the cores for 60 % of the time");
}

TEST_F(Conditions, SayWhatIsWrongWithThem) {
  struct Case {
    const char* text;
    const char* word;
  };
  const Case cases[] = {
      {"", "it is empty"},
      {"threads.doen = 1", "did you mean 'done'"},
      {"thread.done = 1", "did you mean 'threads'"},
      {"serial.done = 1", "unknown lane 'serial'; allowed: threads, processes, all"},
      {"done = 1", "did you mean 'threads.done'"},
      {"threads.cores > 1", "unknown fact 'cores'"},
      {"threads.done == 1", "did you mean '='"},
      {"threads.done <> 1", "did you mean '!='"},
      {"threads.done =", "it ends where"},
      {"threads.done = 1 and", "it ends where"},
      {"threads.done = 1 or threads.lost", "'and' or the end, not 'or'"},
      {"1 = 1", "no fact"},
      {"1", "no fact"},
      {"2 * = 4", "unknown"},
      {"2 *", "after '*' comes a fact"},
      {"threads.done = nan", "unknown number"},
      {"threads.done = 1e999", "unknown number"},
      {"threads. = 1", "unknown fact ''"},
      {".done = 1", "unknown lane ''"},
  };
  for (const Case& each : cases) {
    const auto condition = parse_condition(each.text, lane_names());
    ASSERT_FALSE(condition.ok()) << each.text;
    EXPECT_NE(condition.error().text().find(each.word), std::string::npos)
        << each.text << ": " << condition.error().text();
  }
  EXPECT_FALSE(parse_condition(std::string(500, ' ') + "x", lane_names()).ok());
  std::string many = "cores";
  for (int i = 0; i < 50; ++i) many += " and cores";
  EXPECT_FALSE(parse_condition(many, lane_names()).ok());
}

struct Told {
  std::string_view fact;
  double value;
  std::string_view words;
};

constexpr Told told[] = {
    {"submitted", 1'000'000, "1,000,000 tasks in all"},
    {"queued", 1, "1 task queued"},
    {"running", 2, "2 tasks running"},
    {"done", 40, "40 tasks done"},
    {"failed", 1, "1 task failed"},
    {"lost", 37, "37 tasks lost"},
    {"cancelled", 2, "2 tasks cancelled"},
    {"workers", 5, "5 workers"},
    {"alive", 4, "4 workers alive"},
    {"survivors", 4, "4 of the first workers survived"},
    {"survivors", 0, "0 of the first workers survived"},
    {"processes", 6, "6 processes in all"},
    {"processes", 1, "1 process in all"},
    {"processes", 0, "no process left"},
    {"threads", 4, "4 threads in all"},
    {"threads", 0, "no thread left"},
    {"deaths", 1, "1 process died"},
    {"deaths", 0, "no process died"},
    {"replaced", 1, "1 worker replaced"},
    {"replaced", 0, "no worker replaced"},
    {"restarts", 2, "started anew 2 times"},
    {"restarts", 0, "not started anew"},
    {"signal", 11, "ended by SIGSEGV"},
    {"signal", 0, "exited by itself"},
    {"exit_code", 3, "exit code 3"},
    {"retried", 3, "3 tasks tried again"},
    {"retried", 0, "no task tried again"},
    {"poisoned", 1, "1 task set aside"},
    {"poisoned", 0, "no task set aside"},
    {"broken", 1, "the pool is broken"},
    {"broken", 0, "the pool works"},
    {"awaited", 1, "the caller waits for 1 result"},
    {"awaited", 0, "the caller has all results"},
    {"in_vain", 1, "the caller waits for ever"},
    {"in_vain", 0, "the caller does not wait in vain"},
    {"dead", 1, "the queue is gone"},
    {"dead", 0, "the queue is still there"},
    {"quiet", 1, "nothing runs any more"},
    {"quiet", 0, "something still runs"},
    {"ready", 1, "all workers are ready"},
    {"ready", 0, "not all workers are ready"},
    {"stopped", 1, "1 worker stopped"},
    {"stopped", 0, "no worker stopped"},
    {"hanging", 1, "1 worker with a task that does not end"},
    {"hanging", 2, "2 workers with a task that does not end"},
    {"hanging", 0, "every task ends"},
    {"deadlocked", 2, "2 workers wait in a circle"},
    {"deadlocked", 0, "no workers wait in a circle"},
    {"stranded", 1, "1 worker waits for ever"},
    {"stranded", 0, "no worker waits for ever"},
    {"recovered", 1, "the lock was taken over 1 time"},
    {"recovered", 0, "the lock was never taken over"},
    {"running_max", 2, "at most 2 tasks at the same time"},
    {"elapsed_ms", 51.26, "51.3 ms"},
    {"speedup", 1.934, "1.93 times as fast"},
    {"tasks_per_s", 4321.7, "4,322 tasks per second"},
    {"cores", 1, "1 core"},
    {"app_processes", 7, "7 processes before"},
    {"app_survivors", 3, "3 processes left"},
    {"app_survivors", 0, "no process left"},
};

TEST(LessonFacts, are_told_in_words) {
  for (const Told& each : told) {
    const auto row = std::find_if(facts().begin(), facts().end(),
                                  [&](const FactRow& other) { return other.name == each.fact; });
    ASSERT_NE(row, facts().end()) << each.fact;
    EXPECT_EQ(told_figure(*row, Estimate::exact(each.value)).text(), each.words);
  }
  for (const FactRow& row : facts()) {
    const auto shown = [&](bool zero) {
      return std::any_of(std::begin(told), std::end(told), [&](const Told& each) {
        return each.fact == row.name && (each.value == 0) == zero;
      });
    };
    EXPECT_TRUE(shown(false)) << row.name;
    EXPECT_TRUE(shown(true) || row.told_zero.empty()) << row.name;
  }
}

TEST(LessonFacts, of_times_are_told_with_their_interval) {
  const auto row = std::find_if(facts().begin(), facts().end(),
                                [](const FactRow& each) { return each.name == "elapsed_ms"; });
  EXPECT_EQ(told_figure(*row, {120, 118, 125.5, 9}).text(), "120 ms (118 to 125.5)");
}

}  // namespace
}  // namespace sharedfate
