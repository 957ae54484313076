#include "core/measure/measurement_chart.h"

#include <gtest/gtest.h>

namespace sharedfate {
namespace {

Measurement measured() {
  Measurement measurement;
  measurement.experiment = find_experiment("scaling").value();
  return measurement;
}

void add(Measurement& measurement, const char* of, const char* name, const char* x_unit,
         const char* y_unit, std::vector<MeasuredPoint> points) {
  measurement.series.push_back({of, name, x_unit, y_unit, std::move(points)});
}

TEST(MeasurementChart, QuartilesBecomeTheSpreadAndAFitAReference) {
  Measurement measurement = measured();
  add(measurement, "threads, waiting", "speed-up", "workers", "×", {{1, 1}, {2, 1.8}});
  add(measurement, "threads, waiting", "speed-up, lower quartile", "workers", "×",
      {{1, 0.9}, {2, 1.7}});
  add(measurement, "threads, waiting", "speed-up, upper quartile", "workers", "×",
      {{1, 1.1}, {2, 1.9}});
  add(measurement, "threads, waiting", "speed-up, fitted", "workers", "×", {{1, 1}, {2, 1.7}});
  add(measurement, "processes, waiting", "speed-up", "workers", "×", {{1, 1}});
  add(measurement, "processes, computing", "speed-up", "workers", "×", {{1, 1}});
  measurement.facts.push_back(
      {.of = "", .name = "cores", .unit = "", .figure = Estimate::exact(2), .words = ""});

  const std::vector<ChartData> charts = charts_of(measurement);
  ASSERT_EQ(charts.size(), 2U);
  const ChartData& chart = charts[0];
  EXPECT_EQ(chart.name, "scaling-speed-up-waiting");
  EXPECT_EQ(chart.title, "Speed-up, waiting");
  EXPECT_TRUE(chart.x.whole);
  EXPECT_EQ(chart.y.unit, Unit::times);
  ASSERT_EQ(chart.series.size(), 2U);
  EXPECT_EQ(chart.series[0].name, "threads");
  EXPECT_EQ(chart.series[1].name, "processes");
  EXPECT_EQ(chart.series[1].colour, ChartColour::processes);
  ASSERT_TRUE(chart.series[0].points[1].spread);
  EXPECT_EQ(chart.series[0].points[1].spread->low, 1.7);
  EXPECT_EQ(chart.series[0].points[1].spread->high, 1.9);
  EXPECT_FALSE(chart.spread_name.empty());
  ASSERT_EQ(chart.references.size(), 1U);
  EXPECT_EQ(chart.references[0].name, "threads, fitted");
  ASSERT_EQ(chart.marks.size(), 1U);
  EXPECT_EQ(chart.marks[0].name, "2 cores");
  EXPECT_EQ(charts[1].title, "Speed-up, computing");
}

TEST(MeasurementChart, UnitsAreBaseUnitsAndWideSpansLogarithmic) {
  Measurement measurement = measured();
  add(measurement, "pipe", "latency", "bytes", "µs", {{8, 2.5}, {67'108'864, 39'000}});
  add(measurement, "pipe", "throughput", "bytes", "MiB/s", {{8, 20}, {67'108'864, 400}});
  const std::vector<ChartData> charts = charts_of(measurement);
  ASSERT_EQ(charts.size(), 2U);
  EXPECT_EQ(charts[0].x.unit, Unit::bytes);
  EXPECT_EQ(charts[0].x.scale, AxisScale::logarithmic);
  EXPECT_EQ(charts[0].y.scale, AxisScale::logarithmic);
  EXPECT_EQ(charts[0].y.unit, Unit::seconds);
  EXPECT_DOUBLE_EQ(charts[0].series[0].points[0].y, 2.5e-6);
  EXPECT_EQ(charts[1].y.unit, Unit::bytes_per_second);
  EXPECT_EQ(charts[1].y.scale, AxisScale::linear);
  EXPECT_DOUBLE_EQ(charts[1].series[0].points[0].y, 20.0 * 1024 * 1024);
}

TEST(MeasurementChart, SizesThatWereTouchedKeepTheirName) {
  Measurement measurement = measured();
  add(measurement, "fork", "to start and end", "MiB touched", "µs", {{256, 9}, {0, 1}});
  const std::vector<ChartData> charts = charts_of(measurement);
  ASSERT_EQ(charts.size(), 1U);
  EXPECT_EQ(charts[0].x.title, "touched");
  EXPECT_DOUBLE_EQ(charts[0].series[0].points[1].x, 256.0 * 1024 * 1024) << "in the order of x";
}

TEST(MeasurementChart, WhatASpreadWasMadeOfAndWhatIsEmptyIsLeftOut) {
  Measurement measurement = measured();
  add(measurement, "fork", "each time", "MiB touched", "µs", {{1, 9}, {1, 10}});
  add(measurement, "fork", "to start and end", "MiB touched", "µs", {});
  add(measurement, "fork", "to start and end, lower quartile", "MiB touched", "µs", {{1, 2}});
  EXPECT_TRUE(charts_of(measurement).empty());
}

TEST(MeasurementChart, ARaceComparesWhatWasLostAndTheDistributionOfIt) {
  Measurement measurement;
  measurement.experiment = find_experiment("race").value();
  add(measurement, "unprotected", "lost", "run", "increments",
      {{1, 0}, {2, 5}, {3, 10}, {4, 10}, {5, 100}, {6, 99}, {7, 0}, {8, 50}});
  for (const char* of : {"unprotected", "mutex"}) {
    measurement.facts.push_back(
        {.of = of, .name = "lost share", .unit = "%", .figure = Estimate::exact(40), .words = ""});
  }
  const std::vector<ChartData> charts = charts_of(measurement);
  ASSERT_EQ(charts.size(), 3U) << "bars of what was lost, its distribution, and its curve";
  EXPECT_EQ(charts[0].kind, ChartKind::bars);
  ASSERT_EQ(charts[0].series.size(), 2U);
  EXPECT_EQ(charts[0].series[1].name, "mutex");
  EXPECT_DOUBLE_EQ(charts[0].series[1].points.back().y, 0.4);
  EXPECT_EQ(charts[1].kind, ChartKind::histogram);
  ASSERT_EQ(charts[1].series.size(), 1U);
  const auto& bars = charts[1].series[0].points;
  ASSERT_EQ(bars.size(), 10U);
  EXPECT_DOUBLE_EQ(bars.back().x_end, 100);
  double runs = 0;
  for (const ChartPoint& bar : bars) runs += bar.y;
  EXPECT_DOUBLE_EQ(runs, 8) << "each run is in one stretch";
  EXPECT_DOUBLE_EQ(bars[0].y, 3);
  EXPECT_DOUBLE_EQ(bars[1].y, 2);
  EXPECT_DOUBLE_EQ(bars[5].y, 1);
  EXPECT_DOUBLE_EQ(bars[9].y, 2) << "the largest one belongs to the last stretch";
}

TEST(MeasurementChart, AUnitInTheNameIsNotRepeated) {
  Measurement measurement = measured();
  add(measurement, "pipe", "system calls for a message", "bytes", "calls", {{8, 2}});
  add(measurement, "pipe", "lost", "run", "increments", {{1, 2}});
  const std::vector<ChartData> charts = charts_of(measurement);
  ASSERT_EQ(charts.size(), 2U);
  EXPECT_EQ(charts[0].y.title, "system calls for a message");
  EXPECT_EQ(charts[1].y.title, "lost (increments)");
}

}  // namespace
}  // namespace sharedfate
