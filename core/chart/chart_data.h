#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/chart/quantity.h"

// What a chart says, without how it is drawn: filled without a window, drawn by the window, written
// as CSV by both.
namespace sharedfate {

enum class AxisScale : std::uint8_t { linear, logarithmic };

struct ChartAxis {
  std::string title = {};  ///< "workers"
  Unit unit = Unit::none;
  /// A logarithmic axis has no place for figures that are not above 0: they are left out.
  AxisScale scale = AxisScale::linear;
  bool whole = false;     ///< only whole figures exist: 1, 2, 3 workers
  bool from_zero = true;  ///< a linear axis shows 0, so that lengths compare
};

/// How far the measurements behind one figure were apart.
struct ChartSpread {
  double low = 0, high = 0;
};

struct ChartPoint {
  double x = 0, y = 0;
  std::optional<ChartSpread> spread = std::nullopt;
  double x_end = 0;  ///< of a bar of a histogram: it reaches from x to here
};

/// Which colour a series has. Lanes keep theirs everywhere; what is no lane takes the others.
enum class ChartColour : std::uint8_t { threads, processes, serial, green, orange, pink, yellow };
constexpr std::size_t chart_colour_count = 7;

/// Figures that were measured.
struct ChartSeries {
  std::string name;
  ChartColour colour = ChartColour::threads;
  std::vector<ChartPoint> points;  ///< in the order of their x
};

/// A curve that was not measured: an ideal, or a law fitted to a series. Drawn without marks.
struct ChartReference {
  std::string name;  ///< "ideal"; says what it is and, where fitted, to what
  std::optional<ChartColour> colour = std::nullopt;  ///< that of the series it belongs to
  std::vector<ChartPoint> points;
};

/// An upright line: "2 cores".
struct ChartMark {
  double x = 0;
  std::string name;
};

enum class ChartKind : std::uint8_t {
  curves,
  bars,       ///< one bar a series, as long as the y of its last point; the x axis is not drawn
  histogram,  ///< how many (y) were between x and x_end
};
enum class SpreadLook : std::uint8_t { whiskers, band };

struct ChartData {
  std::string name;   ///< one word, for the names of files: "ipc-latency"
  std::string title;  ///< for the room
  ChartKind kind = ChartKind::curves;
  ChartAxis x, y;
  std::vector<ChartSeries> series;
  std::vector<ChartReference> references = {};
  std::vector<ChartMark> marks = {};
  std::string spread_name =
      {};  ///< what the spreads are: "middle half of 200"; empty: there are none
  SpreadLook spread_look = SpreadLook::whiskers;
  bool figures_beside_points = false;   ///< for a few points that the last row shall read
  std::vector<std::string> notes = {};  ///< a sentence each, below the chart

  /// Whether anything was measured.
  [[nodiscard]] bool empty() const {
    for (const ChartSeries& each : series) {
      if (!each.points.empty()) return false;
    }
    return true;
  }
};

}  // namespace sharedfate
