#pragma once

#include <string>
#include <vector>

#include "core/chart/chart_data.h"

// Where figures lie along an axis, and which of them are written beside it.
namespace sharedfate {

struct Tick {
  double at = 0;
  std::string text;
};

/// An axis in use: it reaches from `low` to `high`, both ends included.
struct Axis {
  AxisScale scale = AxisScale::linear;
  double low = 0, high = 1;  ///< low < high; above 0 where the scale is logarithmic
  std::vector<Tick> ticks;   ///< rising, within the axis

  /// How far along the axis a figure is: 0 at its low end, 1 at its high one, beyond for figures
  /// beyond. What has no place on a logarithmic axis: 0.
  [[nodiscard]] double share(double value) const;
  /// Whether a figure has a place on this axis.
  [[nodiscard]] bool shows(double value) const;
};

enum class AxisEnds : std::uint8_t {
  at_ticks,  ///< widened to the next tick: for y
  beyond,    ///< a little wider than the figures, so that none sits on the edge: for x
};

/// The axis that shows all figures from `least` to `most`, with at most `ticks_max` (at least 2)
/// ticks on round figures: 1, 2 or 5 times a power of ten; powers of two for bytes.
Axis make_axis(const ChartAxis& axis, double least, double most, int ticks_max, AxisEnds ends);

/// The two axes of a chart for all of its figures. A reference widens the y axis by half at most:
/// an ideal that is far above what was measured must not flatten it.
Axis x_axis(const ChartData& data, int ticks_max);
Axis y_axis(const ChartData& data, int ticks_max);

}  // namespace sharedfate
