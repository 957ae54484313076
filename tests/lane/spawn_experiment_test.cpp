// The costs of starting: every record is there, and too much memory is refused. No check depends on
// a time.
#include <gtest/gtest.h>

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
    const MeasuredSeries* each = measured.find_series(way.name, "each time");
    ASSERT_NE(each, nullptr);
    EXPECT_EQ(each->points.size(), sizes.size() * 7);
    for (const MeasuredPoint& point : each->points) EXPECT_GT(point.y, 0);
    for (const double size : sizes) {
      const std::string name = "median at " + std::to_string(static_cast<int>(size)) + " MiB";
      EXPECT_NE(measured.fact(way.name, name), nullptr) << name;
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
