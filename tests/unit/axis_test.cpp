#include "core/chart/axis.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/chart/quantity.h"

namespace sharedfate {
namespace {

std::vector<std::string> texts(const Axis& axis) {
  std::vector<std::string> result;
  for (const Tick& tick : axis.ticks) result.push_back(tick.text);
  return result;
}

using Texts = std::vector<std::string>;

TEST(Quantity, HasThreeDigitsAndAPrefix) {
  EXPECT_EQ(quantity_text(19.24e-6, Unit::seconds), "19.2 µs");
  EXPECT_EQ(quantity_text(22.9e-3, Unit::seconds), "22.9 ms");
  EXPECT_EQ(quantity_text(0, Unit::seconds), "0 s");
  EXPECT_EQ(quantity_text(1, Unit::seconds), "1 s");
  EXPECT_EQ(quantity_text(8, Unit::bytes), "8 B");
  EXPECT_EQ(quantity_text(64.0 * 1024 * 1024, Unit::bytes), "64 MiB");
  EXPECT_EQ(quantity_text(1.5 * 1024, Unit::bytes_per_second), "1.5 KiB/s");
  EXPECT_EQ(quantity_text(1.917, Unit::times), "1.92×");
  EXPECT_EQ(quantity_text(0.47, Unit::share), "47 %");
  EXPECT_EQ(quantity_text(52'340, Unit::per_second), "52.3 k/s");
  EXPECT_EQ(quantity_text(1500, Unit::none), "1500");
  EXPECT_EQ(quantity_text(-12.34, Unit::times), "-12.3×");
  EXPECT_EQ(quantity_text(std::nan(""), Unit::seconds), "–");
}

TEST(Quantity, RoundingNeverYieldsAThousandOfTheSmallerPrefix) {
  EXPECT_EQ(quantity_text(999.97e-6, Unit::seconds), "1 ms");
  EXPECT_EQ(quantity_text(999.4e-6, Unit::seconds), "999 µs");
  EXPECT_EQ(quantity_text(99.96e-6, Unit::seconds), "100 µs");
}

TEST(Quantity, BelowTheSmallestPrefixNothingVanishes) {
  EXPECT_EQ(quantity_text(0.25e-9, Unit::seconds), "0.25 ns");
}

TEST(Axis, LinearTicksAreRoundAndReachTheFigures) {
  const Axis axis =
      make_axis({.title = "t", .unit = Unit::seconds}, 0.2e-3, 1.9e-3, 6, AxisEnds::at_ticks);
  EXPECT_EQ(texts(axis), (Texts{"0", "0.5 ms", "1 ms", "1.5 ms", "2 ms"}));
  EXPECT_EQ(axis.low, 0);
  EXPECT_NEAR(axis.high, 2e-3, 1e-12);
  EXPECT_NEAR(axis.share(1e-3), 0.5, 1e-9);
}

TEST(Axis, StepsOfBytesArePowersOfTwo) {
  const Axis axis =
      make_axis({.title = "size", .unit = Unit::bytes}, 0, 900.0 * 1024, 5, AxisEnds::at_ticks);
  EXPECT_EQ(texts(axis), (Texts{"0", "256 KiB", "512 KiB", "768 KiB", "1024 KiB"}));
}

TEST(Axis, WholeFiguresHaveNoTicksBetween) {
  const ChartAxis workers{.title = "workers", .whole = true};
  const Axis four = make_axis(workers, 1, 4, 20, AxisEnds::beyond);
  EXPECT_EQ(texts(four), (Texts{"1", "2", "3", "4"}));
  EXPECT_EQ(four.low, 0.5);
  EXPECT_EQ(four.high, 4.5);
  EXPECT_EQ(texts(make_axis(workers, 1, 1, 20, AxisEnds::beyond)).front(), "1");
  EXPECT_EQ(texts(make_axis(workers, 1, 8, 5, AxisEnds::beyond)), (Texts{"1", "2", "4", "6", "8"}));
  EXPECT_EQ(texts(make_axis(workers, 1, 20, 6, AxisEnds::beyond)),
            (Texts{"1", "5", "10", "15", "20"}));
}

TEST(Axis, LogarithmicTicksOfBytesGoByPowersOfTwo) {
  const Axis axis = make_axis({.unit = Unit::bytes, .scale = AxisScale::logarithmic}, 8,
                              64.0 * 1024 * 1024, 6, AxisEnds::beyond);
  EXPECT_EQ(texts(axis), (Texts{"32 B", "1 KiB", "32 KiB", "1 MiB", "32 MiB"}));
  EXPECT_LT(axis.low, 8);
  EXPECT_NEAR(axis.share(std::sqrt(axis.low * axis.high)), 0.5, 1e-9);
}

TEST(Axis, LogarithmicTicksGoByDecadesAndByStepsWithinFewOfThem) {
  const ChartAxis time{.unit = Unit::seconds, .scale = AxisScale::logarithmic};
  EXPECT_EQ(texts(make_axis(time, 1e-6, 1e-2, 6, AxisEnds::at_ticks)),
            (Texts{"1 µs", "10 µs", "100 µs", "1 ms", "10 ms"}));
  EXPECT_EQ(texts(make_axis(time, 19e-6, 155e-6, 8, AxisEnds::at_ticks)),
            (Texts{"10 µs", "20 µs", "50 µs", "100 µs", "200 µs"}));
}

void check_laws(const ChartAxis& wanted, double least, double most, int ticks_max, AxisEnds ends) {
  const Axis axis = make_axis(wanted, least, most, ticks_max, ends);
  ASSERT_LT(axis.low, axis.high);
  ASSERT_GE(axis.share(least), -1e-6);
  ASSERT_LE(axis.share(most), 1 + 1e-6);
  ASSERT_LE(axis.ticks.size(), static_cast<std::size_t>(ticks_max) + 1);
  for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
    ASSERT_GE(axis.share(axis.ticks[i].at), -1e-6);
    ASSERT_LE(axis.share(axis.ticks[i].at), 1 + 1e-6);
    if (i == 0) continue;
    ASSERT_GT(axis.ticks[i].at, axis.ticks[i - 1].at);
    ASSERT_NE(axis.ticks[i].text, axis.ticks[i - 1].text);
  }
}

// For all extents: the ticks are few, rising, on the axis and have different texts, and both ends
// of the extent are on the axis.
TEST(Axis, LawsHoldForAllExtents) {
  for (const AxisScale scale : {AxisScale::linear, AxisScale::logarithmic}) {
    for (const Unit unit : {Unit::none, Unit::seconds, Unit::bytes, Unit::times, Unit::share}) {
      for (const AxisEnds ends : {AxisEnds::at_ticks, AxisEnds::beyond}) {
        const double smallest = unit == Unit::bytes ? 1 : unit == Unit::seconds ? 1e-9 : 1e-5;
        for (double least = smallest; least < 1e10; least *= 7.3) {
          for (double span = 1; span < 1e9; span *= 3.7) {
            for (const int ticks_max : {2, 3, 5, 9}) {
              SCOPED_TRACE(testing::Message() << least << " " << span << " " << ticks_max << " "
                                              << static_cast<int>(unit));
              check_laws({.unit = unit, .scale = scale}, least, least * span, ticks_max, ends);
              if (HasFatalFailure()) return;
            }
          }
        }
      }
    }
  }
}

ChartData speedup_of(double most) {
  return {.name = "s",
          .title = "t",
          .x = {.title = "workers", .whole = true},
          .y = {.title = "speed-up", .unit = Unit::times},
          .series = {{.name = "threads", .points = {{1, 1}, {4, most}}}},
          .references = {{.name = "ideal", .points = {{1, 1}, {4, 4}}}}};
}

TEST(Axis, AReferenceFarAboveDoesNotFlattenWhatWasMeasured) {
  EXPECT_EQ(y_axis(speedup_of(3.8), 6).high, 4);
  EXPECT_LE(y_axis(speedup_of(1.2), 6).high, 2);
}

TEST(Axis, FiguresThatALogarithmicAxisCannotShowAreLeftOut) {
  ChartData data = speedup_of(2);
  data.y.scale = AxisScale::logarithmic;
  data.series[0].points.push_back({5, 0});
  data.series[0].points.push_back({6, -3});
  const Axis axis = y_axis(data, 6);
  EXPECT_GT(axis.low, 0);
  EXPECT_FALSE(axis.shows(0));
  EXPECT_TRUE(axis.shows(1));
}

TEST(Axis, OfNothingIsStillAnAxis) {
  ChartData data = speedup_of(2);
  data.series.clear();
  data.references.clear();
  EXPECT_TRUE(data.empty());
  EXPECT_LT(x_axis(data, 5).low, x_axis(data, 5).high);
  EXPECT_LT(y_axis(data, 5).low, y_axis(data, 5).high);
}

}  // namespace
}  // namespace sharedfate
