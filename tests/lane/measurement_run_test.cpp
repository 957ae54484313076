// Experiments in processes of their own: their figures arrive, and no process of them remains.
#include <gtest/gtest.h>

#include <csignal>
#include <set>

#include "core/experiment/stepping.h"
#include "core/measure/measurement_run.h"
#include "core/system/process_facts.h"
#include "tests/lane/kernel_facts.h"
#include "tests/lane/lane_under_test.h"

namespace sharedfate::testing {
namespace {

constexpr int wait_ms_max = 120'000;

const ExperimentRow& clock_row() { return *find_experiment("clock").value(); }

Parameters with(const ExperimentRow& row, std::string_view name, std::string_view value) {
  Parameters parameters(row.parameters);
  EXPECT_TRUE(parameters.set(name, value));
  return parameters;
}

/// An experiment that outlasts any test.
Parameters endless() { return with(clock_row(), "looks", "1000000000"); }

class MeasurementRunTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override { options.use_namespaces = GetParam(); }

  /// Polls until `condition` holds; false at the limit.
  template <typename Condition>
  static bool poll_until(MeasurementRun& run, Condition condition) {
    for (int waited_ms = 0; waited_ms < wait_ms_max; waited_ms += 10) {
      run.poll();
      if (condition()) return true;
      run.wait(10);
    }
    return false;
  }
  /// Starts an endless experiment and returns its PIDs once it measures: the guard, then the
  /// measuring process.
  std::vector<int> start_endless(MeasurementRun& run) {
    EXPECT_TRUE(run.start(clock_row(), endless(), options));
    EXPECT_TRUE(poll_until(run, [&] { return run.measurement().progress > 0; }));
    std::vector<int> pids;
    for (const ProcessNode& each : read_process_tree(run.pid()).processes) pids.push_back(each.pid);
    EXPECT_EQ(pids.size(), 2U) << "a guard and the measuring process";
    return pids;
  }
  static void expect_gone(const std::vector<int>& pids) {
    for (const int pid : pids) EXPECT_FALSE(exists(pid)) << pid;
  }

  MeasurementOptions options;
};

TEST_P(MeasurementRunTest, measures_to_the_end_and_leaves_nothing) {
  const OwnFootprint before = measure_own_footprint();
  const auto measured = measure(clock_row(), with(clock_row(), "looks", "5000"), nullptr, options);
  ASSERT_TRUE(measured);
  const Measurement& measurement = measured.value();
  EXPECT_EQ(measurement.state, MeasurementState::done) << measurement.trouble;
  EXPECT_EQ(measurement.records_rejected, 0U);
  ASSERT_NE(measurement.find_series("", "time between two looks"), nullptr);
  double looks = 0;
  for (const MeasuredPoint& point : measurement.series[0].points) looks += point.y;
  EXPECT_EQ(looks, 5000);
  const OwnFootprint after = measure_own_footprint();
  EXPECT_EQ(after.children, before.children);
  EXPECT_EQ(after.descriptors.size(), before.descriptors.size());
}

TEST_P(MeasurementRunTest, ends_when_cancelled) {
  MeasurementRun run;
  const std::vector<int> pids = start_endless(run);
  run.cancel();
  ASSERT_TRUE(poll_until(run, [&] { return run.finished(); }));
  EXPECT_EQ(run.measurement().state, MeasurementState::cancelled);
  EXPECT_EQ(run.measurement().trouble, "");
  expect_gone(pids);
}

TEST_P(MeasurementRunTest, ends_with_its_owner) {
  adopt_orphans();
  std::vector<int> pids;
  {
    MeasurementRun run;
    pids = start_endless(run);
  }
  EXPECT_TRUE(last_child_ends_within(wait_ms_max));
  expect_gone(pids);
}

TEST_P(MeasurementRunTest, reports_a_measuring_process_that_dies) {
  MeasurementRun run;
  const std::vector<int> pids = start_endless(run);
  ASSERT_EQ(::kill(pids.back(), SIGSEGV), 0);
  ASSERT_TRUE(poll_until(run, [&] { return run.finished(); }));
  EXPECT_EQ(run.measurement().state, MeasurementState::failed);
  EXPECT_NE(run.measurement().trouble.find("SIGSEGV"), std::string::npos)
      << run.measurement().trouble;
  expect_gone(pids);
}

TEST_P(MeasurementRunTest, reports_a_guard_that_dies) {
  adopt_orphans();
  MeasurementRun run;
  const std::vector<int> pids = start_endless(run);
  ASSERT_EQ(::kill(pids.front(), SIGKILL), 0);
  ASSERT_TRUE(poll_until(run, [&] { return run.finished(); }));
  EXPECT_EQ(run.measurement().state, MeasurementState::failed);
  EXPECT_NE(run.measurement().trouble.find("without a last word"), std::string::npos);
  EXPECT_TRUE(last_child_ends_within(wait_ms_max));
  expect_gone(pids);
}

TEST_P(MeasurementRunTest, gives_up_at_its_limit) {
  options.limit_ms = 1;
  const auto measured = measure(clock_row(), endless(), nullptr, options);
  ASSERT_TRUE(measured);
  EXPECT_EQ(measured.value().state, MeasurementState::failed);
  EXPECT_NE(measured.value().trouble.find("longer than it may"), std::string::npos);
}

TEST_P(MeasurementRunTest, can_be_started_again) {
  MeasurementRun run;
  for (int round = 0; round < 3; ++round) {
    ASSERT_TRUE(run.start(clock_row(), with(clock_row(), "looks", "1000"), options));
    ASSERT_TRUE(poll_until(run, [&] { return run.finished(); }));
    EXPECT_EQ(run.measurement().state, MeasurementState::done) << run.measurement().trouble;
  }
}

TEST_P(MeasurementRunTest, names_a_program_that_does_not_exist) {
  options.lane_program = "/nonexistent/sharedfate-lane";
  MeasurementRun run;
  const Status status = run.start(clock_row(), endless(), options);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find("/nonexistent/sharedfate-lane"), std::string::npos);
  EXPECT_TRUE(run.finished());
}

TEST_P(MeasurementRunTest, of_another_program_is_no_measurement) {
  options.lane_program = "/bin/true";
  const auto measured = measure(clock_row(), endless(), nullptr, options);
  ASSERT_TRUE(measured);
  EXPECT_EQ(measured.value().state, MeasurementState::failed);
}

/// The value that was last reported of a fact; -1: none.
double figure(const MeasurementRun& run, std::string_view of, std::string_view name) {
  const MeasuredFact* const fact = run.measurement().fact(of, name);
  return fact == nullptr ? -1 : fact->figure.value;
}

std::string words(const MeasurementRun& run, std::string_view of, std::string_view name) {
  const MeasuredFact* const fact = run.measurement().fact(of, name);
  return fact == nullptr ? "" : fact->words;
}

TEST_P(MeasurementRunTest, goes_step_by_step_as_ordered) {
  const ExperimentRow& stepping = *find_experiment("stepping").value();
  MeasurementRun run;
  ASSERT_TRUE(run.start(stepping, with(stepping, "program", "two-locks"), options));
  double obeyed = 0;
  const auto order = [&](SteppingOrder next) {
    ASSERT_TRUE(run.order(static_cast<std::uint64_t>(next)));
    ++obeyed;
    ASSERT_TRUE(poll_until(run, [&] { return figure(run, "", "orders obeyed") == obeyed; }));
  };
  ASSERT_TRUE(poll_until(run, [&] { return figure(run, "", "orders obeyed") == 0; }));
  const int pid = static_cast<int>(figure(run, "", "PID"));
  for (const char* const worker : {"A", "B"})
    EXPECT_TRUE(threads_of(pid).contains(static_cast<int>(figure(run, worker, "TID")))) << worker;

  order(SteppingOrder::a_goes);
  order(SteppingOrder::b_goes);
  EXPECT_EQ(words(run, "left", "held by"), "A");
  EXPECT_EQ(words(run, "right", "held by"), "B");
  EXPECT_EQ(words(run, "", "outcome"), "not yet known");
  order(SteppingOrder::a_goes);
  EXPECT_EQ(words(run, "A", "standing"), "waiting");
  EXPECT_EQ(words(run, "A", "waits for"), "right");
  order(SteppingOrder::b_goes);
  EXPECT_EQ(words(run, "", "outcome"), "deadlock");
  EXPECT_EQ(words(run, "", "order so far"), "ABAB");
  order(SteppingOrder::a_goes);
  EXPECT_EQ(words(run, "", "order so far"), "ABAB");

  order(SteppingOrder::start_over);
  EXPECT_EQ(words(run, "left", "held by"), "nobody");
  EXPECT_EQ(figure(run, "A", "steps done"), 0);
  ASSERT_TRUE(run.order(static_cast<std::uint64_t>(SteppingOrder::finish)));
  ASSERT_TRUE(poll_until(run, [&] { return run.finished(); }));
  EXPECT_EQ(run.measurement().state, MeasurementState::done) << run.measurement().trouble;
  EXPECT_FALSE(run.order(0));
}

INSTANTIATE_TEST_SUITE_P(Either, MeasurementRunTest, ::testing::Bool(), [](const auto& each) {
  return each.param ? "namespaces" : "no_namespaces";
});

}  // namespace
}  // namespace sharedfate::testing
