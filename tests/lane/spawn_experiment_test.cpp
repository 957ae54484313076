// The costs of starting: every record is there, and too much memory is refused. No check depends on
// a time.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>
#include <set>

#include "core/experiment/starting.h"
#include "core/system/process_facts.h"
#include "tests/lane/cost_laws.h"

namespace sharedfate::testing {
namespace {

using SpawnCosts = CostExperiment;

TEST_P(SpawnCosts, MeasuresEveryWayAtEverySize) {
  const OwnFootprint before = measure_own_footprint();
  const Measurement measured = measure_all("spawn", "megabytes=5,repeats=7");
  for (const WayToStart& way : ways_to_start) {
    SCOPED_TRACE(way.name);
    const std::vector<double> sizes = expect_distribution(measured, way.name, "to start and end");
    EXPECT_EQ(sizes, (std::vector<double>{0, 1, 4, 5}));
    EXPECT_EQ(expect_distribution(measured, way.name, "processor time"), sizes);
    const MeasuredSeries* each = measured.find_series(way.name, "each time");
    ASSERT_NE(each, nullptr);
    EXPECT_EQ(each->points.size(), sizes.size() * 7);
    for (const MeasuredPoint& point : each->points) EXPECT_GT(point.y, 0);
    for (const double size : sizes) {
      const std::string name = "median at " + std::to_string(static_cast<int>(size)) + " MiB";
      ASSERT_NE(measured.fact(way.name, name), nullptr) << name;
      EXPECT_EQ(measured.fact(way.name, name)->figure.repeats, 7);
      const std::string used = "processor time at " + name.substr(std::string("median at ").size());
      ASSERT_NE(measured.fact(way.name, used), nullptr) << used;
      EXPECT_GT(measured.fact(way.name, used)->figure.value, 0);
    }
  }
  EXPECT_EQ(measure_own_footprint().children, before.children);
}

TEST_P(SpawnCosts, WithoutMemoryIsOneSize) {
  const Measurement measured = measure_all("spawn", "megabytes=0,repeats=1");
  EXPECT_EQ(expect_distribution(measured, "thread", "to start and end"), std::vector<double>{0});
}

TEST(SpawnExperiment, RefusesMoreMemoryThanThereIsAndNamesTheLimit) {
  const ExperimentRow& row = *find_experiment("spawn").value();
  Parameters parameters(row.parameters);
  ASSERT_TRUE(parameters.set("megabytes", "1048576"));
  const Status status = check_parameters(row, parameters);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().remedy.find("ask for at most"), std::string::npos)
      << status.error().text();
}

// A busy neighbour makes the clock go on, and no processor time. What the child has worked is the
// kernel's to say, and it says it to the caller that waits for it.
TEST(SpawnExperiment, ProcessorTimeIsThatOfBothSidesAndNotOfWaiting) {
  constexpr std::uint64_t work_ns = 50'000'000, wait_us = 200'000;
  const auto work = [] {
    timespec used{};
    do {
      ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    } while (static_cast<std::uint64_t>(used.tv_nsec) < work_ns && used.tv_sec == 0);
  };
  const std::uint64_t before = processor_time_ns();
  const pid_t child = ::fork();
  if (child == 0) {
    ::usleep(wait_us);
    work();
    ::_exit(0);
  }
  ASSERT_GT(child, 0);
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  const std::uint64_t used = processor_time_ns() - before;
  EXPECT_GE(used, work_ns - 2'000);
  EXPECT_LT(used, work_ns + wait_us * 1'000 / 2);
}

TEST(SpawnExperiment, EveryWayStartsAndEnds) {
  std::set<std::string_view> names;
  for (const WayToStart& way : ways_to_start) names.insert(way.name);
  EXPECT_EQ(names.size(), ways_to_start.size());
  TouchedMemory memory;
  ASSERT_TRUE(memory.reserve(1 << 20));
  memory.touch(1 << 20);
  memory.touch(1 << 19);
  for (const WayToStart& way : ways_to_start) {
    // The other ways execute this program, which here is the tests.
    if (way.name != "thread" && way.name != "fork") continue;
    EXPECT_TRUE(way.start_and_wait()) << way.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Either, SpawnCosts, ::testing::Bool(), namespaces_name);

}  // namespace
}  // namespace sharedfate::testing
