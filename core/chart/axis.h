#pragma once

#include <string>
#include <vector>

#include "core/chart/chart_data.h"

// The positions of figures along an axis, and which of them are written beside it.
namespace sharedfate {

struct Tick {
  double at = 0;
  std::string text;
};

/// An axis from `low` to `high`, both included.
struct Axis {
  AxisScale scale = AxisScale::linear;
  double low = 0, high = 1;  ///< low < high; above 0 where the scale is logarithmic
  std::vector<Tick> ticks;   ///< ascending, within the axis

  /// Where on the axis a figure is: 0 at `low`, 1 at `high`, outside of 0..1 if it is outside of
  /// the axis. On a logarithmic axis 0 for a figure that is not above 0.
  [[nodiscard]] double share(double value) const;
  /// Whether a figure has a place on this axis.
  [[nodiscard]] bool shows(double value) const;
};

enum class AxisEnds : std::uint8_t {
  at_ticks,  ///< widened to the next tick: for y
  beyond,    ///< a little wider than the figures, so that none sits on the edge: for x
};

/// The axis that shows all figures from `least` to `most`, which are finite, with at most
/// `ticks_max` (at least 2) ticks on round figures: 1, 2 or 5 times a power of ten; powers of two
/// for bytes. A linear axis that begins or ends between ticks may have one more.
Axis make_axis(const ChartAxis& axis, double least, double most, int ticks_max, AxisEnds ends);

/// The axes that show all measured figures of a chart. A reference widens the y axis by half at
/// most: an ideal far above the measured figures must not flatten them.
Axis x_axis(const ChartData& data, int ticks_max);
Axis y_axis(const ChartData& data, int ticks_max);

}  // namespace sharedfate
