#include "core/measure/measurement_chart.h"
#include "core/chart/chart_data.h"
#include "core/measure/measurement.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace sharedfate {
namespace {

constexpr int histogram_buckets = 10;
constexpr std::size_t histogram_values_min = 8;  ///< with fewer there is no histogram

/// Counts how many values lie in each of `buckets` intervals of equal length, from 0 to the largest
/// value. A point has the interval as x and x_end, the count as y. If no value is above 0: one
/// interval, from 0 to 1.
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
    const Estimate& figure = fact.figure;
    ChartPoint bar{.x = static_cast<double>(chart.series.size() + 1),
                   .y = figure.value * compared.factor};
    if (figure.low < figure.high) {
      bar.spread = ChartSpread{figure.low * compared.factor, figure.high * compared.factor};
      chart.spread_name = "interval of the median";
    }
    chart.series.push_back({fact.of, colour_at(chart.series.size()), {bar}});
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

/// Charts that sum up an experiment for the class: one fact compared in bars, and a series as a
/// histogram. Most experiments have none.
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

constexpr std::string_view lower = ", lower quartile", upper = ", upper quartile",
                           fitted = ", fitted", workers = "workers";

/// A unit as experiments write it.
struct UnitWord {
  std::string_view word;
  Unit unit;
  double factor;  ///< base units in one such unit
};
constexpr double kibi = 1024, mebi = kibi * kibi, gibi = mebi * kibi;
constexpr UnitWord unit_words[] = {
    {"ns", Unit::seconds, 1e-9},
    {"µs", Unit::seconds, 1e-6},
    {"ms", Unit::seconds, 1e-3},
    {"s", Unit::seconds, 1},
    {"bytes", Unit::bytes, 1},
    {"KiB", Unit::bytes, kibi},
    {"MiB", Unit::bytes, mebi},
    {"GiB", Unit::bytes, gibi},
    {"bytes/s", Unit::bytes_per_second, 1},
    {"MiB/s", Unit::bytes_per_second, mebi},
    {"×", Unit::times, 1},
    {"%", Unit::share, 0.01},
};

/// An axis without its scale, and the factor for its figures.
struct Column {
  ChartAxis axis;
  double factor = 1;
};

/// Divides a unit into the unit and the title of an axis: "MiB touched" has the title "touched". A
/// unit that is not in the table, such as "workers", is a title.
Column column_of(const std::string& unit, const std::string& name) {
  const std::string first = unit.substr(0, unit.find(' '));
  for (const UnitWord& each : unit_words) {
    if (first != each.word) continue;
    const std::string rest = unit.size() > first.size() ? unit.substr(first.size() + 1) : "";
    const std::string title = !name.empty() ? name : !rest.empty() ? rest : "size";
    return {{.title = title, .unit = each.unit}, each.factor};
  }
  std::string title = name.empty() ? unit : name;
  // The name "system calls for a message" contains its unit already.
  const bool is_said = title.find(unit) != std::string::npos;
  if (!name.empty() && !is_said) title += " (" + unit + ")";
  return {{.title = std::move(title), .unit = Unit::none}, 1};
}

bool ends_with_part(std::string_view name) {
  return name.ends_with(lower) || name.ends_with(upper) || name.ends_with(fitted);
}

bool has_points_at_one_x(const MeasuredSeries& series) {
  std::vector<double> at;
  for (const MeasuredPoint& point : series.points) at.push_back(point.x);
  std::sort(at.begin(), at.end());
  return std::adjacent_find(at.begin(), at.end()) != at.end();
}

/// "threads, computing" is the curve "threads" in the chart for "computing".
struct Subject {
  std::string who, at_what;
};
Subject subject_of(const MeasuredSeries& series) {
  const std::size_t comma = series.of.find(", ");
  if (comma == std::string::npos) return {series.of.empty() ? series.name : series.of, ""};
  return {series.of.substr(0, comma), series.of.substr(comma + 2)};
}

bool span_is_wide(const ChartData& data, double ChartPoint::*figure) {
  double least = std::numeric_limits<double>::infinity(), most = 0;
  for (const ChartSeries& series : data.series) {
    for (const ChartPoint& point : series.points) {
      if (point.*figure <= 0) continue;
      least = std::min(least, point.*figure);
      most = std::max(most, point.*figure);
    }
  }
  constexpr double wide = 100;
  return most > least * wide;
}

/// Threads and processes have the same colours in every chart; other subjects get one by their
/// place.
ChartColour colour_of(std::string_view of, std::size_t place) {
  if (of.starts_with("thread")) return ChartColour::threads;
  if (of.starts_with("process")) return ChartColour::processes;
  return static_cast<ChartColour>(place % chart_colour_count);
}

std::optional<double> y_at(const MeasuredSeries* series, double x) {
  if (series == nullptr) return std::nullopt;
  for (const MeasuredPoint& point : series->points) {
    if (point.x == x) return point.y;
  }
  return std::nullopt;
}

class Charts {
 public:
  explicit Charts(const Measurement& measurement) : measurement_(measurement) {}

  std::vector<ChartData> make() {
    for (const MeasuredSeries& series : measurement_.series) {
      if (series.points.empty() || ends_with_part(series.name) || has_points_at_one_x(series))
        continue;
      add(series);
    }
    for (ChartData& chart : charts_) finish(chart);
    return std::move(charts_);
  }

 private:
  ChartData& chart_for(const MeasuredSeries& series, const Column& x, const Column& y) {
    const std::string at_what = subject_of(series).at_what;
    std::string title = series.name + (at_what.empty() ? "" : ", " + at_what);
    const std::string name = std::string(measurement_.experiment->name) + "-" + word(title);
    for (ChartData& chart : charts_) {
      if (chart.name == name && chart.x.title == x.axis.title && chart.x.unit == x.axis.unit &&
          chart.y.unit == y.axis.unit)
        return chart;
    }
    title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(title.front())));
    ChartData chart{
        .name = name, .title = std::move(title), .x = x.axis, .y = y.axis, .series = {}};
    chart.x.whole = series.x_unit == workers;
    charts_.push_back(std::move(chart));
    return charts_.back();
  }

  static std::string word(std::string text) {
    std::replace(text.begin(), text.end(), ' ', '-');
    std::erase(text, ',');
    return text;
  }

  void add(const MeasuredSeries& series) {
    const Column x = column_of(series.x_unit, ""), y = column_of(series.y_unit, series.name);
    ChartData& chart = chart_for(series, x, y);
    const MeasuredSeries* const low =
        measurement_.find_series(series.of, series.name + std::string(lower));
    const MeasuredSeries* const high =
        measurement_.find_series(series.of, series.name + std::string(upper));
    ChartSeries drawn{subject_of(series).who, colour_of(series.of, chart.series.size()), {}};
    for (const MeasuredPoint& point : series.points) {
      ChartPoint each{point.x * x.factor, point.y * y.factor};
      const auto from = y_at(low, point.x), to = y_at(high, point.x);
      if (from && to) each.spread = ChartSpread{*from * y.factor, *to * y.factor};
      drawn.points.push_back(each);
    }
    std::stable_sort(drawn.points.begin(), drawn.points.end(),
                     [](const ChartPoint& a, const ChartPoint& b) { return a.x < b.x; });
    if (low != nullptr && high != nullptr) chart.spread_name = "middle half of the measurements";
    add_fitted(chart, series, drawn.colour, x.factor, y.factor);
    chart.series.push_back(std::move(drawn));
  }

  void add_fitted(ChartData& chart, const MeasuredSeries& series, ChartColour colour,
                  double x_factor, double y_factor) const {
    const MeasuredSeries* const curve =
        measurement_.find_series(series.of, series.name + std::string(fitted));
    if (curve == nullptr) return;
    ChartReference reference{subject_of(series).who + std::string(fitted), colour, {}};
    for (const MeasuredPoint& point : curve->points)
      reference.points.push_back({point.x * x_factor, point.y * y_factor});
    chart.references.push_back(std::move(reference));
  }

  /// Whether x counts things, such as runs or philosophers: all its figures are whole.
  static bool counts_something(const ChartData& chart) {
    constexpr double most = 100'000;
    if (chart.x.unit != Unit::none) return false;
    for (const ChartSeries& series : chart.series) {
      for (const ChartPoint& point : series.points) {
        if (point.x != std::floor(point.x) || point.x < 0 || point.x > most) return false;
      }
    }
    return true;
  }

  void finish(ChartData& chart) const {
    const bool counts_workers = chart.x.whole;
    if (!chart.x.whole && span_is_wide(chart, &ChartPoint::x))
      chart.x.scale = AxisScale::logarithmic;
    if (span_is_wide(chart, &ChartPoint::y)) chart.y.scale = AxisScale::logarithmic;
    const MeasuredFact* const cores = measurement_.fact("", "cores");
    if (chart.x.scale == AxisScale::linear && counts_something(chart)) chart.x.whole = true;
    if (!counts_workers || cores == nullptr) return;
    chart.marks.push_back(
        {cores->figure.value, fmt::format("{:.0f} {}", cores->figure.value,
                                          cores->figure.value == 1 ? "core" : "cores")});
  }

  const Measurement& measurement_;
  std::vector<ChartData> charts_;
};

}  // namespace

std::vector<ChartData> charts_of(const Measurement& measurement) {
  std::vector<ChartData> charts = summary_charts_of(measurement);
  for (ChartData& chart : Charts(measurement).make()) charts.push_back(std::move(chart));
  return charts;
}

}  // namespace sharedfate
