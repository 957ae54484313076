#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/playground/draw/geometry.h"
#include "core/chart/axis.h"
#include "core/chart/chart_data.h"

// Where the figures of a chart are on the screen, and which one the user points at. Needs no
// drawing library.
namespace sharedfate {

/// One figure of a chart: a point of a series.
struct ChartSpot {
  std::size_t series = 0, point = 0;
  friend bool operator==(const ChartSpot&, const ChartSpot&) = default;
};

/// The plot, in pixels, and the axes along it.
struct ChartPaper {
  Rect plot;
  Axis x, y;
  [[nodiscard]] Point at(double x_figure, double y_figure) const {
    return {plot.x + plot.w * static_cast<float>(x.share(x_figure)),
            plot.bottom() - plot.h * static_cast<float>(y.share(y_figure))};
  }
};

/// Whether the axes can show a point.
bool has_place(const ChartPaper& paper, const ChartPoint& point);
/// Where a figure is: its point or, in a histogram, the middle of the top of its bar. Precondition:
/// has_place().
Point place_of(const ChartData& data, const ChartPaper& paper, ChartSpot spot);

/// The figure nearest to the pointer, at most `reach` pixels away; in a histogram, the one whose
/// bar is above or below the pointer. Empty: there is none.
std::optional<ChartSpot> nearest_spot(const ChartData& data, const ChartPaper& paper, Point pointer,
                                      float reach);
/// The figure to which an arrow key leads: `along` (-1 or 1) within the series, or `across` (-1 or
/// 1) to the figure of the next series with the nearest x. Stays at `from` if there is none. If
/// `from` is empty or no longer exists: the first figure; empty if the chart has none.
std::optional<ChartSpot> next_spot(const ChartData& data, std::optional<ChartSpot> from, int along,
                                   int across);

/// All that is known of a figure, a line each: the series, x, y, the spread.
std::vector<std::string> spot_lines(const ChartData& data, ChartSpot spot);

/// A text to be placed beside a point.
struct FigureText {
  Point at;
  float width = 0;
  bool below = false;  ///< preferably below the point, because another figure is above
};
/// A box `height` pixels high for each text, above or below its point and `away` pixels from it,
/// inside `bounds`, overlapping neither another box nor one that is `taken`. An empty box if there
/// is no room.
std::vector<Rect> place_figures(std::span<const FigureText> texts, float height, float away,
                                const Rect& bounds, const std::vector<Rect>& taken = {});

}  // namespace sharedfate
