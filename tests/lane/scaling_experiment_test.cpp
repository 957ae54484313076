// Speed-up curves have every number of workers, and every task is done once. No check depends on a
// time.
#include <gtest/gtest.h>

#include "core/experiment/scaling.h"
#include "tests/lane/cost_laws.h"

namespace sharedfate::testing {
namespace {

using ScalingCosts = CostExperiment;

TEST_P(ScalingCosts, EveryCurveHasEveryNumberOfWorkersAndEveryTask) {
  const Measurement measured = measure_all("scaling", "workers=3,tasks=6,task=50,repeats=2");
  ASSERT_NE(measured.fact("", "cores"), nullptr);
  const double cores = measured.fact("", "cores")->figure.value;
  EXPECT_GE(cores, 1);
  for (const char* kind : {"threads", "processes"}) {
    for (const char* work : {"computing", "waiting", "mixed"}) {
      const std::string of = std::string(kind) + ", " + work;
      SCOPED_TRACE(of);
      EXPECT_EQ(expect_distribution(measured, of, "time"), (std::vector<double>{1, 2, 3}));
      EXPECT_EQ(expect_distribution(measured, of, "speed-up"), (std::vector<double>{1, 2, 3}));
      ASSERT_NE(measured.fact(of, "tasks done"), nullptr);
      EXPECT_EQ(measured.fact(of, "tasks done")->figure.value, 6 * 3 * 2);
      const MeasuredFact* const best = measured.fact(of, "best speed-up");
      ASSERT_NE(best, nullptr);
      EXPECT_EQ(best->figure.repeats, 2);
      EXPECT_GE(best->figure.value, 1) << "that of one worker is 1";
      EXPECT_EQ(measured.find_series(of, "speed-up")->points[0].y, 1);
      const MeasuredFact* share = measured.fact(of, "parallel share, fitted");
      const bool can_be_fitted = cores > 1 || work != std::string_view("computing");
      ASSERT_EQ(share != nullptr, can_be_fitted);
      if (share == nullptr) continue;
      EXPECT_GE(share->figure.value, 0);
      EXPECT_LE(share->figure.value, 100);
      ASSERT_NE(measured.find_series(of, "speed-up, fitted"), nullptr);
      EXPECT_EQ(measured.find_series(of, "speed-up, fitted")->points.size(), 3U);
      EXPECT_EQ(measured.find_series(of, "speed-up, fitted")->points[0].y, 1);
    }
  }
}

TEST(ScalingExperiment, ATeamDoesEveryTaskOnce) {
  for (const WorkerForm form : {WorkerForm::threads, WorkerForm::processes}) {
    for (const std::uint32_t workers : {1U, 2U, 7U}) {
      for (const std::uint64_t tasks : {1U, 5U, 100U}) {
        const auto run = run_team(form, workers, tasks, {.iterations = 10, .wait_us = 1});
        ASSERT_TRUE(run) << run.error().text();
        EXPECT_EQ(run.value().tasks_done, tasks);
        EXPECT_GT(run.value().elapsed_ms, 0);
      }
    }
  }
}

TEST(ScalingExperiment, RefusesWhatIsOutOfBounds) {
  Parameters parameters(find_experiment("scaling").value()->parameters);
  EXPECT_FALSE(parameters.set("workers", "65"));
  EXPECT_FALSE(parameters.set("waiting", "101"));
  EXPECT_FALSE(parameters.set("tasks", "0"));
  EXPECT_TRUE(parameters.set("waiting", "100"));
}

INSTANTIATE_TEST_SUITE_P(Either, ScalingCosts, ::testing::Bool(), namespaces_name);

}  // namespace
}  // namespace sharedfate::testing
