#include "core/measure/summary_chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace sharedfate {
namespace {

constexpr int histogram_buckets = 10;
constexpr std::size_t histogram_values_min = 8;  ///< with fewer there is no histogram

/// A fact that is compared between all subjects that have it.
struct ComparedFact {
  std::string_view experiment, fact, title, name;
  Unit unit;
  double factor;  ///< base units in one unit of the fact
};
constexpr ComparedFact compared_facts[] = {
    {"race", "lost share", "Lost of all increments", "lost", Unit::share, 0.01},
    {"race", "price", "What an increment costs", "price-of-each", Unit::seconds, 1e-9},
};

/// A series that is shown as a histogram.
struct CountedSeries {
  std::string_view experiment, of, series, title;
};
constexpr CountedSeries counted_series[] = {
    {"race", "unprotected", "lost", "Lost, by how many runs"},
    {"deadlock", "opposite order", "rounds", "Rounds that went well, by how many runs"},
};

ChartColour colour_at(std::size_t place) {
  return static_cast<ChartColour>(place % chart_colour_count);
}

ChartData bars_of(const Measurement& measurement, const ComparedFact& compared) {
  ChartData chart{.name = fmt::format("{}-{}", compared.experiment, compared.name),
                  .title = std::string(compared.title),
                  .kind = ChartKind::bars,
                  .x = {.title = "", .unit = Unit::none},
                  .y = {.title = std::string(compared.fact), .unit = compared.unit},
                  .series = {}};
  for (const MeasuredFact& fact : measurement.facts) {
    if (fact.name != compared.fact || fact.in_words()) continue;
    const auto number = static_cast<double>(chart.series.size() + 1);
    chart.series.push_back({fact.of,
                            colour_at(chart.series.size()),
                            {{.x = number, .y = fact.value * compared.factor}}});
  }
  return chart;
}

ChartData counts_of(const Measurement& measurement, const CountedSeries& counted) {
  const MeasuredSeries* const series = measurement.find_series(counted.of, counted.series);
  ChartData chart{.name = fmt::format("{}-distribution", counted.experiment),
                  .title = std::string(counted.title),
                  .kind = ChartKind::histogram,
                  .x = {.title = std::string(counted.series), .unit = Unit::none},
                  .y = {.title = "runs", .unit = Unit::none, .whole = true},
                  .series = {}};
  if (series == nullptr || series->points.size() < histogram_values_min) return chart;
  chart.series.push_back({std::string(counted.of), ChartColour::orange,
                          histogram_of(series->points, histogram_buckets)});
  return chart;
}

}  // namespace

std::vector<ChartPoint> histogram_of(const std::vector<MeasuredPoint>& values, int buckets) {
  double most = 0;
  for (const MeasuredPoint& value : values) most = std::max(most, value.y);
  if (most <= 0) return {{.x = 0, .y = static_cast<double>(values.size()), .x_end = 1}};
  std::vector<ChartPoint> points;
  const double width = most / buckets;
  for (int i = 0; i < buckets; ++i) points.push_back({.x = i * width, .x_end = (i + 1) * width});
  for (const MeasuredPoint& value : values) {
    const auto place = static_cast<int>(std::clamp(value.y / width, 0.0, buckets - 1.0));
    points[static_cast<std::size_t>(place)].y += 1;
  }
  return points;
}

std::vector<ChartData> summary_charts_of(const Measurement& measurement) {
  std::vector<ChartData> charts;
  for (const ComparedFact& compared : compared_facts) {
    if (compared.experiment == measurement.experiment->name)
      charts.push_back(bars_of(measurement, compared));
  }
  for (const CountedSeries& counted : counted_series) {
    if (counted.experiment == measurement.experiment->name)
      charts.push_back(counts_of(measurement, counted));
  }
  std::erase_if(charts, [](const ChartData& chart) { return chart.empty(); });
  return charts;
}

}  // namespace sharedfate
