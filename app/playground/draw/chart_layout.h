#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/playground/draw/geometry.h"
#include "core/chart/axis.h"
#include "core/chart/chart_data.h"

// Where the figures of a chart are on the screen, and which one is meant. No drawing library.
namespace sharedfate {

/// One figure of a chart: a point of a series.
struct ChartSpot {
  std::size_t series = 0, point = 0;
  friend bool operator==(const ChartSpot&, const ChartSpot&) = default;
};

/// The place inside the axes, and the axes along it.
struct ChartPaper {
  Rect plot;
  Axis x, y;
  [[nodiscard]] Point at(double x_figure, double y_figure) const {
    return {plot.x + plot.w * static_cast<float>(x.share(x_figure)),
            plot.bottom() - plot.h * static_cast<float>(y.share(y_figure))};
  }
};

/// Whether the axes have a place for a point.
bool has_place(const ChartPaper& paper, const ChartPoint& point);
/// Where a figure is: its point, or the middle of the top of its bar. Precondition: has_place().
Point place_of(const ChartData& data, const ChartPaper& paper, ChartSpot spot);

/// The figure nearest to the pointer, at most `reach` pixels away; in a histogram the bar above or
/// below it. Nothing: none is meant.
std::optional<ChartSpot> nearest_spot(const ChartData& data, const ChartPaper& paper, Point pointer,
                                      float reach);
/// The figure to which a key leads: `along` -1 or 1 within the series, or `across` -1 or 1 to the
/// figure of another series whose x is nearest. Stays where there is none. From nowhere, or from a
/// figure that is gone, to the first one; nothing: there is none at all.
std::optional<ChartSpot> next_spot(const ChartData& data, std::optional<ChartSpot> from, int along,
                                   int across);

/// A figure with all that is known of it, a line each: the series, x, y, the spread.
std::vector<std::string> spot_lines(const ChartData& data, ChartSpot spot);

/// A text that shall stand beside a point.
struct FigureText {
  Point at;
  float width = 0;
  bool below = false;  ///< wanted there, as another one is above
};
/// A box for each text above or below its point, `away` pixels off it, inside `bounds`, none on
/// another nor on what is `taken`; an empty box where there is no room for one.
std::vector<Rect> place_figures(std::span<const FigureText> texts, float height, float away,
                                const Rect& bounds, const std::vector<Rect>& taken = {});

}  // namespace sharedfate
