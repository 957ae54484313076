#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/chart/quantity.h"

// The content of a chart, without how it is drawn: filled without a window, drawn by the window,
// written as CSV by both.
namespace sharedfate {

enum class AxisScale : std::uint8_t { linear, logarithmic };

struct ChartAxis {
  std::string title = {};  ///< "workers"
  Unit unit = Unit::none;
  /// A logarithmic axis cannot show figures that are not above 0: they are left out.
  AxisScale scale = AxisScale::linear;
  bool whole = false;     ///< only whole figures make sense: 1, 2, 3 workers
  bool from_zero = true;  ///< a linear y axis includes 0, so that lengths compare
};

/// The range of the measurements behind one figure.
struct ChartSpread {
  double low = 0, high = 0;
};

struct ChartPoint {
  double x = 0, y = 0;
  std::optional<ChartSpread> spread = std::nullopt;
  double x_end = 0;               ///< of a histogram: its bar reaches from x to here
  std::vector<double> each = {};  ///< the measurements behind the figure, each drawn as a dot
};

/// The colour of a series. Each kind of lane has its own everywhere; other series take the rest.
enum class ChartColour : std::uint8_t { threads, processes, serial, grey, orange, pink, yellow };
constexpr std::size_t chart_colour_count = 7;

/// Figures that were measured.
struct ChartSeries {
  std::string name;
  ChartColour colour = ChartColour::threads;
  std::vector<ChartPoint> points;  ///< ascending by x
};

/// A curve that was not measured: an ideal, or a law fitted to a series. Drawn without marks.
struct ChartReference {
  std::string name;  ///< "ideal"; says what it is and, where fitted, to what
  std::optional<ChartColour> colour = std::nullopt;  ///< that of the series it belongs to
  std::vector<ChartPoint> points;
};

/// A vertical line: "2 cores".
struct ChartMark {
  double x = 0;
  std::string name;
};

enum class ChartKind : std::uint8_t {
  curves,
  bars,       ///< one bar per series, as long as its last y; no x axis is drawn
  histogram,  ///< how many (y) were from x to x_end
};
enum class SpreadLook : std::uint8_t { whiskers, band };

struct ChartData {
  std::string name;   ///< one word for file names: "ipc-latency"
  std::string title;  ///< shown above the chart
  ChartKind kind = ChartKind::curves;
  ChartAxis x, y;
  std::vector<ChartSeries> series;
  std::vector<ChartReference> references = {};
  std::vector<ChartMark> marks = {};
  std::string spread_name = {};  ///< "middle half of 200"; empty: no spreads
  SpreadLook spread_look = SpreadLook::whiskers;
  bool figures_beside_points = false;   ///< for a few points: readable from the back of the class
  std::vector<std::string> notes = {};  ///< one sentence each, below the chart

  /// Whether anything was measured.
  [[nodiscard]] bool empty() const {
    for (const ChartSeries& each : series) {
      if (!each.points.empty()) return false;
    }
    return true;
  }
};

}  // namespace sharedfate
