#pragma once

#include <cstddef>
#include <string>

#include "app/playground/widgets/chart_layout.h"
#include "app/playground/widgets/ui.h"

// The parts of a chart, for draw_chart().
namespace sharedfate {

constexpr float chart_mark_size = 6;   ///< design units, half the width of a mark
constexpr float chart_dot_radius = 3;  ///< design units; of one of the measurements behind a figure

Tone tone_of(ChartColour colour);

/// Draws the shape that distinguishes a series beside its colour. `half`: half its width, pixels.
/// `place`: index of the series. `ground`: colour inside of a hollow shape.
void draw_chart_mark(Canvas& canvas, Point centre, float half, std::size_t place, Ink ink,
                     Rgb ground);
void draw_dashed(Ui& ui, Point from, Point to, Ink ink);

/// Draws the title in its row `head`, followed by the legend and `axes` (the titles of the axes;
/// empty: none). Where they do not fit, they take rows from the top of `rest`.
void draw_chart_head(Ui& ui, const ChartData& data, Rect head, Rect& rest, const std::string& axes);

/// Divides the place into plot and margins for the figures beside the axes, and lays out the axes.
ChartPaper make_chart_paper(Ui& ui, const ChartData& data, Rect place);
void draw_chart_axes(Ui& ui, const ChartPaper& paper);
void draw_chart_curves(Ui& ui, const ChartData& data, const ChartPaper& paper);
void draw_chart_histogram(Ui& ui, const ChartData& data, const ChartPaper& paper);
void draw_chart_bars(Ui& ui, const ChartData& data, Rect place);
/// Draws all that is known of one figure, in a box beside it and inside `bounds`.
void draw_chart_spot(Ui& ui, const ChartData& data, const ChartPaper& paper, const Rect& bounds,
                     ChartSpot spot);

}  // namespace sharedfate
