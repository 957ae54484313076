#include "core/chart/axis.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

namespace sharedfate {
namespace {

bool in_bytes(Unit unit) { return unit == Unit::bytes || unit == Unit::bytes_per_second; }

/// 1, 2 or 5 times a power of ten (a power of two for bytes), large enough that `count` steps cover
/// `span`.
double round_step(double span, int count, const ChartAxis& axis) {
  const double least = span / count;
  double step = 0;
  if (in_bytes(axis.unit)) {
    step = std::exp2(std::ceil(std::log2(least) - 1e-9));
  } else {
    const double power = std::pow(10, std::floor(std::log10(least) + 1e-9));
    step = power;
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
      step = power * factor;
      if (step >= least * (1 - 1e-9)) break;
    }
  }
  return axis.whole ? std::max(1.0, std::ceil(step)) : step;
}

/// The decimals that tell each multiple of a step from the next.
int decimals_of(double step, double factor) {
  const double in_units = step / factor;
  return std::clamp(static_cast<int>(std::ceil(-std::log10(in_units) - 1e-9)), 0, 9);
}

/// All ticks of an axis have the prefix of its largest figure, so that they can be compared.
Axis linear_axis(const ChartAxis& wanted, double least, double most, int ticks_max, AxisEnds ends) {
  if (wanted.from_zero && ends == AxisEnds::at_ticks) {
    least = std::min(0.0, least);
    most = std::max(0.0, most);
  }
  if (most <= least) {
    const double around = least == 0 ? 1 : std::abs(least) / 2;
    most = least + around;
    if (!wanted.from_zero) least -= around;
  }
  Axis axis{AxisScale::linear, least, most, {}};
  const double step = round_step(most - least, std::max(1, ticks_max - 1), wanted);
  if (ends == AxisEnds::at_ticks) {
    axis.low = std::floor(least / step + 1e-9) * step;
    axis.high = std::ceil(most / step - 1e-9) * step;
  } else {
    const double beyond = wanted.whole ? 0.5 : (most - least) * 0.04;
    axis.low -= beyond;
    axis.high += beyond;
  }
  const UnitPrefix prefix = prefix_for(std::max(std::abs(least), std::abs(most)), wanted.unit);
  const int decimals = decimals_of(step, prefix.factor);
  const auto add = [&](double at) {
    axis.ticks.push_back({at, at == 0 ? "0" : quantity_text(at, prefix, decimals)});
  };
  double first = std::ceil(axis.low / step - 1e-9) * step;
  if (wanted.whole && ends == AxisEnds::beyond) {
    // The first figure, then round ones: 1, 5, 10 workers.
    add(least);
    first = std::ceil((least + step / 2) / step - 1e-9) * step;
  }
  for (int i = 0; first + i * step <= axis.high + step * 1e-6; ++i)
    add(std::abs(first + i * step) < step * 1e-6 ? 0 : first + i * step);
  return axis;
}

void add_log_tick(Axis& axis, double at, Unit unit) {
  if (at < axis.low * (1 - 1e-9) || at > axis.high * (1 + 1e-9)) return;
  axis.ticks.push_back({at, quantity_text(at, unit)});
}

void add_powers_of_two(Axis& axis, Unit unit, int ticks_max) {
  const int first = static_cast<int>(std::ceil(std::log2(axis.low) - 1e-9)),
            last = static_cast<int>(std::floor(std::log2(axis.high) + 1e-9));
  int stride = 1;
  for (const int each : {1, 2, 5, 10, 20, 40}) {
    stride = each;
    if ((last - first) / stride + 1 <= ticks_max) break;
  }
  const int from = static_cast<int>(std::ceil(static_cast<double>(first) / stride)) * stride;
  for (int power = from; power <= last; power += stride) add_log_tick(axis, std::exp2(power), unit);
}

void add_powers_of_ten(Axis& axis, Unit unit, int ticks_max) {
  const int first = static_cast<int>(std::floor(std::log10(axis.low) + 1e-9)),
            last = static_cast<int>(std::ceil(std::log10(axis.high) - 1e-9));
  const int decades = std::max(1, last - first);
  const bool between = decades * 3 + 1 <= ticks_max;  // 1, 2, 5, 10, ...
  int stride = 1;
  while (decades / stride + 1 > ticks_max) ++stride;
  const int from = static_cast<int>(std::ceil(static_cast<double>(first) / stride)) * stride;
  for (int power = from; power <= last; power += stride) {
    add_log_tick(axis, std::pow(10, power), unit);
    if (!between) continue;
    add_log_tick(axis, 2 * std::pow(10, power), unit);
    add_log_tick(axis, 5 * std::pow(10, power), unit);
  }
}

Axis logarithmic_axis(const ChartAxis& wanted, double least, double most, int ticks_max,
                      AxisEnds ends) {
  if (!(least > 0)) least = most > 0 ? std::min(1.0, most) : 1;
  if (!(most > least)) most = least * 10;
  Axis axis{AxisScale::logarithmic, least, most, {}};
  const double base = in_bytes(wanted.unit) ? 2 : 10;
  if (ends == AxisEnds::at_ticks) {
    // To the next power, but not across a whole empty decade where half of one is enough.
    const auto power = [base](double value, auto round) {
      return std::pow(base, round(std::log(value) / std::log(base)));
    };
    axis.low = power(least * (1 + 1e-9), [](double v) { return std::floor(v); });
    axis.high = power(most * (1 - 1e-9), [](double v) { return std::ceil(v); });
    for (const double part : {5.0, 2.0}) {
      if (base == 10 && axis.low * part <= least) {
        axis.low *= part;
        break;
      }
    }
    for (const double part : {5.0, 2.0}) {
      if (base == 10 && axis.high / part >= most) {
        axis.high /= part;
        break;
      }
    }
  } else {
    const double beyond = std::pow(most / least, 0.03);
    axis.low /= beyond;
    axis.high *= beyond;
  }
  if (base == 2) {
    add_powers_of_two(axis, wanted.unit, ticks_max);
  } else {
    add_powers_of_ten(axis, wanted.unit, ticks_max);
  }
  return axis;
}

struct Extent {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  bool positive_only = false;

  void include(double value) {
    if (!std::isfinite(value) || (positive_only && value <= 0)) return;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  [[nodiscard]] bool empty() const { return most < least; }
};

}  // namespace

double Axis::share(double value) const {
  if (scale == AxisScale::linear) return (value - low) / (high - low);
  if (!(value > 0)) return 0;
  return std::log(value / low) / std::log(high / low);
}

bool Axis::shows(double value) const {
  return std::isfinite(value) && (scale == AxisScale::linear || value > 0);
}

Axis make_axis(const ChartAxis& axis, double least, double most, int ticks_max, AxisEnds ends) {
  assert(std::isfinite(least) && std::isfinite(most));
  const int ticks = std::max(2, ticks_max);
  return axis.scale == AxisScale::linear ? linear_axis(axis, least, most, ticks, ends)
                                         : logarithmic_axis(axis, least, most, ticks, ends);
}

Axis x_axis(const ChartData& data, int ticks_max) {
  Extent extent{.positive_only = data.x.scale == AxisScale::logarithmic};
  for (const ChartSeries& series : data.series) {
    for (const ChartPoint& point : series.points) {
      extent.include(point.x);
      if (data.kind == ChartKind::histogram) extent.include(point.x_end);
    }
  }
  if (extent.empty()) extent = {1, 1};
  return make_axis(data.x, extent.least, extent.most, ticks_max, AxisEnds::beyond);
}

Axis y_axis(const ChartData& data, int ticks_max) {
  Extent extent{.positive_only = data.y.scale == AxisScale::logarithmic};
  for (const ChartSeries& series : data.series) {
    for (const ChartPoint& point : series.points) {
      extent.include(point.y);
      for (const double each : point.each) extent.include(each);
      if (!point.spread) continue;
      extent.include(point.spread->low);
      extent.include(point.spread->high);
    }
  }
  if (extent.empty()) extent = {1, 1};
  const double most_by_reference = extent.most * 1.5;
  for (const ChartReference& reference : data.references) {
    for (const ChartPoint& point : reference.points)
      extent.include(std::min(point.y, most_by_reference));
  }
  return make_axis(data.y, extent.least, extent.most, ticks_max, AxisEnds::at_ticks);
}

}  // namespace sharedfate
